"""A response judged by every rule, within limits of time and room."""

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
"""Violations of one rule in one response that are looked at."""
LIGHT = 32 << 10
"""Bytes of a body that takes next to no time, whatever is in it."""
_STEPS = 100_000
"""Steps of a rule in CEL that take next to no time; the library cannot be interrupted."""
_LOOPS = ("all(", "exists(", "exists_one(", "filter(", "map(")


class _TooLongError(StopError):
    pass


@dataclass(frozen=True)
class Judgement:
    """What a rule says of a response."""

    rule: str
    """Its id."""
    violations: tuple[Violation, ...] = ()
    unfinished: str = ""
    """Why it says nothing, if so."""


def judge(exchange: Exchange, take: Callable[[Judgement], object]) -> None:
    """Tell what the rules say that apply to a response, each as soon as it is known."""
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
    """What a rule says that was not ready in time."""
    return Judgement(rule, unfinished=f"judging a response took more than {seconds:g} s")


def is_heavy(body: bytes, loops: int) -> bool:
    """Whether a body may take long to judge, in a way that nothing can interrupt."""
    return len(body) > LIGHT or body.count(b",") ** loops > _STEPS


def loops(contract: Contract) -> int:
    """How deep loops over a body are in the rules of a contract, at most."""
    found = [
        sum(invariant["rule"].count(loop) for loop in _LOOPS)
        for node in nodes(contract.document)
        for invariant in node.value.get("x-invariants", ())
    ]
    return max(found, default=1)
