"""A run: every clause on every operation, within one budget."""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from math import ceil
from typing import TYPE_CHECKING

from contract_tests.conformance.clauses import CLAUSES
from contract_tests.conformance.errors import ExhaustedError
from contract_tests.conformance.judging.judge import is_heavy, judge
from contract_tests.conformance.judging.worker import Worker
from contract_tests.conformance.requests.transport.network import IN_FLIGHT
from contract_tests.conformance.running.check import Check
from contract_tests.conformance.running.clause import Rule, rules
from contract_tests.conformance.running.needs import CHOSEN, KEPT, READS, Unchecked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from contract_tests.conformance.judging.exchange import Exchange
    from contract_tests.conformance.judging.judge import Judgement
    from contract_tests.conformance.options import RunOptions
    from contract_tests.conformance.redaction import Redactor
    from contract_tests.conformance.requests.probes.probe import Probe
    from contract_tests.conformance.requests.transport.budget import Budget
    from contract_tests.conformance.requests.transport.service import Service
    from contract_tests.conformance.running.accepted import Accepted
    from contract_tests.conformance.running.clause import Clause
    from openapi.contract import Operation

_LARGE = 1 << 20
"""Bytes."""


@dataclass
class Run:
    """The services that are checked together."""

    services: dict[str, Service]
    """By the API's name."""
    options: RunOptions
    budget: Budget
    target: Path
    """The file of the target."""
    accepted: tuple[Accepted, ...] = ()
    """Accepted failures."""
    undecided: dict[str, str] = field(default_factory=dict)
    """Why an API cannot be judged, by its name."""
    first_reads: dict[str, list[Exchange]] = field(default_factory=dict)
    """The first request for each known id, by operationId."""
    _ahead: int = IN_FLIGHT
    """Requests that are sent before the first of them is judged."""
    succeeded: set[str] = field(default_factory=set)
    """The operations that succeeded at least once."""

    @property
    def operations(self) -> Iterator[Operation]:
        """Every operation under test."""
        for service in self.services.values():
            yield from service.contract.operations

    @property
    def reading(self) -> list[Operation]:
        """The operations that are called: those that only read."""
        return [operation for operation in self.operations if operation.reads]

    @property
    def plan(self) -> Iterator[tuple[Clause, Operation]]:
        """Every clause on every operation, in order."""
        for clause in CLAUSES.values():
            for operation in self.operations:
                yield clause, operation

    def service(self, operation: Operation) -> Service:
        """The service an operation belongs to."""
        return self.services[operation.contract.name]

    @cached_property
    def in_flight(self) -> int:
        """Concurrent requests."""
        is_live = any(service.target.is_live for service in self.services.values())
        return 1 if is_live or self.budget.rate else IN_FLIGHT

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.in_flight)

    @cached_property
    def _worker(self) -> Worker:
        return Worker()

    @cached_property
    def redact(self) -> Redactor:
        """Redacts output."""
        return next(iter(self.services.values())).redact

    @cached_property
    def _rules(self) -> dict[tuple[str, str], Check]:
        """The checks of rules, which judge all responses."""
        return {
            (rule.id, operation.id): Check(rule, operation, self.service(operation), self)
            for rule in rules()
            for operation in self.operations
        }

    @property
    def urls(self) -> str:
        """The base URLs under test."""
        urls = {service.target.base_url for service in self.services.values()}
        return ", ".join(sorted(urls))

    @property
    def cost(self) -> str:
        """The maximum cost of the run, in words."""
        pace = f"{self.budget.rate:g} per second" if self.budget.rate else "as fast as it responds"
        flight = "one at a time" if self.in_flight == 1 else f"{self.in_flight} at a time"
        return (
            f"Checking {self.urls}: at most {self.budget.requests} requests, {pace}, {flight}, "
            f"for {ceil(self.budget.left)} s at most."
        )

    def close(self) -> None:
        """Close connections and threads."""
        self.budget.end("the run is over")
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._worker.close()
        for service in self.services.values():
            service.connections.close()

    def check(self, clause: Clause, operation: Operation) -> Check:
        """Check one clause on one operation."""
        fresh = Check(clause, operation, self.service(operation), self)
        check = self._rules.get((clause.id, operation.id), fresh)
        problem = self.undecided.get(operation.contract.name)
        needs = (KEPT,) if problem else (KEPT, READS, *clause.needs)
        unmet = next((need for need in needs if not need.met(check)), None)
        if not CHOSEN.met(check):
            if self._selects_rules and not unmet and not problem:
                # A rule judges the responses to the requests of all other clauses.
                self._perform(Check(clause, operation, check.service, self))
            unmet = CHOSEN
        if unmet:
            check.leave_out(unmet.kind, unmet.reason)
        elif problem:
            check.leave_out(Unchecked.UNFINISHED, problem)
            check.forget()
        elif self.budget.ended and not isinstance(clause, Rule):
            check.leave_out(Unchecked.UNFINISHED, self.budget.ended)
        else:
            self._perform(check)
        return check

    @cached_property
    def _selects_rules(self) -> bool:
        return any(rule.id in self.options.clause for rule in rules())

    def _perform(self, check: Check) -> None:
        started = time.monotonic()
        try:
            check.clause.function(check)
            check.conclude()
            # Rules have not judged the requests that were not made.
            if self.budget.ended and check.unchecked is not Unchecked.UNFINISHED:
                check.leave_out(Unchecked.UNFINISHED, self.budget.ended)
        except ExhaustedError as error:
            check.leave_out(Unchecked.UNFINISHED, str(error))
        check.seconds = time.monotonic() - started

    def exchanges(self, operation: Operation, probes: Iterable[Probe]) -> Iterator[Exchange]:
        """Make requests, concurrently if allowed, and judge the responses by the rules.

        Raises:
            ExhaustedError: The run is over.
        """
        if self.budget.ended:
            raise ExhaustedError(self.budget.ended)
        send = partial(self.service(operation).send, operation)
        for attempts in self._sent(send, probes):
            # All attempts are judged; large responses are truncated at once.
            yield [self._judged(exchange) for exchange in attempts][-1]

    def _sent(
        self, send: Callable[[Probe], list[Exchange]], probes: Iterable[Probe]
    ) -> Iterator[list[Exchange]]:
        """Send ahead only as many requests as are judged soon."""
        sent: deque[Future[list[Exchange]]] = deque()
        try:
            for probe in probes:
                sent.append(self._pool.submit(send, probe))
                if len(sent) > self._ahead:
                    yield sent.popleft().result()
            while sent:
                yield sent.popleft().result()
        finally:
            for future in sent:
                future.cancel()

    def _judged(self, exchange: Exchange) -> Exchange:
        if exchange.response.withheld:
            return exchange
        operation = exchange.operation
        if exchange.status == operation.success_status:
            self.succeeded.add(operation.id)
        if exchange.response.size > _LARGE:
            # Keep at most one such response in memory.
            self._ahead = 0
        heavy = is_heavy(exchange.response.body, self.service(operation).loops)

        def take(judgement: Judgement) -> None:
            self._rules[judgement.rule, operation.id].take(judgement, exchange)

        if not heavy:
            judge(exchange, take)
            return exchange
        self._worker.judge(exchange, take, self.budget.left, self.budget.time_over)
        return exchange.trimmed()
