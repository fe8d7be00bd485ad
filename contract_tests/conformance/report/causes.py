"""Causes: failures that one change of the server is likely to repair."""

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
    """What was expected, what came instead, and all failures in which it was so."""

    failures: list[tuple[Check, Failure]]
    """The first of them is shown."""

    @property
    def first(self) -> Failure:
        """The failure that stands for all."""
        return self.failures[0][1]

    @property
    def accepted(self) -> str:
        """Why all of its failures are accepted, if they are."""
        reasons = [failure.accepted for _, failure in self.failures]
        return "; ".join(dict.fromkeys(reasons)) if all(reasons) else ""

    def takes(self, check: Check, failure: Failure) -> bool:
        """Whether a failure is of this cause."""
        mine, other = self.first.violation, failure.violation
        if mine.statuses and mine.received != other.received:
            return False
        if (mine.expected, mine.advice) == (other.expected, other.advice):
            return True
        # What satisfies the one that asks for more satisfies the other, too.
        is_nested = mine.statuses <= other.statuses or mine.statuses >= other.statuses
        is_alike = bool(mine.advice) and mine.advice == other.advice
        return bool(mine.statuses and other.statuses and is_nested) and (
            is_alike or _is_undocumented(check, other) or _are_akin(self._clause, check.clause)
        )

    @property
    def _clause(self) -> Clause:
        return self.failures[0][0].clause


def causes(checks: Iterable[Check]) -> list[Cause]:
    """The causes of all failures, in the order in which they showed."""
    found: list[Cause] = []
    for check in checks:
        for failure in check.failures:
            cause = next((one for one in found if one.takes(check, failure)), None)
            if cause:
                cause.failures.append((check, failure))
            else:
                found.append(Cause([(check, failure)]))
    return found


def _is_undocumented(check: Check, violation: Violation) -> bool:
    """Whether the status is wrong for every request."""
    return check.operation.response(int(violation.received)) is None


def _are_akin(clause: Clause, other: Clause) -> bool:
    """Whether these are two clauses of one subject; a rule is of each."""
    is_rule = isinstance(clause, Rule) or isinstance(other, Rule)
    return clause is not other and (is_rule or clause.look.__module__ == other.look.__module__)
