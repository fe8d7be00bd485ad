"""What a person sees of a run: a table per operation, the failures, and a verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from contract_tests.conformance.run import Run

_MARKS = {"passed": "pass", "failed": "FAIL", "skipped": "-"}


@dataclass(frozen=True)
class Result:
    """What became of one clause on one operation."""

    clause: str
    operation: str
    outcome: str
    """``passed``, ``failed`` or ``skipped``."""
    answers: int
    sentence: str
    """The clause in words."""
    detail: str
    """What is wrong, or why it was not checked."""


@dataclass(eq=False)
class Collector:
    """A pytest plugin that brings the run to the suite, and keeps what became of it."""

    run: Run
    results: list[Result] = field(default_factory=list)
    undecided: str = ""
    """Why nothing can be decided, if so."""
    broken: str = ""
    """What went wrong in the suite itself, if anything did."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the outcome of a test."""
        properties = dict(report.user_properties)
        if report.when == "call" and "clause" in properties and "crashed" not in properties:
            self.results.append(
                Result(
                    clause=str(properties["clause"]),
                    operation=str(properties["operation"]),
                    outcome=report.outcome,
                    answers=int(str(properties["answers"])),
                    sentence=str(properties["sentence"]),
                    detail=_detail(report),
                )
            )
        elif report.failed:
            self.broken = report.longreprtext

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep a failure to collect."""
        if report.failed:
            self.broken = report.longreprtext

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep why the run ended early."""
        self.undecided = str(excinfo.value) or "interrupted"


def _detail(report: pytest.TestReport) -> str:
    if report.skipped and isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return report.longreprtext


def render(run: Run, results: list[Result]) -> str:
    """The tables and the failures."""
    width = max((len(result.clause) for result in results), default=0)
    lines = []
    for operation in run.operations:
        lines += [f"{operation.id}  {operation.method} {operation.path}  ({operation.spec.name})"]
        lines += [f"        {'clause':{width}}  answers"]
        lines += [_row(one, width) for one in results if one.operation == operation.id]
        lines += [""]
    for failure in (one for one in results if one.outcome == "failed"):
        lines += [f"FAIL {failure.clause} on {failure.operation}: {failure.sentence}"]
        lines += [f"  {line}" for line in failure.detail.splitlines()] + [""]
    return "\n".join(lines)


def _row(result: Result, width: int) -> str:
    mark = f"  {_MARKS[result.outcome]:4}  {result.clause:{width}}"
    if result.outcome == "skipped":
        return f"{mark}        -  not checked: {result.detail}"
    return f"{mark}  {result.answers:7}  {result.sentence}"


def verdict(run: Run, results: list[Result]) -> str:
    """One sentence."""
    requests = sum(len(run.exchanges(operation)) for operation in run.operations)
    names = " and ".join(operation.id for operation in run.operations)
    count = {mark: sum(one.outcome == mark for one in results) for mark in _MARKS}
    tail = f"{requests} requests"
    if count["skipped"]:
        tail = f"{count['skipped']} not checked, {tail}"
    if count["failed"]:
        return f"Does not conform: {count['failed']} of {len(results)} clauses failed, {tail}."
    return f"Conforms: {names} passed all {count['passed']} clauses checked, {tail}."
