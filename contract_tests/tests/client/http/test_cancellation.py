"""Calls that are cancelled or interrupted anywhere leak nothing, and the client works on."""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import threading
import types
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import coc
from huaweicloud_statistics._runtime import fork

from contract_tests.tests.client.calling import (
    FINE,
    LOGIN,
    ORDER,
    STATISTICS,
    TOKEN,
)
from contract_tests.tests.client.cloud import Cloud
from contract_tests.tests.raw_server import TLS, raw_server

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator

    from contract_tests.tests.raw_server import Exchange

pytestmark = pytest.mark.slow

IN_FLIGHT = 100
ENOUGH = 5000
"""More suspension points or lines than a call has."""


class Gate:
    """A server that responds to one order only when all requests for it have arrived."""

    order = "SCT2"

    def __init__(self) -> None:
        self._all = threading.Barrier(IN_FLIGHT)

    def __call__(self, exchange: Exchange) -> None:
        if f"/{self.order}/" in exchange.request.target:
            self._all.wait(30)
        exchange.send(FINE)


@types.coroutine
def cancelled_at(
    coroutine: Coroutine[Any, Any, Any], number: int, steps: list[int]
) -> Generator[Any, Any, Any]:
    """Await a coroutine, but cancel it at its n-th suspension."""
    thrown: BaseException | None = None
    while True:
        try:
            waited_for = coroutine.throw(thrown) if thrown else coroutine.send(None)
        except StopIteration as finished:
            return finished.value
        steps[0] += 1
        thrown = asyncio.CancelledError() if steps[0] == number else None
        if thrown:
            # Like a task, whose awaiter is woken after others that await the same.
            if waited_for is not None:
                waited_for.cancel()
            yield
        else:
            try:
                yield waited_for
            except BaseException as error:  # noqa: BLE001  # it is the coroutine's
                thrown = error


def open_connections() -> set[Any]:
    """The open connections of this process's clients."""
    gc.collect()  # an interrupt may be part of a circle
    return {pool for pool in fork._registered if not getattr(pool, "is_closed", True)}  # noqa: SLF001


async def answers(client: coc.AsyncClient, gate: Gate) -> None:
    """Make as many concurrent calls as allowed, none of which ends before all have started."""
    calls = (client.get_script_job_statistics(gate.order) for _ in range(IN_FLIGHT))
    assert [got.to_dict() for got in await asyncio.gather(*calls)] == [STATISTICS] * IN_FLIGHT


def way_to(url: str, way: str) -> dict[str, Any]:
    """A client's options for a server: directly, or as a proxy."""
    if way == "proxy":
        return {"base_url": "http://fleet.test", "proxy": url}
    return {"base_url": url, "ca_bundle": TLS / "ca.pem"}


@pytest.mark.parametrize("is_warm", [False, True], ids=["cold", "warm"])
@pytest.mark.parametrize("way", ["plain", "TLS", "proxy"])
def test_asynchronous_call_may_be_cancelled_at_every_await(way: str, *, is_warm: bool) -> None:
    """A cancelled call closes its connection, and the client keeps its capacity."""
    gate = Gate()

    async def run(url: str) -> int:
        before = open_connections()
        async with coc.AsyncClient(token=TOKEN, timeout=60, **way_to(url, way)) as client:
            cancelled = 0
            for number in range(1, ENOUGH):
                if is_warm:
                    await client.get_script_job_statistics(ORDER)
                steps = [0]
                call = client.get_script_job_statistics(ORDER)
                try:
                    await cancelled_at(call, number, steps)
                except asyncio.CancelledError:
                    cancelled += 1
                if steps[0] < number:
                    break
                if not is_warm:
                    await client._wire.aclose()  # noqa: SLF001  # the next is cold again
                    client._wire.is_closed = False  # noqa: SLF001
                    client._wire._transport._loop = None  # type: ignore[attr-defined]  # noqa: SLF001
            assert (await client.get_script_job_statistics(ORDER)).to_dict() == STATISTICS
            await answers(client, gate)
        assert open_connections() <= before
        return cancelled

    with raw_server(gate, "trusted" if way == "TLS" else None) as server:
        assert asyncio.run(run(server.url)) >= 3


def test_asynchronous_calls_may_run_out_of_time_at_any_moment() -> None:
    """After a thousand short timeouts of caller and client, all calls succeed."""
    gate = Gate()
    moments = random.Random(13)  # noqa: S311  # no secret

    async def hurried(client: coc.AsyncClient) -> None:
        timeout = moments.uniform(0.0001, 0.02)
        try:
            if moments.random() < 0.5:
                async with asyncio.timeout(timeout):
                    await client.get_script_job_statistics(ORDER)
            else:
                await client.get_script_job_statistics(ORDER, timeout=timeout)
        except TimeoutError:
            pass

    async def run(url: str) -> None:
        async with coc.AsyncClient(base_url=url, token=TOKEN, timeout=60) as client:
            for _ in range(20):
                await asyncio.gather(*(hurried(client) for _ in range(50)))
            await answers(client, gate)

    with raw_server(gate) as server:
        asyncio.run(run(server.url))


