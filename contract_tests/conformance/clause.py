"""A clause at work: it asks, it judges, and in the end it fails with all it found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.answer import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from contract_tests.conformance.exchange import Ask, Exchange
    from contract_tests.conformance.run import Api, Run
    from contract_tests.conformance.target import Known
    from openapi.contract import Operation

FIRST = "known-ids-answer"
"""The clause on whose behalf the first requests of a run are made."""
REFUSED = (401, 403)
"""Statuses that turn a caller away."""
ABSENT = (400, 403, 404)
"""Statuses for what does not exist, or not for this caller."""
ANY_4XX = range(400, 500)
_SHOWN = 5
_THROTTLED = 429


@dataclass
class Broken:
    """Something found wrong, and how often."""

    curl: str
    finding: Finding
    times: int = 1


@dataclass
class Clause:
    """One clause of the contract, checked on one operation."""

    id: str
    sentence: str
    operation: Operation
    api: Api
    run: Run
    judged: int = 0
    """Answers looked at."""
    broken: list[Broken] = field(default_factory=list)
    """Each thing found wrong, with the first request that showed it."""

    @property
    def known(self) -> tuple[Known, ...]:
        """What exists on the server."""
        return self.api.known(self.operation)

    def ask(self, asks: Iterable[Ask]) -> list[Exchange]:
        """Make requests for this clause; answers in order."""
        return self.run.ask_all(self.operation, asks, self.id)

    def expect(self, asks: Iterable[Ask], statuses: Collection[int], why: str) -> list[Exchange]:
        """Make requests that must be answered with one of these statuses; gives those that were."""
        exchanges = self.ask(asks)
        for exchange in exchanges:
            self.judge(exchange, statuses, why)
        return [one for one in exchanges if one.status in statuses]

    def judge(self, exchange: Exchange, statuses: Collection[int], why: str) -> None:
        """Note an answer with another status than these; being throttled is no answer at all."""
        if exchange.answer is None or exchange.status == _THROTTLED:
            return
        self.judged += 1
        if exchange.status not in statuses:
            expected = f"{_in_words(statuses)}, {why}"
            self.note(
                exchange, Finding(expected, exchange.received, exchange.answer.at_operation())
            )

    def note(self, exchange: Exchange, finding: Finding) -> None:
        """Keep a finding; what was found already is only counted."""
        shown = Finding(*(self.api.filtered(text) for text in finding.parts))
        for broken in self.broken:
            if (broken.finding.expected, broken.finding.place) == (shown.expected, shown.place):
                broken.times += 1
                return
        self.broken.append(Broken(self.api.filtered(exchange.curl), shown))

    def conclude(self, unfinished: str = "") -> None:
        """Fail with what was found; skip if it was not looked at, or not to the end."""
        if self.broken:
            pytest.fail("\n\n".join(self.shown()), pytrace=False)
        if unfinished or not self.judged:
            pytest.skip(unfinished or "no answer to judge")

    def shown(self) -> Iterable[str]:
        """Each finding in a few lines, as far as they fit."""
        for broken in self.broken[:_SHOWN]:
            again = f"\nand {broken.times - 1} times more" if broken.times > 1 else ""
            yield f"{broken.curl}\n{broken.finding}{again}"
        if len(self.broken) > _SHOWN:
            yield f"and {len(self.broken) - _SHOWN} other findings"


def _in_words(statuses: Collection[int]) -> str:
    if statuses == ANY_4XX:
        return "any 4xx"
    if isinstance(statuses, range):
        return f"any status below {statuses.stop}"
    return " or ".join(map(str, sorted(statuses)))
