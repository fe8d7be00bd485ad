"""Check a server and say what came of it: the command behind ``scripts/check``."""

from __future__ import annotations

import contextlib
import gc
import sys
from typing import TYPE_CHECKING

from contract_tests.conformance.clauses import CLAUSES
from contract_tests.conformance.errors import UndecidableError
from contract_tests.conformance.report import progress
from contract_tests.conformance.report.summary import CONFORMS, FAILED, UNDECIDED, Summary
from contract_tests.conformance.report.text import render
from contract_tests.conformance.run import load_run
from openapi.contract import CONTRACTS, InvalidContractError

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.conformance.check import Check
    from contract_tests.conformance.clause import Clause
    from contract_tests.conformance.options import RunOptions
    from contract_tests.conformance.run import Run
    from openapi.contract import Operation

__all__ = ["CONFORMS", "FAILED", "UNDECIDED", "check", "clauses"]


def check(
    target: Path,
    options: RunOptions,
    report_dir: Path | None = None,
    contracts: Path = CONTRACTS,
) -> int:
    """Check the server that a target names; 0 conforms, 1 does not, 2 cannot be decided."""
    try:
        run = load_run(target, options, contracts)
        if report_dir:
            report_dir.mkdir(parents=True, exist_ok=True)
    except (InvalidContractError, UndecidableError, OSError) as error:
        return _undecided(f"Nothing could be decided: {error}")
    print(f"{run.cost}\n", flush=True)
    # What was loaded stays; looking through it again and again would take time.
    gc.freeze()
    with contextlib.closing(run):
        summary = _checked(run)
        progress.clear()
        return _conclude(summary, report_dir)


def _checked(run: Run) -> Summary:
    summary = Summary(run)
    try:
        run.first_contact()
        for clause, operation in run.plan:
            progress.show(run, clause, operation)
            summary.checks.append(_check(summary, clause, operation))
    except (InvalidContractError, UndecidableError) as error:
        summary.ended = str(error)
    except KeyboardInterrupt:
        summary.ended = "interrupted"
    except Exception as error:  # noqa: BLE001 (reported as a fault of the check, not of the server)
        summary.crashed = f"{type(error).__name__}: {error}"
    return summary


def _check(summary: Summary, clause: Clause, operation: Operation) -> Check:
    try:
        return summary.run.check(clause, operation)
    except KeyboardInterrupt:
        # Without further requests the rest takes no time.
        summary.ended = "interrupted"
        summary.run.budget.end(summary.ended)
        return summary.run.check(clause, operation)


def _conclude(summary: Summary, report_dir: Path | None) -> int:
    if summary.checks:
        print(render(summary))
    if report_dir:
        # Late: few runs need what writes them.
        from contract_tests.conformance.report import files  # noqa: PLC0415

        files.write(summary, report_dir)
    if summary.exit_status == UNDECIDED:
        return _undecided(summary.verdict)
    print(summary.verdict)
    return summary.exit_status


def _undecided(sentence: str) -> int:
    print(f"scripts/check: {sentence}", file=sys.stderr)
    return UNDECIDED


def clauses() -> dict[str, str]:
    """Every clause in words, by id."""
    return {clause.id: clause.sentence for clause in CLAUSES.values()}
