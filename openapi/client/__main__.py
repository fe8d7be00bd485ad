"""Write generated/ from openapi/*.yaml, or check that it is up to date."""

from __future__ import annotations

import argparse
import difflib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from openapi.client.package import ROOT, PackageError, write

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "huaweicloud_statistics"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    options = _parser().parse_args(arguments)
    run = _check if options.check else _replace
    try:
        return run(sorted(options.specs.glob("*.yaml")), options.output / NAME)
    except PackageError as error:
        print(f"scripts/generate: {error}", file=sys.stderr)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"scripts/generate: {place}{error.strerror}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/generate", description=__doc__)
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; print how the package is out of date, and exit 1 if it is",
    )
    parser.add_argument(
        "--specs",
        type=Path,
        default=ROOT / "openapi",
        metavar="FOLDER",
        help="folder of the contracts (default: openapi)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "generated",
        metavar="FOLDER",
        help=f"folder that holds {NAME}, which is replaced as a whole (default: generated)",
    )
    return parser


def _replace(contracts: list[Path], package: Path) -> int:
    package.parent.mkdir(parents=True, exist_ok=True)
    # On the same file system, so that a rename replaces the package.
    with tempfile.TemporaryDirectory(prefix=".generate-", dir=package.parent) as aside:
        write(contracts, Path(aside, "new"))
        if package.exists():
            package.rename(Path(aside, "old"))
        Path(aside, "new").rename(package)
    print(f"{package}: written from {', '.join(contract.name for contract in contracts)}")
    return 0


def _check(contracts: list[Path], package: Path) -> int:
    with tempfile.TemporaryDirectory() as aside:
        write(contracts, Path(aside, NAME))
        differences = _differences(_files(package), _files(Path(aside, NAME)))
    sys.stdout.writelines(differences)
    if differences:
        print(f"{package} is out of date; run scripts/generate.")
        return 1
    print(f"{package} is up to date.")
    return 0


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def _differences(present: dict[str, bytes], due: dict[str, bytes]) -> list[str]:
    lines = []
    for name in sorted(present.keys() | due.keys()):
        if name not in due:
            lines.append(f"extra: {NAME}/{name}\n")
        elif name not in present:
            lines.append(f"missing: {NAME}/{name}\n")
        else:
            lines += _diff(name, present[name], due[name])
    return lines


def _diff(name: str, present: bytes, due: bytes) -> list[str]:
    old, new = (
        content.decode(errors="backslashreplace").splitlines(keepends=True)
        for content in (present, due)
    )
    return [
        line if line.endswith("\n") else f"{line}\n"
        for line in difflib.unified_diff(old, new, f"{NAME}/{name}", f"{NAME}/{name} as generated")
    ]


if __name__ == "__main__":
    sys.exit(main())
