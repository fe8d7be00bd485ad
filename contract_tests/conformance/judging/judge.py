"""Judges a response by every rule, within limits of time and memory."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from contract_tests.conformance.interruption import StopError, limited
from contract_tests.conformance.running.clause import rules
from openapi.contract.nodes import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.conformance.judging.exchange import Exchange
    from contract_tests.conformance.judging.violation import Violation
    from contract_tests.conformance.running.clause import Rule
    from openapi.contract import Contract

LIMIT = 5.0
"""Seconds the rules may take on one response."""
MOST = 25
"""Violations of one rule in one response, at most."""
LIGHT = 32 << 10
"""Bytes of a body that takes almost no time, whatever it contains."""
_STEPS = 100_000
"""Steps of a CEL rule that take almost no time; the library cannot be interrupted."""
_LOOPS = ("all(", "exists(", "exists_one(", "filter(", "map(")


class _TooLongError(StopError):
    pass


@dataclass(frozen=True)
class Judgement:
    """The result of a rule for a response."""

    rule: str
    """The id of the rule."""
    violations: tuple[Violation, ...] = ()
    unfinished: str = ""
    """Why there is no result, if so."""


def judge(exchange: Exchange, take: Callable[[Judgement], object]) -> None:
    """Judge a response by every applicable rule; each judgement is passed on at once."""
    waiting = deque(rules())
    while waiting:
        try:
            with limited(LIMIT, _TooLongError()):
                while waiting:
                    for judgement in _judge(waiting[0], exchange):
                        take(judgement)
                    waiting.popleft()
        except _TooLongError:
            take(too_long(waiting.popleft().id, LIMIT))


def _judge(rule: Rule, exchange: Exchange) -> Iterator[Judgement]:
    try:
        if rule.applies(exchange):
            yield Judgement(rule.id, tuple(islice(rule.judge(exchange), MOST)))
    except RecursionError:
        yield Judgement(rule.id, unfinished="a response was nested too deeply to be judged")
    except MemoryError:
        yield Judgement(rule.id, unfinished="a response was too large to be judged")


def too_long(rule: str, seconds: float) -> Judgement:
    """The judgement of a rule that timed out."""
    return Judgement(rule, unfinished=f"judging a response took more than {seconds:g} s")


def is_heavy(body: bytes, loops: int) -> bool:
    """Whether judging a body may take long without being interruptible."""
    return len(body) > LIGHT or body.count(b",") ** loops > _STEPS


def loops(contract: Contract) -> int:
    """The maximum depth of nested loops in the x-invariants of a contract."""
    depths = [
        sum(invariant["rule"].count(loop) for loop in _LOOPS)
        for node in nodes(contract.document)
        for invariant in node.value.get("x-invariants", ())
    ]
    return max(depths, default=1)
