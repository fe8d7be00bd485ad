"""Accepted failures: known ones, each with a reason and optionally an expiry date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from contract_tests.conformance.target.source import Source, hint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from contract_tests.conformance.running.check import Check, Failure
    from openapi.contract import JSON

_STRINGS = ("clause", "operation", "expected", "reason")
_EXAMPLE = "until must be a date without quotes, until = 2030-12-31 for example"


@dataclass(frozen=True)
class Accepted:
    """An entry of the file."""

    clause: str
    operation: str
    expected: str
    """The expectation, as reports print it."""
    reason: str
    until: date | None = None
    """The last day on which the failure is accepted, in UTC."""

    def __str__(self) -> str:
        return f"{self.clause} on {self.operation}, expected {self.expected}"

    @property
    def is_over(self) -> bool:
        """Whether it has expired."""
        return self.until is not None and self.until < datetime.now(UTC).date()

    def failures(self, check: Check, causes: dict[int, str]) -> Iterator[Failure]:
        """The failures of a check that this entry covers."""
        if (self.clause, self.operation) != (check.clause.id, check.operation.id):
            return
        for failure in check.failures:
            named = (failure.violation.expected, causes.get(id(failure), ""))
            if _plain(self.expected) in map(_plain, named):
                yield failure


def read_accepted(
    path: Path, clauses: Iterable[str], operations: Iterable[str]
) -> tuple[Accepted, ...]:
    """The entries of a file.

    Raises:
        TargetError: The file cannot be read or is invalid.
    """
    source = Source(path)
    document = source.document()
    source.refuse_unknown("", document, ("accepted",))
    entries = document.get("accepted", [])
    if not isinstance(entries, list):
        source.fail("accepted must be an array of tables; begin each with [[accepted]]")
    known = {"clause": list(clauses), "operation": list(operations)}
    return tuple(
        _entry(source, f"accepted[{number}]", entry, known) for number, entry in enumerate(entries)
    )


def _entry(source: Source, key: str, value: JSON, known: dict[str, list[str]]) -> Accepted:
    entry = source.table(key, value, (*_STRINGS, "until"))
    source.demand(key, entry, _STRINGS)
    for name in _STRINGS:
        if not entry[name].strip():
            source.fail(f"{key}.{name} is empty")
    for name, names in known.items():
        if entry[name] not in names:
            words = hint(entry[name], names)
            source.fail(f"{key}.{name}: there is no {name} {entry[name]}; {words}")
    until = entry.get("until")
    if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
        source.fail(f"{key}.{_EXAMPLE}")
    return Accepted(**entry)


def accept(
    entries: Iterable[Accepted], checks: Iterable[Check], causes: dict[int, str]
) -> Iterator[str]:
    """Mark accepted failures; yields remarks on stale entries.

    Args:
        entries: The entries of the file.
        checks: All checks that were made.
        causes: The expectation shown for the cause of each failure, by the failure's `id`.
    """
    checks = list(checks)
    for entry in entries:
        matching = [failure for check in checks for failure in entry.failures(check, causes)]
        if matching and entry.is_over:
            yield f"No longer accepted, as it was until {entry.until}: {entry}"
        elif matching:
            for failure in matching:
                failure.accepted = entry.reason
        elif any(_is_passed(entry, check) for check in checks):
            yield f"Accepted, but no longer fails, so take it out of the file: {entry}"


def _is_passed(entry: Accepted, check: Check) -> bool:
    is_its = (entry.clause, entry.operation) == (check.clause.id, check.operation.id)
    return is_its and not check.unchecked


def _plain(text: str) -> str:
    """The text in one line."""
    return " ".join(text.split())
