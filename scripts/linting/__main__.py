"""Hold contracts to the house's rules, to Redocly's, and to what was released of them."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from openapi.contract import CONTRACTS, JSON, Contract, InvalidContractError, load
from scripts import redocly
from scripts.linting import rules as lint_rules
from scripts.linting.changes import changes, parts, version_needed

if TYPE_CHECKING:
    from collections.abc import Iterator

RELEASED = CONTRACTS / "released"
CLEAN, BROKEN, UNDECIDED = 0, 1, 2


def main() -> int:
    options = parser().parse_args()
    paths = options.contracts or sorted(CONTRACTS.glob("*.yaml"))
    try:
        codes = [lint(path, options.released) for path in paths]
        return max([*codes, recommended(paths)])
    except redocly.SetUpError as error:
        print(f"scripts/lint: {error}", file=sys.stderr)
        return UNDECIDED


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="scripts/lint",
        description="Hold contracts to the house's rules, compare each with its last release, "
        "name what breaks for clients, and run Redocly's recommended rules as a second opinion.",
        epilog="Exit status: 0 nothing to do, 1 something to do, named with its rule and place, "
        "2 nothing could be decided. To release a contract, copy it to openapi/released/.",
    )
    made.add_argument(
        "contracts",
        type=Path,
        nargs="*",
        metavar="SPEC",
        help="contracts (default: openapi/*.yaml)",
    )
    made.add_argument(
        "--released",
        type=Path,
        default=RELEASED,
        metavar="DIR",
        help="the last release of each contract, by file name (default: openapi/released)",
    )
    return made


def lint(path: Path, releases: Path) -> int:
    """Print what a contract's author has to do."""
    try:
        contract = load(path)
    except InvalidContractError as error:
        print(error)
        return BROKEN
    found = [f"{rule}: {pointer}: {words}" for rule, pointer, words in lint_rules.broken(contract)]
    # A contract that cannot be read as one cannot be compared either.
    if not found:
        found += list(unversioned(contract, releases / path.name))
    for one in found:
        print(f"{path.name}: {one}")
    return BROKEN if found else CLEAN


def unversioned(contract: Contract, released: Path) -> Iterator[str]:
    """The complaint that the version does not tell of the changes, after naming them."""
    if not released.exists():
        print(f"{contract.path.name}: new, there is no release to compare it with")
        return
    found = changes(released, contract)
    for one in found:
        if one.impact == "major":
            print(f"{contract.path.name}: breaks clients: {one.pointer}: {one.words}")
    old, new = load(released).document["info"]["version"], contract.document["info"]["version"]
    needed = version_needed(old, found)
    if parts(new) < parts(needed):
        why = "clients break" if needed.endswith(".0.0") else "something is new"
        yield f"version: /info/version: raise it from {new} to {needed}, since {why} after {old}"


def recommended(paths: list[Path]) -> int:
    """Let the Redocly CLI have its say; its warnings count too."""
    done = subprocess.run(
        [*redocly.command(), "lint", "--format=json", *paths, redocly.SETTINGS],
        env=os.environ | redocly.QUIET,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        problems = [one for report in reports(done.stdout) for one in report["problems"]]
    except json.JSONDecodeError:
        raise redocly.SetUpError(f"the Redocly CLI failed: {done.stderr}") from None
    for one in problems:
        place = one["location"][0]
        pointer = place.get("pointer", "#").removeprefix("#")
        name = Path(place["source"]["ref"]).name
        print(f"{name}: redocly/{one['ruleId']}: {pointer}: {one['message']}")
    return BROKEN if problems else CLEAN


def reports(text: str) -> Iterator[dict[str, JSON]]:
    """The JSON documents of a text, which the CLI prints one after the other."""
    while text := text.lstrip():
        report, end = json.JSONDecoder().raw_decode(text)
        yield report
        text = text[end:]


if __name__ == "__main__":
    sys.exit(main())
