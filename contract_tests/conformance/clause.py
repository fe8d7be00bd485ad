"""A clause at work: it asks, it judges, and in the end it fails with all it found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.answer import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from contract_tests.conformance.exchange import Case, Exchange
    from contract_tests.conformance.run import Api
    from contract_tests.spec import Operation

FIRST = "known-ids-answer"
"""The clause on whose behalf the first requests of a run are made."""
_SHOWN = 5


@dataclass
class Clause:
    """One clause of the contract, checked on one operation."""

    id: str
    sentence: str
    operation: Operation
    api: Api
    judged: int = 0
    """Answers looked at."""
    _broken: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """By what was expected and where it is said: each request that did not get it."""

    def ask(self, path: dict[str, str], token: str | None, *, malformed: bool = False) -> Exchange:
        """Ask for one thing, with a token or, for ``None``, without any."""
        case = self.api.case(self.operation, path)
        return self.api.send(self.operation, case, self.id, token, malformed=malformed)

    def send(self, case: Case, *, malformed: bool) -> Exchange:
        """Send a case with the right token."""
        token = self.api.target.token
        return self.api.send(self.operation, case, self.id, token, malformed=malformed)

    def expect_status(self, exchange: Exchange, statuses: Collection[int], why: str) -> None:
        """Note it unless the status is one of these."""
        self.judged += 1
        if exchange.status not in statuses:
            expected = f"{' or '.join(map(str, sorted(statuses)))}, {why}"
            place = f"{self.operation.spec.path.name}#{self.operation.pointer}"
            self.note(exchange, Finding(expected, exchange.received, place))

    def note(self, exchange: Exchange, finding: Finding) -> None:
        """Keep a finding."""
        text = self.api.filtered(f"{exchange.curl}\n{finding}")
        self._broken.setdefault((finding.expected, finding.place), []).append(text)

    def conclude(self) -> None:
        """Fail with what was found, or skip if there was nothing to look at."""
        if self._broken:
            pytest.fail("\n\n".join(self._shown()), pytrace=False)
        if not self.judged:
            pytest.skip("no answer to judge")

    def _shown(self) -> Iterator[str]:
        """One request for each thing found, so that a fault in every answer is told once."""
        for texts in list(self._broken.values())[:_SHOWN]:
            more = len(texts) - 1
            yield texts[0] + (f"\nso did {more} more" if more else "")
        if len(self._broken) > _SHOWN:
            yield f"and {len(self._broken) - _SHOWN} other findings"
