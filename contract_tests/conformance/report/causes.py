"""Causes: groups of failures that one fix in the server is likely to resolve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contract_tests.conformance.running.clause import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.conformance.judging.violation import Violation
    from contract_tests.conformance.running.check import Check, Failure
    from contract_tests.conformance.running.clause import Clause


@dataclass
class Cause:
    """Failures with the same expected and received values."""

    failures: list[tuple[Check, Failure]]
    """The first is the one shown."""

    @property
    def first(self) -> Failure:
        """The failure that represents the cause."""
        return self.failures[0][1]

    @property
    def accepted(self) -> str:
        """Why all its failures are accepted, if they are."""
        reasons = [failure.accepted for _, failure in self.failures]
        return "; ".join(dict.fromkeys(reasons)) if all(reasons) else ""

    def takes(self, check: Check, failure: Failure) -> bool:
        """Whether a failure has this cause."""
        mine, other = self.first.violation, failure.violation
        if mine.statuses and mine.received != other.received:
            return False
        if (mine.expected, mine.advice) == (other.expected, other.advice):
            return True
        # A status that satisfies the stricter expectation satisfies the other too.
        is_nested = mine.statuses <= other.statuses or mine.statuses >= other.statuses
        is_alike = bool(mine.advice) and mine.advice == other.advice
        return bool(mine.statuses and other.statuses and is_nested) and (
            is_alike or _is_undocumented(check, other) or _are_akin(self._clause, check.clause)
        )

    @property
    def _clause(self) -> Clause:
        return self.failures[0][0].clause


def causes(checks: Iterable[Check]) -> list[Cause]:
    """The causes of all failures, in the order of their first failures."""
    grouped: list[Cause] = []
    for check in checks:
        for failure in check.failures:
            cause = next((known for known in grouped if known.takes(check, failure)), None)
            if cause:
                cause.failures.append((check, failure))
            else:
                grouped.append(Cause([(check, failure)]))
    return grouped


def _is_undocumented(check: Check, violation: Violation) -> bool:
    """Whether the received status is undocumented, and so wrong for every request."""
    return check.operation.response(int(violation.received)) is None


def _are_akin(clause: Clause, other: Clause) -> bool:
    """Whether two clauses have the same subject; rules belong to every subject."""
    is_rule = isinstance(clause, Rule) or isinstance(other, Rule)
    return clause is not other and (
        is_rule or clause.function.__module__ == other.function.__module__
    )
