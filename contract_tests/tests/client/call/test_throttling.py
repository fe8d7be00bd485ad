"""Throttling: after a 429 the whole client waits for Retry-After, and lowers its rate."""

from __future__ import annotations

import asyncio
import heapq
import math
import random
import sys
import threading
from typing import TYPE_CHECKING, Any, cast

import pytest
from huaweicloud_statistics import (
    APITimeoutError,
    RateLimitError,
    coc,
    many,
    many_async,
)
from huaweicloud_statistics._runtime.call import throttle
from huaweicloud_statistics._runtime.call.throttle import Throttle

from contract_tests.tests.client.calling import FINE, ORDER, TOKEN, replies
from contract_tests.tests.raw_server import raw_server, response

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from contract_tests.tests.client.calling import Statistics
    from contract_tests.tests.client.clock import Clock
    from contract_tests.tests.raw_server import Exchange


def refusal(seconds: Any) -> bytes:
    """A 429 with Retry-After."""
    return response(429, b"{}", Retry_After=str(seconds))


def test_one_refusal_holds_back_all_calls(clock: Clock) -> None:
    """Other calls of the client wait, too, until Retry-After is over."""
    with (
        raw_server(replies(refusal(5), FINE)) as server,
        coc.Client(base_url=server.url, token=TOKEN) as client,
    ):
        with pytest.raises(RateLimitError):
            client.get_script_job_statistics(ORDER, max_retries=0)
        client.get_script_job_statistics(ORDER)

    assert len(server.requests) == 2
    assert clock.seconds >= 5


def test_wait_is_what_the_server_asked_for(statistics: Statistics, clock: Clock) -> None:
    """The client waits for Retry-After, fractions included."""
    with raw_server(replies(refusal(1.25), FINE)) as server:
        statistics(server.url)

    assert 1.25 <= clock.seconds <= 1.45


@pytest.mark.parametrize("status", [429, 503])
def test_waits_that_were_asked_for_use_up_no_retries(
    statistics: Statistics, pauses: list[float], status: int
) -> None:
    """Waits for Retry-After are limited only by the deadline."""
    asked = response(status, b"{}", Retry_After="0.01")
    with raw_server(replies(*[asked] * 12, FINE)) as server:
        statistics(server.url, max_retries=1)

    assert len(server.requests) == 13
    assert len(pauses) >= 12


@pytest.mark.usefixtures("pauses")
def test_waits_that_were_not_asked_for_do(statistics: Statistics) -> None:
    """A 429 without Retry-After is retried like other failures."""
    for unasked in (refusal(0), refusal("soon"), response(429, b"{}")):
        with raw_server(replies(unasked)) as server, pytest.raises(RateLimitError) as caught:
            statistics(server.url, max_retries=2)
        assert len(server.requests) == 3
    assert caught.value.retry_after is None


def test_call_that_is_held_back_beyond_its_deadline_is_not_sent(pauses: list[float]) -> None:
    """A call that would wait too long, and other calls, raise an error at once that says why."""
    with (
        raw_server(replies(refusal("50.5"))) as server,
        coc.Client(base_url=server.url, token=TOKEN, timeout=20) as client,
    ):
        for _ in range(3):
            with pytest.raises(RateLimitError) as caught:
                client.get_script_job_statistics(ORDER)
            assert caught.value.retry_after == 50.5

    assert len(server.requests) == 1
    assert "not sent: all calls wait" in str(caught.value)
    assert pauses == []


@pytest.mark.usefixtures("clock")
def test_short_wait_is_not_reported_as_none() -> None:
    """A wait of less than a second that is too long is no wait for 0 s."""
    with (
        raw_server(replies(refusal("0.4"))) as server,
        coc.Client(base_url=server.url, token=TOKEN, timeout=0.3) as client,
    ):
        for _ in range(2):
            with pytest.raises(RateLimitError) as caught:
                client.get_script_job_statistics(ORDER)

    assert "not sent: all calls wait for their turn, as the server" in str(caught.value)


def test_rate_caps_from_the_start(clock: Clock) -> None:
    """No more requests per second are sent than the rate allows."""
    came: list[float] = []

    def behave(exchange: Exchange) -> None:
        came.append(clock.seconds)
        exchange.send(FINE)

    with (
        raw_server(behave) as server,
        coc.Client(base_url=server.url, token=TOKEN, rate=20) as client,
    ):
        for _ in range(5):
            client.get_script_job_statistics(ORDER)

    assert came == pytest.approx([0, 0.05, 0.1, 0.15, 0.2])


def test_call_beyond_the_rate_is_not_sent() -> None:
    """The error says that the rate, and not the server, delayed the call."""
    with (
        raw_server(replies(FINE)) as server,
        coc.Client(base_url=server.url, token=TOKEN, rate=0.01) as client,
    ):
        client.get_script_job_statistics(ORDER)
        with pytest.raises(APITimeoutError, match="not sent: more calls than rate allows"):
            client.get_script_job_statistics(ORDER)

    assert len(server.requests) == 1


def test_deadline_that_passed_is_not_blamed_on_the_rate(statistics: Statistics) -> None:
    """Without a rate, a call that is late does not mention one."""
    with raw_server(replies(FINE)) as server, pytest.raises(APITimeoutError) as caught:
        statistics(server.url, timeout=1e-9)

    assert "rate" not in str(caught.value)


