"""The report for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.conformance.check import Check
    from contract_tests.conformance.report.summary import Summary

_MARKS = {"passed": "pass", "failed": "FAIL", "not checked": "-"}


def render(summary: Summary) -> str:
    """A table for each operation, then the failures."""
    return "\n".join(_lines(summary))


def _lines(summary: Summary) -> Iterator[str]:
    width = max((len(check.clause.id) for check in summary.checks), default=0)
    for operation in summary.run.operations:
        yield f"{operation.id}  {operation.method} {operation.path}  ({operation.contract.name})"
        yield f"        {'clause':{width}}  responses"
        for check in summary.of(operation):
            yield _row(check, width)
        yield ""
    for check in summary.failed:
        yield f"FAIL {check.clause.id} on {check.operation.id}: {check.clause.sentence}"
        for text in check.shown():
            yield from (f"  {line}" for line in text.splitlines())
        yield ""


def _row(check: Check, width: int) -> str:
    mark = f"  {_MARKS[check.outcome]:4}  {check.clause.id:{width}}"
    if check.outcome == "not checked":
        return f"{mark}          -  not checked: {check.reason}"
    return f"{mark}  {check.judged:9}  {check.clause.sentence}"
