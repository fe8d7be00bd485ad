"""Check a server and report the result: the command behind ``scripts/check``."""

from __future__ import annotations

import contextlib
import gc
from math import inf
from typing import TYPE_CHECKING

from contract_tests.conformance.clauses import CLAUSES
from contract_tests.conformance.errors import UndecidableError, place_of
from contract_tests.conformance.interruption import StopError, limited, settle, shielded
from contract_tests.conformance.report.document import document, undecided
from contract_tests.conformance.report.escaping import for_terminal
from contract_tests.conformance.report.files import Outputs
from contract_tests.conformance.report.summary import CONFORMS, CRASHED, FAILED, UNDECIDED, Summary
from contract_tests.conformance.report.terminal import progress
from contract_tests.conformance.report.terminal.colours import GREEN, RED, Styled
from contract_tests.conformance.report.terminal.console import PATIENCE, Console
from contract_tests.conformance.report.terminal.progress import shown
from contract_tests.conformance.report.text import render
from contract_tests.conformance.running.contact import make_contact
from contract_tests.conformance.running.loading import load_run
from contract_tests.conformance.running.schedule import begin
from openapi.contract import CONTRACTS, InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.conformance.options import RunOptions
    from contract_tests.conformance.running.run import Run
    from openapi.contract import JSON

__all__ = ["CONFORMS", "FAILED", "UNDECIDED", "check", "clauses"]
NOTHING = "Nothing could be decided"
_LOADING = 600.0
"""Seconds within which a target must be read."""


class _TimeOverError(StopError):
    """The run is out of time."""


def check(
    target: Path,
    options: RunOptions,
    report_dir: Path | None = None,
    contracts: Path = CONTRACTS,
    summary: Path | None = None,
) -> int:
    """Check the server of a target; returns 0 if it conforms, 1 if not, 2 if undecided."""
    console, outputs = Console(), Outputs(report_dir, summary)
    progress.begin()
    try:
        outputs.prepare()
        try:
            run = _load(target, options, contracts, console)
        except (InvalidContractError, UndecidableError) as error:
            outputs.write(undecided(f"{NOTHING}: {for_terminal(str(error))}"))
            # Each line of a contract error is an error; a target error is one, newlines or not.
            is_contract = isinstance(error, InvalidContractError)
            sentences = str(error).splitlines() if is_contract else [str(error)]
            return _nothing_decided(console, *sentences)
        except KeyboardInterrupt as error:
            outputs.write(undecided(f"{NOTHING}: {str(error) or 'interrupted'}"))
            raise
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 (a bug in the check, not a verdict)
            sentence = f"{CRASHED}: {place_of(error)}"
            outputs.write(undecided(f"{NOTHING}: {sentence}"))
            return _nothing_decided(console, sentence)
        console.redact = run.redact
        with contextlib.closing(run):
            return _guarded(run, outputs, console)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _nothing_decided(console, f"{where}{error.strerror or error}")


def _guarded(run: Run, outputs: Outputs, console: Console) -> int:
    """As `_check`, but report unexpected errors: now they can be redacted."""
    try:
        return _check(run, outputs, console)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 (a bug in the check, not a verdict)
        sentence = f"{CRASHED}: {type(error).__name__}: {error}"
        with contextlib.suppress(OSError):
            outputs.write(undecided(f"{NOTHING}: {for_terminal(console.redact(sentence))}"))
        return _nothing_decided(console, sentence)


def _load(target: Path, options: RunOptions, contracts: Path, console: Console) -> Run:
    seconds = options.deadline or _LOADING
    try:
        over = _TimeOverError(f"the {seconds:g} s of the run are over")
        with limited(seconds, over), shown(lambda: "reading the target"):
            return load_run(target, options, contracts, console.complain)
    except _TimeOverError as error:
        raise UndecidableError(f"{error}; --deadline SECONDS raises the limit") from None


def _check(run: Run, outputs: Outputs, console: Console) -> int:
    # Everything loaded stays alive; collecting it again and again would take time.
    gc.freeze()
    summary = Summary(run)
    try:
        _make(summary, console)
        _report(summary, outputs, console)
    except KeyboardInterrupt as error:
        # Interrupted outside a check, or while nobody reads standard output.
        summary.interrupted = str(error) or "interrupted"
        report = _document(summary)
        _write(report, outputs)
        console.complain(report["verdict"])
    settle()
    return summary.exit_status


def _make(summary: Summary, console: Console) -> None:
    """Run all checks, or as many as there is time for."""
    _do(_begin, summary)
    if not summary.is_over:
        console.say([summary.run.cost, ""])
        _do(_run_checks, summary)


def _report(summary: Summary, outputs: Outputs, console: Console) -> None:
    """Write the report: files first, since the reader of standard output may be slow."""
    report, failure = _document(summary), None
    try:
        _write(report, outputs)
    except OSError as error:
        failure = error
    patience = PATIENCE if summary.interrupted else inf
    with limited(patience, StopError("interrupted, and nobody reads standard output")):
        if summary.checks:
            console.say(render(report, console.width))
    if failure:
        raise failure
    if summary.exit_status == UNDECIDED:
        console.complain(report["verdict"])
    else:
        console.say([Styled(report["verdict"], RED if summary.exit_status else GREEN)])


def _document(summary: Summary) -> JSON:
    with shielded():
        _complete(summary)
        return document(summary)


def _write(report: JSON, outputs: Outputs) -> None:
    with shielded():
        outputs.write(report)


def _begin(summary: Summary) -> None:
    run = summary.run
    with shown(lambda: f"waiting for {run.urls}, {run.budget.spent} requests"):
        make_contact(run)
    begin(run)


def _run_checks(summary: Summary) -> None:
    run = summary.run
    plan = list(run.plan)

    def status() -> str:
        clause, operation = plan[min(len(summary.checks), len(plan) - 1)]
        return (
            f"clause {len(summary.checks) + 1} of {len(plan)}, {summary.count('failed')} failed, "
            f"{run.budget.spent} requests: {clause.id} on {operation.id}"
        )

    with shown(status):
        for clause, operation in plan:
            summary.checks.append(run.check(clause, operation))
    if not run.budget.left:
        summary.ended = run.budget.time_over


def _do(work: Callable[[Summary], None], summary: Summary) -> None:
    """Do part of a run; whatever ends it early is recorded in the summary."""
    budget = summary.run.budget
    try:
        with limited(budget.left, _TimeOverError(budget.time_over)):
            work(summary)
    except (InvalidContractError, UndecidableError) as error:
        summary.ended = str(error)
    except _TimeOverError as error:
        budget.end_in_time()
        summary.ended = str(error)
    except KeyboardInterrupt as error:
        summary.interrupted = str(error) or "interrupted"
    except Exception as error:  # noqa: BLE001 (reported as a bug in the check, not in the server)
        summary.crashed = f"{type(error).__name__}: {error}"


def _complete(summary: Summary) -> None:
    """Add the remaining checks as unfinished; no more requests are made."""
    if not summary.checks:
        return
    run = summary.run
    run.budget.end(summary.interrupted or summary.ended or "the check itself failed")
    checked = len(summary.checks)
    for clause, operation in list(run.plan)[checked:]:
        summary.checks.append(run.check(clause, operation))


def _nothing_decided(console: Console, *sentences: str) -> int:
    first, *others = sentences
    console.complain(f"{NOTHING}: {first}")
    for sentence in others:
        console.complain(sentence)
    return UNDECIDED


def clauses() -> dict[str, str]:
    """The sentence of every clause, by id."""
    return {clause.id: clause.sentence for clause in CLAUSES.values()}
