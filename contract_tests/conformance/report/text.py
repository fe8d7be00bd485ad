"""The report for a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from contract_tests.conformance.report.terminal.colours import BOLD, RED, Styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openapi.contract import JSON

_SHOWN = 5
_FEW = 3
"""Places and operations that are listed; more are counted."""
_MANY = 20
"""Clauses that are listed; more are counted."""
_LONG = 180
"""Characters shown of what was received."""


def render(report: JSON, width: int) -> Iterator[str]:
    """The lines: what was checked, what was not, each cause of failures, each failed clause."""
    for operation in report["operations"]:
        yield from _wrapped("{id}  {method} {path}".format_map(operation), width)
        yield f"  {_counted(operation['clauses'])}"
    yield from _unchecked(report, width)
    if report["setup"]:
        yield from ("", "The curl lines need, in the same shell:", "")
        yield from (f"  {line}" for line in report["setup"])
    failing = [cause for cause in report["causes"] if not cause["accepted"]]
    for cause in failing:
        yield from _cause(cause, len(failing), width)
    yield from _accepted(report, width)
    if failing:
        yield ""
    for operation in report["operations"]:
        for clause in operation["clauses"]:
            if clause["outcome"] == "failed":
                yield _failed(operation, clause)
    yield ""
    for remark in report["remarks"]:
        yield from (*_wrapped(remark, width), "")


def failures(clause: JSON) -> Iterator[str]:
    """The lines on the first failures of a clause."""
    for violation in clause["violations"][:_SHOWN]:
        yield violation["request"]
        yield f"expected {violation['expected']}, {violation['why']}".removesuffix(", ")
        yield from (f"{name} {text}" for name, text in _received(violation))
        yield f"see {violation['place']} {violation['pointer']}".rstrip()
        if violation["advice"]:
            yield violation["advice"]
        if violation["times"] > 1:
            yield f"and {violation['times'] - 1} times more"
    if others := len(clause["violations"][_SHOWN:]) + clause["other_violations"]:
        yield f"and {others} other failures"


def _counted(clauses: JSON) -> str:
    outcomes = [clause["outcome"] for clause in clauses]
    kinds = ("passed", "failed", "accepted", "not checked")
    return ", ".join(f"{outcomes.count(kind)} {kind}" for kind in kinds if kind in outcomes)


def _unchecked(report: JSON, width: int) -> Iterator[str]:
    """Each reason once, with its clauses."""
    reasons: dict[str, list[tuple[str, str]]] = {}
    for operation in report["operations"]:
        for clause in operation["clauses"]:
            if clause["outcome"] == "not checked":
                reason = f"{clause['unchecked']}: {clause['reason']}"
                reasons.setdefault(reason, []).append((clause["id"], operation["id"]))
    if reasons:
        yield from ("", Styled("Not checked", BOLD))
    for reason, failed in sorted(reasons.items()):
        yield from _wrapped(reason, width, "  ")
        for words in _named(failed):
            yield from _wrapped(words, width, "    ")


def _accepted(report: JSON, width: int) -> Iterator[str]:
    accepted = [cause for cause in report["causes"] if cause["accepted"]]
    if accepted:
        yield from ("", Styled("Accepted", BOLD))
    for cause in accepted:
        yield from _wrapped(f"{cause['accepted']}: expected {cause['expected']}", width, "  ")
        for words in _named((check["clause"], check["operation"]) for check in cause["failed"]):
            yield from _wrapped(words, width, "    ")


def _cause(cause: JSON, number: int, width: int) -> Iterator[str]:
    failed = [(check["clause"], check["operation"]) for check in cause["failed"]]
    places = [f"{place['place']} {place['pointer']}".rstrip() for place in cause["places"]]
    yield ""
    title = f"Cause {cause['number']} of {number}: {_plural(len(failed), 'clause')} failed"
    yield Styled(title, BOLD)
    rows: list[tuple[str, list[str]]] = [
        ("expected", [cause["expected"]]),
        ("because", [cause["why"]] if cause["why"] else []),
        *((name, [text]) for name, text in _received(cause)),
        ("contract", _some(places)),
        ("change", [cause["advice"]] if cause["advice"] else []),
        ("clauses", list(_named(failed))),
    ]
    for name, lines in rows:
        for at, line in enumerate(lines):
            yield from _wrapped(line, width, f"  {'' if at else name:10}", " " * 12)
    yield f"  {cause['request']}"


def _failed(operation: JSON, clause: JSON) -> str:
    numbers = sorted(
        {violation["cause"] for violation in clause["violations"] if not violation["accepted"]}
    )
    *others, last = map(str, numbers)
    causes = f"causes {', '.join(others)} and {last}" if others else f"cause {last}"
    return Styled(f"FAIL {clause['id']} on {operation['id']}: {causes}", RED)


def _received(violation: JSON) -> Iterator[tuple[str, str]]:
    """The violating value, and the whole response if that is more."""
    received, response = violation["received"], violation["response"]
    is_all = response.startswith(received)
    if not is_all:
        yield "received", textwrap.shorten(received, _LONG, placeholder=" …")
    yield "received" if is_all else "in", textwrap.shorten(response, _LONG, placeholder=" …")


def _named(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Clauses with their operations, grouped by equal operations."""
    operations: dict[str, list[str]] = {}
    for clause, operation in pairs:
        operations.setdefault(clause, []).append(operation)
    clauses: dict[tuple[str, ...], list[str]] = {}
    for clause, where in operations.items():
        clauses.setdefault(tuple(where), []).append(clause)
    for on_operations, named in clauses.items():
        is_few = len(on_operations) <= _FEW
        on = ", ".join(on_operations) if is_few else f"{len(on_operations)} operations"
        yield f"{', '.join(named) if len(named) <= _MANY else f'{len(named)} clauses'} on {on}"


def _some(lines: list[str]) -> list[str]:
    others = len(lines) - _FEW
    return [*lines[:_FEW], f"and {others} more"] if others > 0 else lines


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most this width, broken only at white space."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
