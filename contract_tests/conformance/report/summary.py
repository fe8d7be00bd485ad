"""What came of a run, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contract_tests.conformance.check import Check
    from contract_tests.conformance.run import Run
    from openapi.contract import Operation

CONFORMS, FAILED, UNDECIDED = 0, 1, 2
CRASHED = "the check itself failed, which is a fault of its own"


@dataclass
class Summary:
    """The checks of a run."""

    run: Run
    checks: list[Check] = field(default_factory=list)
    ended: str = ""
    """Why the run ended early, if it did."""
    interrupted: str = ""
    """By whom it was ended, if by somebody."""
    crashed: str = ""
    """The error of the check itself, if there was one."""

    def count(self, outcome: str) -> int:
        """How many checks came to this."""
        return sum(check.outcome == outcome for check in self.checks)

    def of(self, operation: Operation) -> list[Check]:
        """The checks of one operation."""
        return [check for check in self.checks if check.operation is operation]

    @property
    def exit_status(self) -> int:
        """Of ``scripts/check``."""
        if self.undecided:
            return UNDECIDED
        return FAILED if self.count("failed") else CONFORMS

    @property
    def undecided(self) -> str:
        """Why nothing can be said of the server, if so."""
        if self.crashed:
            return f"{CRASHED}: {self.crashed}"
        if self.interrupted:
            failed = f", after {self.count('failed')} clauses failed" * bool(self.count("failed"))
            return f"{self.interrupted}{failed}"
        if self.count("failed"):
            return ""
        if self.ended:
            return self.ended
        for operation in self.run.reading:
            if operation.id not in self.run.succeeded:
                return f"no request to {operation.id} succeeded with {operation.success_status}"
        return ""

    @property
    def verdict(self) -> str:
        """One sentence."""
        if self.undecided:
            return f"Nothing could be decided: {self.undecided}"
        if failed := self.count("failed"):
            early = f" Ended early: {self.ended}." if self.ended else ""
            of_all = f"{failed} of {len(self.checks)} clauses failed"
            return f"Does not conform: {of_all}, {self._cost}.{early}"
        names = " and ".join(operation.id for operation in self.run.reading)
        return f"Conforms: {names} passed all {self.count('passed')} clauses checked, {self._cost}."

    @property
    def _cost(self) -> str:
        budget, not_checked = self.run.budget, self.count("not checked")
        cost = f"{not_checked} not checked, " if not_checked else ""
        cost += f"{budget.spent} requests"
        return cost + (f", throttled {budget.throttled} times" if budget.throttled else "")
