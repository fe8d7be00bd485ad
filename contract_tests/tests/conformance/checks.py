"""Checks of a server with only the clauses that a test needs, and their outcomes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contract_tests.conformance.clauses import CLAUSES
from contract_tests.conformance.main import check
from contract_tests.conformance.options import RunOptions

if TYPE_CHECKING:
    from pathlib import Path

QUICK = RunOptions(api="coc", quick=True)


def only(*clauses: str, **options: Any) -> RunOptions:
    """Options with only these clauses: checking all takes five times as long."""
    left_out = [name for name in CLAUSES if name not in clauses]
    assert len(left_out) == len(CLAUSES) - len(clauses)
    return replace(QUICK, exclude=tuple(left_out), **options)


def reported(target: Path, options: RunOptions = QUICK, **more: Any) -> tuple[int, Any]:
    """Check a target; return the exit status and the report."""
    folder = target.parent / "reports"
    status = check(target, options, folder, **more)
    return status, json.loads((folder / "report.json").read_text(encoding="utf-8"))


def outcomes(target: Path, *clauses: str, api: str = "coc") -> dict[str, Any]:
    """Check a target; return the outcome of each clause, by id."""
    options = only(*clauses, api=api) if clauses else replace(QUICK, api=api)
    _, report = reported(target, options)
    (operation,) = report["operations"]
    return {clause["id"]: clause for clause in operation["clauses"]}
