"""Changes since a contract's release: breaking ones are reported and require a new version."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests.editing import GONE, edited
from contract_tests.tests.scripts.test_lint import COUNTS, GET, GOOD, LINT, PARAMETER, TOTAL
from openapi.contract import JSON, Contract, load
from scripts.linting.changes import Change, changes, version_needed

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess

    from contract_tests.tests.processes import Run

UNIT = f"{GET}/parameters/1"

# Breaking changes: a pointer, the new value, and a part of the message.
BREAKS: list[tuple[str, JSON, str]] = [
    (f"{UNIT}/required", True, "`X-Unit` header parameter became required"),
    (f"{UNIT}/schema/enum", ["km"], "mi"),
    (f"{PARAMETER}/schema/pattern", "^[a-c]+$", "pattern"),
    (f"{TOTAL}/type", "string", "Type of `total`"),
    (f"{COUNTS}/properties/names", GONE, "names"),
    (f"{COUNTS}/required", ["total"], "`states`"),
    (f"{GET}/responses/403", GONE, "403"),
    ("/servers/1/x-region", "elsewhere-2", "region `elsewhere-1` is gone"),
    (f"{GET}/x-waiter/name", "wait_for_all", "waiter `wait_for_fleet` is gone"),
]
REMOVALS: list[tuple[str, JSON, str]] = [
    (GET, GONE, "GET"),
    ("/components/schemas/State", GONE, "schema `State` is gone"),
]
HARMLESS: list[tuple[str, JSON]] = [
    (f"{COUNTS}/description", "Other words."),
    (f"{PARAMETER}/schema/pattern", GONE),
    (f"{UNIT}/schema/enum", ["km", "mi", "ft"]),
]
ADDED: list[tuple[str, JSON]] = [
    (f"{COUNTS}/properties/mean", {"type": "number", "description": "Mean.", "examples": [1]}),
    (f"{GET}/responses/409", {"description": "Not now."}),
]


redocly = pytest.mark.processes
"""Contracts are compared by the Redocly CLI, a program."""


def written(path: Path, *edits: tuple[str, JSON]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(edited(load(GOOD).document, *edits)))
    return path


def compared(tmp_path: Path, *edits: tuple[str, JSON]) -> list[Change]:
    released = written(tmp_path / "released" / "fleet.yaml")
    # Not loaded with load(), since some edits make a contract invalid.
    path = written(tmp_path / "fleet.yaml", *edits)
    return changes(released, Contract(path, json.loads(path.read_text())))


@redocly
@pytest.mark.parametrize("breaks", [BREAKS, REMOVALS], ids=["changed", "removed"])
def test_breaks_are_named(tmp_path: Path, breaks: list[tuple[str, JSON, str]]) -> None:
    """Each of several breaking changes is reported, and they require a new major version."""
    since = compared(tmp_path, *((pointer, value) for pointer, value, _ in breaks))

    major = [change.words for change in since if change.impact == "major"]
    for _, _, words in breaks:
        assert any(words in message for message in major), words
    assert version_needed("1.2.3", since) == "2.0.0"


@redocly
def test_additions(tmp_path: Path) -> None:
    """A new optional member or status breaks no client, and requires a new minor version."""
    since = compared(tmp_path, *ADDED, *HARMLESS)

    assert {change.impact for change in since} <= {"minor", "patch"}
    assert version_needed("1.2.3", since) == "1.3.0"


@redocly
def test_harmless(tmp_path: Path) -> None:
    """Changed descriptions and relaxed rules require no new version."""
    since = compared(tmp_path, *HARMLESS)

    assert {"patch"} == {change.impact for change in since}
    assert version_needed("1.2.3", since) == "1.2.3"


def lint(run: Run, tmp_path: Path, version: str) -> CompletedProcess[str]:
    """Lint a contract with a breaking change, and a new contract."""
    released = written(tmp_path / "released" / "fleet.yaml").parent
    breaks = [(f"{UNIT}/required", True), ("/info/version", version)]
    paths = written(tmp_path / "fleet.yaml", *breaks), written(tmp_path / "ships.yaml")
    return run(LINT, *paths, "--released", released)


def test_sufficient_version(run: Run, tmp_path: Path) -> None:
    """Breaking changes and new contracts are printed even if the version is sufficient."""
    done = lint(run, tmp_path, "2.0.0")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "breaks clients: `X-Unit` header parameter became required" in done.stdout
    assert "ships.yaml: new" in done.stdout


def test_no_such_releases(run: Run) -> None:
    """A misspelled folder of releases is an error: nothing would be compared."""
    done = run(LINT, "--released", "nope")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "scripts/lint: nope: there is no such folder\n"


def test_insufficient_version(run: Run, tmp_path: Path) -> None:
    """A breaking change without a new major version is an error."""
    done = lint(run, tmp_path, "1.9.0")

    assert done.returncode == 1, done.stdout + done.stderr
    assert "/info/version: raise it from 1.9.0 to 2.0.0" in done.stdout
