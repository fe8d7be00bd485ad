"""The results of a run, and the verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from contract_tests.conformance.report.causes import causes
from contract_tests.conformance.running.accepted import accept
from contract_tests.conformance.running.contact import undecided
from contract_tests.conformance.running.needs import Unchecked

if TYPE_CHECKING:
    from contract_tests.conformance.report.causes import Cause
    from contract_tests.conformance.running.check import Check
    from contract_tests.conformance.running.run import Run
    from openapi.contract import Operation

CONFORMS, FAILED, UNDECIDED = 0, 1, 2
REASONS = 3
"""Reasons for unfinished clauses that are listed."""
CRASHED = "the check itself failed, which is a bug in the check"


@dataclass
class Summary:
    """The checks of a run."""

    run: Run
    checks: list[Check] = field(default_factory=list)
    ended: str = ""
    """Why the run ended early, if it did."""
    interrupted: str = ""
    """What interrupted the run, if anything."""
    crashed: str = ""
    """The error of the check itself, if there was one."""

    @cached_property
    def causes(self) -> list[Cause]:
        """Causes of failures once all checks are made; accepted ones last."""
        return sorted(causes(self.checks), key=lambda cause: bool(cause.accepted))

    @cached_property
    def remarks(self) -> list[str]:
        """Remarks on accepted failures once all checks are made."""
        expected = {
            id(failure): cause.first.violation.expected
            for cause in causes(self.checks)
            for _, failure in cause.failures
        }
        return list(accept(self.run.accepted, self.checks, expected))

    @property
    def is_over(self) -> bool:
        """Whether the run has ended early."""
        return bool(self.ended or self.interrupted or self.crashed)

    def count(self, outcome: str) -> int:
        """The number of checks with an outcome."""
        return sum(check.outcome == outcome for check in self.checks)

    def of(self, operation: Operation) -> list[Check]:
        """The checks of one operation."""
        return [check for check in self.checks if check.operation is operation]

    @property
    def unchecked(self) -> dict[str, int]:
        """The number of checks not made, by kind of reason."""
        left_out = [check for check in self.checks if check.outcome == "not checked"]
        counts = Counter(check.unchecked for check in left_out)
        return {kind.value: counts[kind] for kind in Unchecked if counts[kind]}

    @property
    def exit_status(self) -> int:
        """Exit status of ``scripts/check``."""
        if self.undecided:
            return UNDECIDED
        return FAILED if self.count("failed") else CONFORMS

    @property
    def undecided(self) -> str:
        """Why there is no verdict, if so."""
        if self.crashed:
            return f"{CRASHED}: {self.crashed}"
        if self.interrupted:
            failed = f", after {self.count('failed')} clauses failed" * bool(self.count("failed"))
            return f"{self.interrupted}{failed}"
        return "" if self.count("failed") else self._incomplete

    @property
    def _incomplete(self) -> str:
        """Why a run without failures gives no verdict, if so."""
        if unfinished := undecided(self.run) or self._unfinished or self.ended:
            remedy = self.run.budget.remedy
            return f"{unfinished}; {remedy} raises the limit" if remedy else unfinished
        if not self.count("passed") and not self.count("accepted"):
            return "no clause was judged"
        for operation in self.run.reading:
            if operation.id not in self.run.succeeded:
                return f"no request to {operation.id} succeeded with {operation.success_status}"
        return ""

    @property
    def _unfinished(self) -> str:
        reasons = Counter(
            check.reason
            for check in self.checks
            if check.outcome == "not checked" and check.unchecked is Unchecked.UNFINISHED
        )
        if not reasons:
            return ""
        listed = [reason for reason, _ in reasons.most_common(REASONS)]
        listed += ["and other reasons"] if len(reasons) > REASONS else []
        return (
            f"{reasons.total()} of {len(self.checks)} clauses are unfinished: {'; '.join(listed)}"
        )

    @property
    def verdict(self) -> str:
        """One sentence."""
        if self.undecided:
            nothing = not self.count("passed") and not self.count("failed")
            of_these = f" ({self.run.options.selection})" if self.run.options.selection else ""
            verdict = "Nothing could be decided" if nothing else "Undecided"
            return f"{verdict}{of_these}: {self.undecided}"
        if failed := self.count("failed"):
            early = f" Ended early: {self.ended}." if self.ended else ""
            of_all = f"{failed} of {len(self.checks)} clauses failed"
            of_all += f", {accepted} accepted" if (accepted := self.count("accepted")) else ""
            reason = undecided(self.run)
            other = f" Undecided: {reason}." if reason else ""
            return f"Does not conform: {of_all}, {self._cost}.{early}{other}"
        names = " and ".join(operation.id for operation in self.run.reading)
        accepted = self.count("accepted")
        but = f", but for {accepted} accepted clause{'s' * (accepted > 1)}" if accepted else ""
        other, number = "other " * bool(accepted), self.count("passed")
        passed = f"all {number} {other}clauses" if number != 1 else f"the one {other}clause"
        return f"Conforms{but}: {names} passed {passed} checked, {self._cost}."

    @property
    def _selection(self) -> str:
        selection = self.run.options.selection
        return f"selected by {selection}, " if selection else ""

    @property
    def _cost(self) -> str:
        budget = self.run.budget
        cost = self._selection + "".join(f"{n} {kind}, " for kind, n in self.unchecked.items())
        cost += f"{budget.spent} requests"
        return cost + (f", throttled {budget.throttled} times" if budget.throttled else "")
