"""Lint contracts: structural errors, the house's rules, and what changed since the release."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from openapi.client.package import describe
from openapi.contract import CONTRACTS, JSON, Contract, InvalidContractError, Problem, load
from openapi.contract.structure import problems
from scripts.environments import redocly
from scripts.linting import rules
from scripts.linting.changes import changes, parts, version_needed

if TYPE_CHECKING:
    from collections.abc import Iterator

RELEASED = CONTRACTS / "released"
CLEAN, VIOLATED, UNDECIDED = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    paths = options.contracts or sorted(CONTRACTS.glob("*.yaml"))
    if missing := [path for path in paths if not path.is_file()]:
        print(f"scripts/lint: {missing[0]}: there is no such file", file=sys.stderr)
        return UNDECIDED
    try:
        found = list(lint(paths, options.released))
    except redocly.SetUpError as error:
        print(f"scripts/lint: {error}", file=sys.stderr)
        return UNDECIDED
    print("".join(f"{line}\n" for line in found), end="")
    return VIOLATED if found else CLEAN


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="scripts/lint",
        description="Tell what to change in contracts, each with file, line and place: structural "
        "errors, which generate, mock, check and docs refuse in the same words; then the house's "
        "rules (.redocly.yaml has those that can be declared, Redocly's own among them); then what "
        "the version does not tell of the changes since the last release.",
        epilog="Exit status: 0 nothing to do, 1 something to do, 2 nothing could be decided. "
        "To release a contract, copy it to openapi/released/.",
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


def lint(paths: list[Path], releases: Path) -> Iterator[str]:
    """What the authors of contracts have to do, a line each."""
    usable = []
    for path in paths:
        try:
            usable.append(structural(path))
        except InvalidContractError as error:
            yield from (f"{line} [structure]" for line in str(error).splitlines())
    # What is no contract would only be misunderstood by the rest.
    told = declared(usable)
    for contract in usable:
        violated = [*told[contract], *rules.violated(contract)]
        yield from (f"{problem} [{rule}]" for rule, problem in violated)
        if not violated:
            yield from unversioned(contract, releases / contract.path.name)


def structural(path: Path) -> Contract:
    """A contract that every stage can use.

    Raises:
        InvalidContractError: There is none; with all structural errors.
    """
    contract = load(path)
    if found := problems(contract, thorough=True):
        raise InvalidContractError(*found)
    # What is left are names that would be the same in Python.
    describe(contract)
    return contract


def unversioned(contract: Contract, released: Path) -> Iterator[str]:
    """That the version does not tell of the changes, which are named."""
    if not released.exists():
        print(f"{contract.path.name}: new, there is no release to compare it with")
        return
    found = changes(released, contract)
    for one in found:
        if one.impact == "major":
            print(f"{contract.problem(one.pointer, f'breaks clients: {one.words}')}")
    old, new = load(released).document["info"]["version"], contract.document["info"]["version"]
    needed = version_needed(old, found)
    if parts(new) < parts(needed):
        why = "clients break" if needed.endswith(".0.0") else "something is new"
        words = f"raise it from {new} to {needed}, since {why} after {old}"
        yield f"{contract.problem('/info/version', words)} [version]"


def declared(contracts: list[Contract]) -> dict[Contract, list[tuple[str, Problem]]]:
    """What violates the rules that the Redocly CLI knows; its warnings count too."""
    told: dict[Contract, list[tuple[str, Problem]]] = {contract: [] for contract in contracts}
    if not contracts:
        return told
    given = {contract.path.resolve(): contract for contract in contracts}
    done = subprocess.run(
        [*redocly.command(), "lint", "--format=json", *given, redocly.SETTINGS],
        env=os.environ | redocly.QUIET,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        found = [one for report in reports(done.stdout) for one in report["problems"]]
    except json.JSONDecodeError:
        raise redocly.SetUpError(f"the Redocly CLI failed: {done.stderr}") from None
    for one in found:
        place = one["location"][0]
        pointer = place.get("pointer", "#").removeprefix("#").rstrip("/")
        contract = given[Path(place["source"]["ref"]).resolve()]
        told[contract].append((one["ruleId"], contract.problem(pointer, one["message"])))
    return told


def reports(text: str) -> Iterator[dict[str, JSON]]:
    """The JSON documents of a text, which the CLI prints one after the other."""
    while text := text.lstrip():
        report, end = json.JSONDecoder().raw_decode(text)
        yield report
        text = text[end:]


if __name__ == "__main__":
    sys.exit(main())