class Bucket:
    """A server's rate limiter with a rate and a burst, on a test clock."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self.now = self._at = 0.0
        self.accepted = self.refused = 0
        self._most = self._tokens = burst

    def __call__(self) -> bool:
        """Whether a request is accepted now."""
        self._tokens = min(self._most, self._tokens + (self.now - self._at) * self._rate)
        self._at = self.now
        let_through = self._tokens >= 0.999
        self._tokens -= let_through
        self.accepted += let_through
        self.refused += not let_through
        return let_through


class Simulation:
    """Twenty callers without a pause, on a simulated clock."""

    def __init__(self, limit: Bucket, asked: float | None) -> None:
        self.limit = limit
        self._asked = asked
        self._random = random.Random(1)  # noqa: S311  # no secret
        self._events: list[tuple[float, float, Callable[..., None], Any]] = []
        self._throttle = Throttle()

    def monotonic(self) -> float:
        """The time."""
        return 1000 + self.limit.now

    def run(self, count: int) -> None:
        """Make calls until a number of them were accepted."""
        for _ in range(20):
            self._after(0.0, self._plan)
        while self.limit.accepted < count:
            self.limit.now, _, do, argument = heapq.heappop(self._events)
            do(argument)

    def _after(self, seconds: float, do: Callable[..., None], argument: Any = None) -> None:
        at = self.limit.now + seconds + self._random.expovariate(500)
        heapq.heappush(self._events, (at, self._random.random(), do, argument))

    def _plan(self, waited_for: Any) -> None:
        planned = self._throttle.send_time(waited_for)
        if planned and planned.at > self.monotonic():
            self._after(planned.at - self.monotonic(), self._plan, planned)
        else:
            self._after(0.0, self._arrive, self.monotonic())

    def _arrive(self, sent_at: float) -> None:
        self._after(0.0, self._take, (self.limit(), sent_at))

    def _take(self, came: tuple[bool, float]) -> None:
        let_through, sent_at = came
        if let_through:
            self._throttle.accept()
        else:
            seconds = (self._asked or 0.0) + self._random.uniform(0, 0.1)
            self._throttle.hold(seconds, sent_at, None)  # type: ignore[arg-type]  # it is not shown
        self._plan(None)


@pytest.mark.parametrize(
    ("rate", "burst", "asked"),
    [(5, 5.0, 1.0), (5, 1.0, 1.0), (5, 5.0, None), (1, 1.0, 0.1), (50, 50.0, 0.1)],
)
def test_client_learns_what_the_server_takes(
    monkeypatch: pytest.MonkeyPatch, rate: float, burst: float, asked: float | None
) -> None:
    """With 20 callers nine tenths are accepted, with or without bursts, at low and high rates."""
    simulation = Simulation(Bucket(rate, burst), asked)
    monkeypatch.setattr(throttle, "time", simulation)
    simulation.run(int(60 * rate))

    assert simulation.limit.refused <= max(33, 3.6 * rate)
    assert simulation.limit.now <= 60 * 1.75


def test_rate_is_learnt_from_what_was_accepted(clock: Clock) -> None:
    """The new rate is nine tenths of the rate that was accepted recently."""
    throttle = Throttle()
    for _ in range(200):
        clock.seconds += 0.01
        throttle.accept()
    throttle.hold(0.0, clock.monotonic(), None)  # type: ignore[arg-type]  # it is not shown
    first, second = throttle.send_time(), throttle.send_time()

    assert first
    assert second
    assert second.at - first.at == pytest.approx(1 / 90, rel=0.05)


def test_rate_is_learnt_while_others_are_accepted() -> None:
    """Other threads and signal handlers may record a request between any two steps."""
    throttle = Throttle()
    throttle.accept()

    def record(frame: FrameType, *_: object) -> Any:
        frame.f_trace_opcodes = True
        if frame.f_code.co_name in {"_affordable", "<listcomp>"}:
            throttle.accept()
        return record

    previous = sys.gettrace()
    sys.settrace(record)
    try:
        throttle.hold(1.0, math.inf, cast("Any", None))
    finally:
        sys.settrace(previous)
    assert throttle.has_learned


def test_many_calls_of_a_throttled_client_all_succeed(clock: Clock) -> None:
    """All calls of a throttled client succeed."""
    limit, lock = Bucket(20, 20), threading.Lock()

    def behave(exchange: Exchange) -> None:
        with lock:
            limit.now = clock.seconds
            let_through = limit()
        exchange.send(FINE if let_through else refusal(1))

    async def run(url: str) -> list[Any]:
        async with coc.AsyncClient(base_url=url, token=TOKEN, timeout=1e6) as client:
            calls = many_async(client.get_script_job_statistics, [ORDER] * 60)
            return [outcome async for outcome in calls]

    with raw_server(behave) as server:
        outcomes = asyncio.run(run(server.url))
        with coc.Client(base_url=server.url, token=TOKEN, timeout=1e6) as client:
            outcomes += many(client.get_script_job_statistics, [ORDER] * 60)

    assert [outcome.error for outcome in outcomes] == [None] * 120
    assert limit.accepted == 120
    assert limit.refused
