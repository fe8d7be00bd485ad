"""A check: one clause on one operation, with its outcome."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from contract_tests.conformance.requests.probes.build import raw_path
from contract_tests.conformance.requests.probes.ids import near_misses
from contract_tests.conformance.requests.probes.probe import Kind
from contract_tests.conformance.requests.transport.guard import WRITES
from contract_tests.conformance.requests.transport.service import THROTTLED
from contract_tests.conformance.running.needs import UNKNOWN_IDS, Unchecked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from contract_tests.conformance.judging.exchange import Exchange
    from contract_tests.conformance.judging.judge import Judgement
    from contract_tests.conformance.judging.violation import Violation
    from contract_tests.conformance.requests.probes.probe import Probe
    from contract_tests.conformance.requests.transport.service import Service
    from contract_tests.conformance.running.clause import Clause
    from contract_tests.conformance.running.run import Run
    from contract_tests.conformance.target import KnownIds
    from openapi.contract import Operation

REJECTED = (401, 403)
"""Statuses for unauthenticated or unauthorized callers."""
NOT_FOUND = (400, 403, 404)
"""Statuses for ids that do not exist, or not for this caller."""
ANY_4XX = range(400, 500)
BELOW_500 = range(500)
_METHODS_TRIED = ("TRACE", "POST", "PATCH", "PUT", "DELETE")
_KEPT = 25
"""Failures that are kept; more are only counted."""
_EXPECTED, _RECEIVED = 600, 300
"""Characters that are shown."""


@dataclass
class Failure:
    """A violation, the first request that showed it, and how often it was seen."""

    request: str
    response: str
    violation: Violation
    times: int = 1
    accepted: str = ""
    """Why it is accepted, if it is."""


@dataclass
class Check:
    """One clause, checked on one operation."""

    clause: Clause
    operation: Operation
    service: Service
    run: Run
    judged: int = 0
    """Number of responses judged."""
    failures: list[Failure] = field(default_factory=list)
    others: int = 0
    """Number of failures that were not kept."""
    unchecked: Unchecked | None = None
    """Why the clause was not checked, if it was not."""
    reason: str = ""
    """The reason in words."""
    seconds: float = 0.0
    """Duration."""
    _by_cause: dict[tuple[str, str, int], Failure] = field(default_factory=dict)
    _forbidden: list[int] = field(default_factory=list)
    """Statuses of rejected requests with valid credentials."""
    _refused: list[int] = field(default_factory=list)
    """Those of them that rejected the credentials as invalid."""
    _throttled: int = 0
    """Requests that were throttled on every attempt."""
    _asked: int = 0
    _hostile: int = 0
    """Judged responses to hostile requests."""
    _withheld: bool = False
    _unjudged: str = ""

    @property
    def outcome(self) -> str:
        """``passed``, ``failed``, ``accepted`` or ``not checked``."""
        if self.failures:
            is_accepted = not self.others and all(failure.accepted for failure in self.failures)
            return "accepted" if is_accepted else "failed"
        return "not checked" if self.unchecked else "passed"

    @property
    def known(self) -> tuple[KnownIds, ...]:
        """The known ids of the operation."""
        return self.service.known(self.operation)

    @cached_property
    def unknown(self) -> list[dict[str, str]]:
        """Well-formed path parameters of ids that do not exist, the simplest first."""
        own = self.service.target.unknown.get(self.operation.id, ())
        return [*own, *filter(self.is_own, near_misses(self.operation, self.known))]

    def is_own(self, path: dict[str, str]) -> bool:
        """Whether path parameters do not lead to another operation, such as ``/jobs/latest``."""
        target = raw_path(self.operation, path)
        return not self.service.guard.leads_elsewhere(self.operation, target)

    @property
    def undeclared_methods(self) -> list[str]:
        """Methods that no contract declares on the path, the most important last."""
        declared = self.service.guard.methods(raw_path(self.operation, self.known[0].path))
        return [method for method in _METHODS_TRIED if method not in declared]

    def exchanges(self, probes: Iterable[Probe]) -> Iterator[Exchange]:
        """Make requests for this clause; yields exchanges in order, including withheld ones."""
        for exchange in self.run.exchanges(self.operation, probes):
            self._asked += 1
            self._withheld = self._withheld or exchange.response.withheld
            self._throttled += exchange.status == THROTTLED
            yield exchange

    @property
    def success(self) -> tuple[int, ...]:
        """The statuses of known calls."""
        calls = [ids.call or self.operation.call for ids in self.known]
        return tuple(sorted({call.status for call in calls}))

    def send(self, probes: Iterable[Probe]) -> list[Exchange]:
        """As `exchanges`, but as a list."""
        return list(self.exchanges(probes))

    def expect(
        self, probes: Iterable[Probe], statuses: Collection[int], why: str, advice: str = ""
    ) -> list[Exchange]:
        """Make requests and expect one of these statuses; returns the exchanges that satisfy it."""
        return [
            exchange
            for exchange in self.exchanges(probes)
            if self.judge(exchange, statuses, why, advice)
        ]

    def judge(
        self, exchange: Exchange, statuses: Collection[int], why: str, advice: str = ""
    ) -> bool:
        """Whether a response is conclusive and has one of the expected statuses."""
        if exchange.refused:
            return self.decides(exchange) and exchange.has_response
        if exchange.kind is Kind.HOSTILE and not exchange.resolved:
            statuses = ANY_4XX
        if exchange.status in statuses:
            return self.decides(exchange)
        if exchange.has_response and exchange.status != THROTTLED:
            self.judged += 1
            self.fail(exchange, exchange.violation(statuses, why, advice))
        return False

    def decides(self, exchange: Exchange) -> bool:
        """Whether a response is conclusive.

        It is not if it throttles, or rejects valid credentials.
        """
        if exchange.response.refused:
            self.judged, self._hostile = self.judged + 1, self._hostile + 1
            return True
        if not exchange.has_response or exchange.status == THROTTLED:
            return False
        if exchange.is_inconclusive:
            self._forbidden.append(exchange.status)
            if exchange.credentials_refused:
                self._refused.append(exchange.status)
            return False
        self.judged += 1
        self._hostile += exchange.kind is Kind.HOSTILE
        return True

    def take(self, judgement: Judgement, exchange: Exchange) -> None:
        """Add the judgement of a rule on a response."""
        if judgement.unfinished:
            self._unjudged = self._unjudged or judgement.unfinished
            return
        self.judged += 1
        for violation in judgement.violations:
            self.fail(exchange, violation)

    def fail(self, exchange: Exchange, violation: Violation) -> None:
        """Add a violation; repeated ones are only counted."""
        cause = (violation.expected, violation.advice, bool(violation.statuses) and exchange.status)
        if known := self._by_cause.get(cause):
            known.times += 1
        elif len(self.failures) < _KEPT:
            self._by_cause[cause] = self._failure(exchange, violation)
            self.failures.append(self._by_cause[cause])
        else:
            self.others += 1

    def _failure(self, exchange: Exchange, violation: Violation) -> Failure:
        redact = self.service.redact
        compressed = bool(exchange.response.values("Content-Encoding"))
        return Failure(
            self.service.curl.line(exchange.request, compressed=compressed),
            redact.excerpt(exchange.received, _RECEIVED),
            replace(
                violation,
                expected=redact.excerpt(violation.expected, _EXPECTED),
                received=redact.excerpt(violation.received, _RECEIVED),
            ),
        )

    def leave_out(self, kind: Unchecked, reason: str) -> None:
        """Record why the clause was not checked, or not completely."""
        self.unchecked, self.reason = kind, reason
        if kind is Unchecked.EXCLUDED:
            self.forget()

    def forget(self) -> None:
        """Drop the failures; rules judge all responses, even if they are not selected."""
        self.failures, self.others = [], 0

    def conclude(self) -> None:
        """Mark the clause as unchecked if it could not be judged."""
        if self._unjudged:
            self.leave_out(Unchecked.UNFINISHED, self._unjudged)
        elif self._refused:
            reason = f"valid credentials were refused ({_statuses(self._refused)})"
            self.leave_out(Unchecked.UNFINISHED, reason)
        elif self._throttled:
            reason = f"the server throttled {_requests(self._throttled)} to the end (429)"
            self.leave_out(Unchecked.UNFINISHED, reason)
        elif self._forbidden and self.judged == self._hostile:
            reason = f"permission was denied ({_statuses(self._forbidden)})"
            if UNKNOWN_IDS in self.clause.needs:
                # The server may respond like this to every unknown id.
                reason += (
                    "; if this is its response to unknown ids, set capabilities.unknown_ids = false"
                )
            self.leave_out(Unchecked.UNFINISHED, reason)
        elif not self.judged and self._withheld:
            self.leave_out(Unchecked.WITHHELD, WRITES)
        elif not self.judged and not self._asked:
            # A rule that applied to no response.
            self.leave_out(Unchecked.NOT_APPLICABLE, "there is nothing to judge")
        elif not self.judged and not self.unchecked:
            self.leave_out(Unchecked.UNFINISHED, "no response to judge")


def _statuses(statuses: list[int]) -> str:
    named = " or ".join(map(str, sorted(set(statuses))))
    return f"{named}, {_requests(len(statuses))}"


def _requests(number: int) -> str:
    return f"{number} request{'s' if number > 1 else ''}"
