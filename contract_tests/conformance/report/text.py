"""The report for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract import JSON

_MARKS = {"passed": "pass", "failed": "FAIL", "not checked": "-"}
_SHOWN = 5


def render(report: JSON) -> Iterator[str]:
    """The lines: a table for each operation, then the failures."""
    clauses = [clause for operation in report["operations"] for clause in operation["clauses"]]
    width = max((len(clause["id"]) for clause in clauses), default=0)
    for operation in report["operations"]:
        yield "{id}  {method} {path}  ({api})".format_map(operation)
        yield f"        {'clause':{width}}  responses"
        for clause in operation["clauses"]:
            yield _row(clause, width)
        yield ""
    for operation in report["operations"]:
        for clause in operation["clauses"]:
            if clause["outcome"] == "failed":
                yield f"FAIL {clause['id']} on {operation['id']}: {clause['sentence']}"
                yield from (f"  {line}" for line in failures(clause))
                yield ""


def failures(clause: JSON) -> Iterator[str]:
    """The lines of each failure of a clause, as far as they fit."""
    for violation in clause["violations"][:_SHOWN]:
        yield violation["request"]
        yield f"expected {violation['expected']}"
        yield f"received {violation['received']}"
        yield f"see {violation['place']}"
        if violation["times"] > 1:
            yield f"and {violation['times'] - 1} times more"
    if others := len(clause["violations"][_SHOWN:]) + clause["other_violations"]:
        yield f"and {others} other failures"


def _row(clause: JSON, width: int) -> str:
    mark = f"  {_MARKS[clause['outcome']]:4}  {clause['id']:{width}}"
    if clause["outcome"] == "not checked":
        return f"{mark}          -  {clause['unchecked']}: {clause['reason']}"
    return f"{mark}  {clause['responses']:9}  {clause['sentence']}"
