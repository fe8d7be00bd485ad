"""A server that asks for less: the whole client waits, as long as it was told, and sends less."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    APITimeoutError,
    ArgumentError,
    RateLimitError,
    ServerError,
    coc,
    many,
    many_async,
)
from huaweicloud_statistics._runtime import throttle
from huaweicloud_statistics._runtime.throttle import Throttle

from contract_tests.tests.client.support import FINE, ORDER, TOKEN, replies
from contract_tests.tests.raw_server import raw_server, response

if TYPE_CHECKING:
    from contract_tests.tests.client.support import Statistics
    from contract_tests.tests.raw_server import Exchange


def refusal(seconds: Any) -> bytes:
    """A 429 that asks to wait."""
    return response(429, b"{}", Retry_After=str(seconds))


def test_one_refusal_holds_back_all_calls() -> None:
    """Calls of other threads wait as well, until the time that the server named is over."""
    came: list[float] = []
    lock = threading.Lock()

    def behave(exchange: Exchange) -> None:
        with lock:
            came.append(time.monotonic())
        exchange.send(refusal(1) if exchange.number == 0 else FINE)

    with (
        raw_server(behave) as server,
        coc.Client(base_url=server.url, token=TOKEN) as client,
        ThreadPoolExecutor(4) as pool,
    ):
        first = pool.submit(client.get_script_job_statistics, ORDER)
        server.wait_for_requests(1)
        while not client._caller._throttle.held_for:  # noqa: SLF001  # until the response has come
            assert not first.done()
        others = [pool.submit(client.get_script_job_statistics, ORDER) for _ in range(3)]
        for call in (first, *others):
            call.result()

    assert len(came) == 5
    assert min(came[1:]) - came[0] >= 1


@pytest.mark.parametrize("asked", [1, 1.5, 0.25])
def test_wait_is_what_the_server_asked_for(
    statistics: Statistics, pauses: list[float], asked: float
) -> None:
    """Fractions count, and no less is waited."""
    with raw_server(replies(refusal(asked), FINE)) as server:
        statistics(server.url)

    (pause,) = pauses
    assert asked - 0.05 <= pause <= asked + 0.2


@pytest.mark.parametrize("status", [429, 503])
def test_waits_that_were_asked_for_use_up_no_retries(
    statistics: Statistics, pauses: list[float], status: int
) -> None:
    """Only the deadline bounds them."""
    asked = response(status, b"{}", Retry_After="0.01")
    with raw_server(replies(*[asked] * 12, FINE)) as server:
        statistics(server.url, max_retries=1)

    assert len(server.requests) == 13
    assert len(pauses) >= 12


@pytest.mark.usefixtures("pauses")
def test_waits_that_were_not_asked_for_do(statistics: Statistics) -> None:
    """A 429 that names no time is retried as other failures are."""
    for unasked in (response(429, b"{}"), refusal("soon"), refusal(0)):
        with raw_server(replies(unasked)) as server, pytest.raises(RateLimitError):
            statistics(server.url, max_retries=2)
        assert len(server.requests) == 3


@pytest.mark.parametrize("sent", [refusal(1), response(503, b"{}", Retry_After="1")])
def test_no_retries_means_one_request(statistics: Statistics, sent: bytes) -> None:
    """Whatever the server asks for."""
    with raw_server(replies(sent)) as server, pytest.raises((RateLimitError, ServerError)):
        statistics(server.url, max_retries=0)

    assert len(server.requests) == 1


@pytest.mark.parametrize("asked", ["50", "50.5", "3600"])
def test_wait_beyond_the_deadline_is_told_at_once(
    statistics: Statistics, pauses: list[float], asked: str
) -> None:
    """The error says how long the server wants."""
    with raw_server(replies(refusal(asked))) as server, pytest.raises(RateLimitError) as caught:
        statistics(server.url, timeout=20)

    assert caught.value.retry_after == float(asked)
    assert len(server.requests) == 1
    assert pauses == []


def test_call_that_is_held_back_beyond_its_deadline_is_not_sent() -> None:
    """Other calls are told at once, too, why they are not even tried."""
    with (
        raw_server(replies(refusal(50))) as server,
        coc.Client(base_url=server.url, token=TOKEN, timeout=20) as client,
    ):
        for _ in range(3):
            with pytest.raises(RateLimitError) as caught:
                client.get_script_job_statistics(ORDER)

    assert len(server.requests) == 1
    assert "not sent: all calls wait" in str(caught.value)
    assert caught.value.retry_after == 50


def test_error_without_a_wait_has_none(statistics: Statistics) -> None:
    """The server named no time."""
    with raw_server(replies(response(429))) as server, pytest.raises(RateLimitError) as caught:
        statistics(server.url, max_retries=0)

    assert caught.value.retry_after is None


def test_rate_caps_from_the_start() -> None:
    """So many requests a second are sent, and none more, by all threads together."""
    came: list[float] = []

    def behave(exchange: Exchange) -> None:
        came.append(time.monotonic())
        exchange.send(FINE)

    with (
        raw_server(behave) as server,
        coc.Client(base_url=server.url, token=TOKEN, rate=20) as client,
    ):
        outcomes = list(many(client.get_script_job_statistics, [ORDER] * 10))

    assert [outcome.error for outcome in outcomes] == [None] * 10
    assert came[-1] - came[0] >= 9 / 20 - 0.05


def test_call_beyond_the_rate_is_not_sent() -> None:
    """Its turn comes too late: it is told so, not that the server was slow."""
    with (
        raw_server(replies(FINE)) as server,
        coc.Client(base_url=server.url, token=TOKEN, rate=0.01) as client,
    ):
        client.get_script_job_statistics(ORDER)
        with pytest.raises(APITimeoutError, match="not sent: more calls than rate allows"):
            client.get_script_job_statistics(ORDER)

    assert len(server.requests) == 1


@pytest.mark.parametrize("rate", [0, -1, True, "5", float("nan"), float("inf")])
def test_invalid_rate_is_refused(client_class: type[Any], rate: Any) -> None:
    """It is a number of requests a second."""
    with pytest.raises(ArgumentError, match="rate must be a positive number"):
        client_class(region="cn-north-4", token=TOKEN, rate=rate)


class Bucket:
    """A server's limit on a clock of its own: so many a second, and as many at first."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.now = 0.0
        self.accepted = self.refused = 0
        self._most = max(rate, 1.0)
        self._tokens, self._at = self._most, 0.0

    def __call__(self) -> bool:
        """Whether a request is let through now."""
        self._tokens = min(self._most, self._tokens + (self.now - self._at) * self.rate)
        self._at = self.now
        let_through = self._tokens >= 1
        self._tokens -= let_through
        self.accepted += let_through
        self.refused += not let_through
        return let_through


