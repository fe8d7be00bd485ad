"""What became of a run, kept as it goes and told in text."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.clause import Clause

if TYPE_CHECKING:
    from collections.abc import Generator

    from contract_tests.conformance.run import Run

CLAUSE = pytest.StashKey[Clause]()
MARKS = {"passed": "pass", "failed": "FAIL", "skipped": "-"}
WIDTH = 100


@dataclass(frozen=True)
class Result:
    """What became of one clause on one operation."""

    clause: Clause
    outcome: str
    """``passed``, ``failed`` or ``skipped``, which is to say not checked."""
    reason: str
    """Why it was not checked."""


@dataclass(eq=False)
class Collector:
    """A pytest plugin that brings the run to the suite, and keeps what became of it."""

    run: Run
    results: list[Result] = field(default_factory=list)
    ended: str = ""
    """Why the run ended early, if it did."""
    crashed: str = ""
    """What went wrong in the suite itself, if anything did."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Keep the outcome of a test."""
        report = yield
        clause = item.stash.get(CLAUSE, None)
        verdicts = (pytest.fail.Exception, pytest.skip.Exception)
        if call.excinfo and not isinstance(call.excinfo.value, verdicts):
            self.crashed = f"{call.excinfo.typename}: {call.excinfo.value}"
        elif clause and (call.when == "call" or report.skipped):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
            self.results.append(Result(clause, report.outcome, reason.removeprefix("Skipped: ")))
        return report

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Show a person how far it is."""
        if sys.stderr.isatty():
            test = nodeid.rpartition("::")[2].removeprefix("test_")[: WIDTH - 20]
            sys.stderr.write(f"\r\x1b[K{self.run.budget.spent:4} requests  {test}")
            sys.stderr.flush()

    def pytest_sessionfinish(self) -> None:
        """Clear that line."""
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep a failure to collect."""
        if report.failed:
            self.crashed = report.longreprtext.strip().rpartition("\n")[2]

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """Keep a failure outside of any test, and keep pytest from printing it."""
        self.crashed = f"{excinfo.typename}: {excinfo.value}"
        return True

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep why the run ended early."""
        self.ended = str(excinfo.value) or "interrupted"

    def count(self, outcome: str) -> int:
        """How many clauses came to this."""
        return sum(result.outcome == outcome for result in self.results)

    @property
    def undecided(self) -> str:
        """Why nothing can be said of the server, if so."""
        if self.crashed:
            return f"the check itself failed, which is a fault of its own: {self.crashed}"
        if self.count("failed"):
            return ""
        if self.ended:
            return self.ended
        for operation in self.run.operations:
            if not any(one.status == 200 for one in self.run.exchanges(operation)):
                return f"no request to {operation.id} was answered with 200"
        return ""

    @property
    def verdict(self) -> str:
        """One sentence."""
        unchecked = self.count("skipped")
        tail = f"{unchecked} not checked, " if unchecked else ""
        tail += f"{self.run.budget.spent} requests"
        if self.run.budget.throttled:
            tail += f", throttled {self.run.budget.throttled} times"
        if self.undecided:
            return f"Nothing could be decided: {self.undecided}"
        early = f" Ended early: {self.ended}." if self.ended else ""
        if failed := self.count("failed"):
            return (
                f"Does not conform: {failed} of {len(self.results)} clauses failed, {tail}.{early}"
            )
        names = " and ".join(operation.id for operation in self.run.operations)
        return f"Conforms: {names} passed all {self.count('passed')} clauses checked, {tail}."


def render(collector: Collector) -> str:
    """The tables, then the failures."""
    lines = []
    for operation in collector.run.operations:
        results = [one for one in collector.results if one.clause.operation is operation]
        lines += [
            f"{operation.id}  {operation.method} {operation.path}  ({operation.contract.name})"
        ]
        lines += [*_table(results), ""]
    for result in collector.results:
        if result.outcome == "failed":
            lines += [*_failure(result.clause), ""]
    return "\n".join(lines)


def _table(results: list[Result]) -> list[str]:
    width = max((len(result.clause.id) for result in results), default=0)
    return [f"        {'clause':{width}}  answers", *(_row(one, width) for one in results)]


def _row(result: Result, width: int) -> str:
    clause = result.clause
    mark = f"  {MARKS[result.outcome]:4}  {clause.id:{width}}"
    if result.outcome == "skipped":
        return f"{mark}        -  not checked: {result.reason}"
    return f"{mark}  {clause.judged:7}  {clause.sentence}"


def _failure(clause: Clause) -> list[str]:
    lines = [f"FAIL {clause.id} on {clause.operation.id}: {clause.sentence}"]
    for text in clause.shown():
        lines += [f"  {line}" for line in text.splitlines()]
    return lines
