"""How many requests are sent, how fast, and when no more are."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from contract_tests.conformance.errors import ExhaustedError
from contract_tests.conformance.requests.probes.probe import Probe
from contract_tests.conformance.requests.transport.budget import UNANSWERED, Budget
from contract_tests.conformance.requests.transport.guard import guard_of
from contract_tests.conformance.requests.transport.service import Service, retry_after
from contract_tests.conformance.target import Target
from contract_tests.tests.raw_server import Exchange, raw_server, response
from openapi.contract import load_all

OK = response(200, b"{}")


class Waits(threading.Event):
    """Remembers how long somebody would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0.0)
        return False


@pytest.fixture(name="waits")
def _waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    """The seconds that a budget waits for, on a clock that stands still."""
    # Not time.monotonic itself: the event loops of servers that run beside look at it, too.
    monkeypatch.setattr(f"{Budget.__module__}.time", SimpleNamespace(monotonic=lambda: 0.0))
    return Waits()


def test_throttled(waits: Waits) -> None:
    """A throttled request is repeated after Retry-After, and each attempt is judged."""
    contract = load_all()["roma"]

    def behave(exchange: Exchange) -> None:
        exchange.send(OK if exchange.number == 2 else response(429, Retry_After="7"))

    budget = Budget(10, 60, None, over=waits)
    with raw_server(behave) as server:
        guard = guard_of([contract], [server.url])
        exchanges = Service(contract, Target(server.url), budget, guard).send(
            contract.operations[0], Probe({"project_id": "p", "instance_id": "i"})
        )

    assert [exchange.status for exchange in exchanges] == [429, 429, 200]
    assert [seconds for seconds in waits.seconds if seconds] == [7, 7]
    assert (budget.spent, budget.throttled) == (3, 2)


@pytest.mark.parametrize(
    ("value", "seconds"), [("3", 3), ("-1", 0), ("3600", 30), ("soon", 1), ("", 1), ("nan", 1)]
)
def test_retry_after(value: str, seconds: float) -> None:
    """Retry-After is taken in seconds, within reason; what says nothing is a second."""
    assert retry_after([value]) == seconds


def test_budget() -> None:
    """When requests or time have run out, no more are made."""
    spent, over = Budget(1, 60, None), Budget(10, 0, None)

    spent.take()
    with pytest.raises(ExhaustedError, match="budget of 1 requests is spent"):
        spent.take()
    with pytest.raises(ExhaustedError, match="0 s of the run are over"):
        over.take()


def test_wait_beyond_the_end(waits: Waits) -> None:
    """Nobody waits until after the end of the run."""
    budget = Budget(10, 20, None, over=waits, started=0.0)

    with pytest.raises(ExhaustedError, match="the 20 s of the run are over"):
        budget.wait(30)
    assert waits.seconds == [20]


def test_pace(waits: Waits) -> None:
    """Requests keep to the rate."""
    budget = Budget(10, 60, 20, over=waits)

    for _ in range(4):
        budget.take()

    assert waits.seconds == pytest.approx([0, 0.05, 0.1, 0.15])


def test_stalling_ends_the_run() -> None:
    """After a few requests without a response in time, the run is over."""
    budget = Budget(100, 60, None)
    for _ in range(UNANSWERED):
        budget.count_unanswered()

    with pytest.raises(ExhaustedError, match="received no complete response in time"):
        budget.take()