@pytest.mark.parametrize("limit", [2, 5, 50, 500])
@pytest.mark.parametrize("asked", [1.0, 0.1])
def test_client_learns_what_the_server_takes(
    monkeypatch: pytest.MonkeyPatch, limit: float, asked: float
) -> None:
    """Twenty at once: nine of ten requests are let through, and most of what might be is sent."""
    bucket = Bucket(limit)
    clock = SimpleNamespace(monotonic=lambda: 1000 + bucket.now)
    monkeypatch.setattr(throttle, "time", clock)
    turns = Throttle()
    waiting = [0.0] * 20
    while bucket.accepted < 60 * limit and bucket.now < 600:
        waiting.sort()
        bucket.now = max(bucket.now, waiting.pop(0))
        at = turns.turn()
        bucket.now = max(bucket.now, at - 1000)
        sent_at = clock.monotonic()
        if bucket():
            turns.accept()
        else:
            turns.hold(asked, sent_at, None)  # type: ignore[arg-type]  # the response is not shown
        waiting.append(bucket.now + 0.001)

    assert bucket.accepted / (bucket.accepted + bucket.refused) >= 0.85
    assert bucket.now <= 60 * 2.5


@pytest.mark.parametrize("is_async", [False, True], ids=["threads", "tasks"])
def test_many_calls_of_a_throttled_client_all_succeed(*, is_async: bool) -> None:
    """Beyond the server's rate none is lost, and nearly all requests are of use."""
    limit, lock = Bucket(40), threading.Lock()
    began = time.monotonic()

    def behave(exchange: Exchange) -> None:
        with lock:
            limit.now = time.monotonic() - began
            let_through = limit()
        exchange.send(FINE if let_through else refusal(1))

    async def run(url: str) -> list[Any]:
        async with coc.AsyncClient(base_url=url, token=TOKEN) as client:
            calls = many_async(client.get_script_job_statistics, [ORDER] * 300)
            return [outcome async for outcome in calls]

    with raw_server(behave) as server:
        if is_async:
            outcomes = asyncio.run(run(server.url))
        else:
            with coc.Client(base_url=server.url, token=TOKEN) as client:
                outcomes = list(many(client.get_script_job_statistics, [ORDER] * 300))

    assert [outcome.error for outcome in outcomes] == [None] * 300
    assert limit.accepted == 300
    assert limit.accepted / len(server.requests) >= 0.9
