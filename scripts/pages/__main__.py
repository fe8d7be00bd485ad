"""Render every contract under openapi/ as one HTML page, with a guide, clauses and changes around.

A page holds all it needs and asks the network for nothing.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.conformance.main import clauses
from openapi.contract import CONTRACTS, Contract, InvalidContractError, load_all
from scripts import redocly
from scripts.linting.changes import Change, changes
from scripts.pages import redoc, site

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/docs",
        description=__doc__,
        epilog="Exit status: 0 all pages were written, 1 all but those of contracts that cannot be "
        "used, 2 none.",
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
    except (redoc.RenderError, redocly.SetUpError, OSError, InvalidContractError) as error:
        print(f"scripts/docs: {error}", file=sys.stderr)
        return 2
    for contract in contracts.values():
        ids = ", ".join(operation.id for operation in contract.operations)
        print(f"{contract.path.name}: {ids or 'no operation'} -> {output / contract.name}.html")
    for name, title in site.PAGES.items():
        print(f"{title} -> {output / name}.html")
    for reason in left_out:
        print(f"scripts/docs: left out: {reason}", file=sys.stderr)
    return int(bool(left_out))


def publish(contracts: dict[str, Contract], output: Path) -> None:
    """Write the site aside, then put it in the place of the old one."""
    if output.exists() and not ours(output):
        raise redoc.RenderError(
            f"{output} holds something else; name a folder that is new or empty."
        )
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".docs-", dir=output.parent) as aside:
        site = Path(aside, "site")
        site.mkdir()
        for name, page in pages(contracts, Path(aside)):
            (site / name).write_text(page, encoding="utf-8")
        swap(site, output, Path(aside, "old"))


def pages(contracts: dict[str, Contract], aside: Path) -> Iterator[tuple[str, str]]:
    """Every file by name."""
    if taken := site.PAGES.keys() & contracts.keys():
        raise redoc.RenderError(f"openapi/{min(taken)}.yaml: a page of its own has that name")
    for name, contract in contracts.items():
        yield f"{name}.html", redoc.render(contract, aside, site.navigation(name, contracts))
        yield f"{name}.yaml", contract.path.read_text(encoding="utf-8")
    readme, log = (ROOT.joinpath(name).read_text("utf-8") for name in ("README.md", "CHANGELOG.md"))
    since = {name: changed(contract) for name, contract in contracts.items()}
    yield "index.html", site.index(contracts)
    yield "samples.html", site.code(contracts)
    yield "guide.html", site.guide(readme, contracts)
    yield "clauses.html", site.clauses(clauses())
    yield "changes.html", site.changes(log, since, contracts)


def changed(contract: Contract) -> list[Change] | None:
    """What is new since the release; None if there was none."""
    released = CONTRACTS / "released" / contract.path.name
    return changes(released, contract) if released.exists() else None


def ours(output: Path) -> bool:
    """Whether a folder may be replaced: empty, or written by an earlier run."""
    if not output.is_dir():
        return False
    home = output / "index.html"
    return (
        site.MARK in home.read_text(encoding="utf-8")
        if home.exists()
        else not any(output.iterdir())
    )


def swap(site: Path, output: Path, old: Path) -> None:
    parent = os.open(output.parent, os.O_RDONLY)
    try:
        # Between the two moves there is no site, which another run must not see.
        fcntl.flock(parent, fcntl.LOCK_EX)
        if output.exists():
            output.rename(old)
        site.rename(output)
    finally:
        os.close(parent)


if __name__ == "__main__":
    sys.exit(main())
