"""Render every contract under openapi/ as a reference page, and the site around them.

The pages load nothing from the network: open them from disk, or put them on any server.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import sys
import tempfile
from pathlib import Path

from openapi.contract import CONTRACTS, Contract, InvalidContractError, load_all
from scripts.environments import redocly
from scripts.linting.changes import Change, changes
from scripts.pages import redoc, sources, sphinx

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "huaweicloud_statistics"
MARK = ".scripts-docs"
"""The file that marks a folder as written by an earlier run."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/docs",
        description=__doc__,
        epilog="Exit status: 0 all pages were written, 1 all but those of invalid contracts, "
        "2 none. Reports of scripts/check link clauses to the pages in site/, or to those "
        "published at the address in CONFORMANCE_DOCS.",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "site",
        metavar="DIR",
        help="where the pages go (default: site/); what an earlier run wrote there is replaced",
    )
    output = parser.parse_args(arguments).output.absolute()
    left_out: list[InvalidContractError] = []
    try:
        contracts = load_all(left_out=left_out.append)
        publish(contracts, output)
    except (redoc.RenderError, redocly.SetUpError, InvalidContractError) as error:
        print(f"scripts/docs: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"scripts/docs: {error.filename or output}: {error.strerror}", file=sys.stderr)
        return 2
    for contract in contracts.values():
        ids = ", ".join(operation.id for operation in contract.operations)
        print(f"{contract.path.name}: {ids or 'no operation'} -> {output / contract.name}.html")
    for name, title in sources.PAGES.items():
        print(f"{title} -> {output / name}.html")
    for reason in left_out:
        print(f"scripts/docs: left out: {reason}", file=sys.stderr)
    return int(bool(left_out))


def publish(contracts: dict[str, Contract], output: Path) -> None:
    """Write the site to a temporary folder, then swap it with the old one."""
    if output.exists() and not ours(output):
        raise redoc.RenderError(f"{output} is not an empty folder; name a new or empty one.")
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".docs-", dir=output.parent) as aside:
        site, markdown, work = (Path(aside, name) for name in ("site", "markdown", "work"))
        markdown.mkdir()
        for name, text in pages(contracts).items():
            (markdown / f"{name}.md").write_text(text, encoding="utf-8")
        sphinx.build(markdown, site, work, contracts)
        for name, contract in contracts.items():
            html = redoc.render(contract, work, sources.navigation(name, contracts))
            (site / f"{name}.html").write_text(html, encoding="utf-8")
            (site / contract.path.name).write_bytes(contract.path.read_bytes())
        (site / MARK).touch()
        swap(site, output, Path(aside, "old"))


def pages(contracts: dict[str, Contract]) -> dict[str, str]:
    """The Markdown of every page but the references."""
    if reserved := {*sources.PAGES, "search", "genindex"} & contracts.keys():
        raise redoc.RenderError(f"openapi/{min(reserved)}.yaml: another page has that name")
    generated = [name for name in contracts if ROOT.joinpath("generated", PACKAGE, name).is_dir()]
    since = {name: changed(contract) for name, contract in contracts.items()}
    return {
        "index": sources.index(read("README.md"), contracts),
        "python": sources.python(read(sources.GUIDES["python"]), contracts),
        "check": sources.guide("check", read(sources.GUIDES["check"]), contracts),
        "clauses": sources.clauses(),
        "client": sources.client([PACKAGE, *(f"{PACKAGE}.{name}" for name in generated)]),
        "changes": sources.changes(read("CHANGELOG.md"), since, contracts),
    }


def read(name: str) -> str:
    return ROOT.joinpath(name).read_text(encoding="utf-8")


def changed(contract: Contract) -> list[Change] | None:
    """The changes since the release; None if there was none."""
    released = CONTRACTS / "released" / contract.path.name
    return changes(released, contract) if released.exists() else None


def ours(output: Path) -> bool:
    """Whether a folder may be replaced: empty, or written by an earlier run."""
    return output.is_dir() and ((output / MARK).exists() or not any(output.iterdir()))


def swap(site: Path, output: Path, old: Path) -> None:
    parent = os.open(output.parent, os.O_RDONLY)
    try:
        # Between the two renames there is no site, which another run must not see.
        fcntl.flock(parent, fcntl.LOCK_EX)
        if output.exists():
            output.rename(old)
        site.rename(output)
    finally:
        os.close(parent)


if __name__ == "__main__":
    sys.exit(main())