def test_cancelled_waiter_does_not_take_a_turn_along() -> None:
    """Calls that are cancelled while they wait for a connection do not block others."""
    gate = Gate()

    async def run(url: str) -> None:
        async with coc.AsyncClient(base_url=url, token=TOKEN, timeout=60) as client:
            for _ in range(5):
                calls = [
                    asyncio.ensure_future(client.get_script_job_statistics(ORDER))
                    for _ in range(3 * IN_FLIGHT)
                ]
                await asyncio.sleep(0.01)
                for call in calls[::2]:
                    call.cancel()
                await asyncio.gather(*calls, return_exceptions=True)
            await answers(client, gate)

    with raw_server(gate) as server:
        asyncio.run(run(server.url))


class Interruption:
    """Raises KeyboardInterrupt at the n-th line of the client or its HTTP library."""

    def __init__(self, number: int) -> None:
        self.lines = 0
        self._number = number

    def trace(self, frame: types.FrameType, event: str, _: Any) -> Any:
        name = frame.f_code.co_filename
        # Python ignores exceptions in finalizers.
        if "__del__" in {frame.f_code.co_name, frame.f_back and frame.f_back.f_code.co_name}:
            return None
        if not any(part in name for part in ("huaweicloud_statistics", "httpcore", "h11")):
            return None
        if event == "line":
            self.lines += 1
            if self.lines == self._number:
                raise KeyboardInterrupt
        return self.trace

    def run(self, call: Callable[[], Any]) -> bool:
        """Call a function; return whether it was interrupted."""
        before = sys.gettrace()
        sys.settrace(self.trace)
        try:
            call()
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(before)
        return self.lines >= self._number


interrupted = pytest.mark.filterwarnings(
    "ignore:coroutine .* was never awaited", "ignore:unclosed <socket"
)


@interrupted
@pytest.mark.parametrize(("is_warm", "step"), [(False, 13), (True, 7)], ids=["cold", "warm"])
@pytest.mark.parametrize("way", ["plain", "TLS", "proxy"])
def test_synchronous_call_may_be_interrupted_at_any_line(
    way: str, *, is_warm: bool, step: int
) -> None:
    """After an interrupt anywhere, the next call gets its own response at full capacity."""
    gate = Gate()
    with raw_server(gate, "trusted" if way == "TLS" else None) as server:
        before = open_connections()
        with coc.Client(token=TOKEN, timeout=60, **way_to(server.url, way)) as client:
            for number in range(1, ENOUGH, step):
                if not is_warm:
                    client._wire._transport._pool.reset_after_fork()  # type: ignore[attr-defined]  # noqa: SLF001
                interruption = Interruption(number)
                if not interruption.run(lambda: client.get_script_job_statistics(ORDER)):
                    break
                assert client.get_script_job_statistics(ORDER).to_dict() == STATISTICS
            assert number > 200
            with ThreadPoolExecutor(IN_FLIGHT) as pool:
                list(pool.map(client.get_script_job_statistics, [gate.order] * IN_FLIGHT))
        assert open_connections() <= before


@interrupted
def test_login_may_be_interrupted_at_any_line() -> None:
    """An interrupted login leaves no lock behind."""
    cloud = Cloud()

    def behave(exchange: Exchange) -> None:
        with suppress(ValueError):  # a body that was broken off
            cloud(exchange)

    with raw_server(behave) as server:
        before = open_connections()
        options: dict[str, Any] = {"base_url": server.url, "iam_endpoint": server.url, **LOGIN}
        for number in range(1, ENOUGH, 17):
            with coc.Client(timeout=30, **options) as client:
                interruption = Interruption(number)
                interrupted = interruption.run(lambda: client.get_script_job_statistics(ORDER))
                assert client.get_script_job_statistics(ORDER).to_dict() == STATISTICS
            if not interrupted:
                break
        assert number > 200
        # Collect interrupted calls here, since their sockets may be unclosed.
        assert open_connections() <= before


def test_asynchronous_login_that_is_cancelled_is_not_lost() -> None:
    """If a call that waits for a login is cancelled, the login continues for others."""
    cloud = Cloud(hold=threading.Event())

    async def run(url: str) -> None:
        async with coc.AsyncClient(base_url=url, iam_endpoint=url, **LOGIN) as client:
            first = asyncio.ensure_future(client.get_script_job_statistics(ORDER))
            await asyncio.to_thread(server.wait_for_requests, 1)
            first.cancel()
            second = asyncio.ensure_future(client.get_script_job_statistics(ORDER))
            await asyncio.sleep(0.01)
            assert cloud.hold
            cloud.hold.set()
            assert (await second).to_dict() == STATISTICS

    with raw_server(cloud) as server:
        asyncio.run(run(server.url))
    assert len(cloud.logins) == 1
