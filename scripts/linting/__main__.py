"""Lint contracts: structural errors, the project's rules, and changes since the release."""

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
    options = _parser().parse_args(arguments)
    paths = options.contracts or sorted(CONTRACTS.glob("*.yaml"))
    if missing := [path for path in paths if not path.is_file()]:
        print(f"scripts/lint: {missing[0]}: there is no such file", file=sys.stderr)
        return UNDECIDED
    if options.released != RELEASED and not options.released.is_dir():
        print(f"scripts/lint: {options.released}: there is no such folder", file=sys.stderr)
        return UNDECIDED
    try:
        lines = list(lint(paths, options.released))
    except redocly.SetUpError as error:
        print(f"scripts/lint: {error}", file=sys.stderr)
        return UNDECIDED
    print("".join(f"{line}\n" for line in lines), end="")
    return VIOLATED if lines else CLEAN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/lint",
        description="Report what to change in contracts, with file, line and JSON pointer: "
        "structural errors, which generate, mock, check and docs reject with the same message; "
        "then violations of the project's rules (the declarative ones, Redocly's own among them, "
        "are in .redocly.yaml); then changes since the last release that need a higher version.",
        epilog="Exit status: 0 nothing to do, 1 something to do, 2 nothing could be decided. "
        "To release a contract, copy it to openapi/released/.",
    )
    parser.add_argument(
        "contracts",
        type=Path,
        nargs="*",
        metavar="SPEC",
        help="contracts (default: openapi/*.yaml)",
    )
    parser.add_argument(
        "--released",
        type=Path,
        default=RELEASED,
        metavar="DIR",
        help="the last release of each contract, by file name (default: openapi/released)",
    )
    return parser


def lint(paths: list[Path], releases: Path) -> Iterator[str]:
    """What the authors of the contracts have to change, a line each."""
    usable = []
    for path in paths:
        try:
            usable.append(structural(path))
        except InvalidContractError as error:
            yield from (f"{line} [structure]" for line in str(error).splitlines())
    # The other rules would misread an invalid contract.
    declarative = declared(usable)
    for contract in usable:
        violated = [*declarative[contract], *rules.violated(contract)]
        yield from (f"{problem} [{rule}]" for rule, problem in violated)
        if not violated:
            yield from unversioned(contract, releases / contract.path.name)


def structural(path: Path) -> Contract:
    """A contract without structural errors.

    Raises:
        InvalidContractError: The contract has structural errors; with all of them.
    """
    contract = load(path)
    if errors := problems(contract, thorough=True):
        raise InvalidContractError(*errors)
    # Finds names that would collide in Python.
    describe(contract)
    return contract


def unversioned(contract: Contract, released: Path) -> Iterator[str]:
    """A version that is too low for the changes since the release; prints breaking changes."""
    if not released.exists():
        print(f"{contract.path.name}: new, there is no release to compare it with")
        return
    since_release = changes(released, contract)
    for change in since_release:
        if change.impact == "major":
            print(f"{contract.problem(change.pointer, f'breaks clients: {change.words}')}")
    old, new = load(released).document["info"]["version"], contract.document["info"]["version"]
    needed = version_needed(old, since_release)
    if parts(new) < parts(needed):
        why = "clients break" if needed.endswith(".0.0") else "something is new"
        words = f"raise it from {new} to {needed}, since {why} after {old}"
        yield f"{contract.problem('/info/version', words)} [version]"


def declared(contracts: list[Contract]) -> dict[Contract, list[tuple[str, Problem]]]:
    """Violations of the declarative rules, by the Redocly CLI; its warnings count too."""
    violated: dict[Contract, list[tuple[str, Problem]]] = {contract: [] for contract in contracts}
    if not contracts:
        return violated
    by_path = {contract.path.resolve(): contract for contract in contracts}
    done = subprocess.run(
        [*redocly.command(), "lint", "--format=json", *by_path, redocly.SETTINGS],
        env=os.environ | redocly.QUIET,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        reported = [problem for report in reports(done.stdout) for problem in report["problems"]]
    except json.JSONDecodeError:
        raise redocly.SetUpError(f"the Redocly CLI failed: {done.stderr}") from None
    for problem in reported:
        location = problem["location"][0]
        pointer = location.get("pointer", "#").removeprefix("#").rstrip("/")
        contract = by_path[Path(location["source"]["ref"]).resolve()]
        message = contract.problem(pointer, problem["message"])
        violated[contract].append((problem["ruleId"], message))
    return violated


def reports(text: str) -> Iterator[dict[str, JSON]]:
    """Concatenated JSON documents, as the CLI prints them."""
    while text := text.lstrip():
        report, end = json.JSONDecoder().raw_decode(text)
        yield report
        text = text[end:]


if __name__ == "__main__":
    sys.exit(main())
