"""Connections: refused, broken, gone stale, closed, shared by threads."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    APIConnectionError,
    APITimeoutError,
    Error,
    coc,
)
from huaweicloud_statistics._runtime.call.deadline import Deadline
from huaweicloud_statistics._runtime.http.attempt import Attempt
from huaweicloud_statistics._runtime.http.message import Message, build_request
from huaweicloud_statistics._runtime.network.pool import Pool
from huaweicloud_statistics._runtime.redaction.redactor import Redactor

from contract_tests.tests.client.calling import (
    FINE,
    ORDER,
    STATISTICS,
    TOKEN,
    both_classes,
    both_kinds,
    hangs_up,
    responds,
)
from contract_tests.tests.raw_server import json_response, raw_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from huaweicloud_statistics._runtime.http.wire import AsyncWire, SyncWire

    from contract_tests.tests.client.calling import Statistics
    from contract_tests.tests.raw_server import Exchange, Received


@both_kinds
def test_refused_connection(statistics: Statistics, pauses: list[float]) -> None:
    """A refused connection is an error; it is retried while a server restarts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(APIConnectionError) as caught:
            statistics(f"http://127.0.0.1:{free.getsockname()[1]}", max_retries=4)

    assert not isinstance(caught.value, APITimeoutError)
    assert "Connection refused" in str(caught.value)
    assert len(pauses) == 4


class Idle:
    """A server that closes a connection at its second request, like an idle one."""

    def __init__(self, end: Callable[[Exchange], None]) -> None:
        self._end = end
        self._connection = threading.local()  # the server has a thread for each

    def __call__(self, exchange: Exchange) -> None:
        if hasattr(self._connection, "used"):
            self._end(exchange)
        else:
            self._connection.used = True
            exchange.send(FINE)


def calls(client_class: type[Any], url: str, count: int, **options: Any) -> list[Any]:
    """The results of successive calls of a client."""
    if client_class is coc.Client:
        with coc.Client(base_url=url, token=TOKEN, **options) as client:
            return [client.get_script_job_statistics(ORDER) for _ in range(count)]

    async def run() -> list[Any]:
        async with coc.AsyncClient(base_url=url, token=TOKEN, **options) as client:
            return [await client.get_script_job_statistics(ORDER) for _ in range(count)]

    return asyncio.run(run())


@both_classes
@pytest.mark.parametrize("end", ["close", "reset"])
def test_stale_connection_costs_no_attempt(client_class: type[Any], end: str) -> None:
    """A request on an idle connection that the server has closed is sent on a new one."""
    with raw_server(Idle(lambda exchange: getattr(exchange, end)())) as server:
        results = calls(client_class, server.url, 3, max_retries=0)

    assert [result.to_dict() for result in results] == [STATISTICS] * 3
    assert len(server.requests) == 5
    assert server.connections == 3


@both_classes
def test_connection_that_broke_amid_a_response_is_not_stale(client_class: type[Any]) -> None:
    """After the first byte of a response, sending the request again counts as a retry."""
    with raw_server(Idle(hangs_up(b"HTTP/1.1 2"))) as server, pytest.raises(APIConnectionError):
        calls(client_class, server.url, 2, max_retries=0)

    assert len(server.requests) == 2


@both_classes
def test_new_connection_that_breaks_is_not_stale(client_class: type[Any]) -> None:
    """Only a reused connection can have been idle."""
    with raw_server(hangs_up()) as server, pytest.raises(APIConnectionError):
        calls(client_class, server.url, 1, max_retries=0)

    assert len(server.requests) == 1


@both_classes
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_reads_are_repeated_on_a_new_connection(client_class: type[Any], method: str) -> None:
    """A write is not repeated, since it might be executed twice."""
    message = Message("X", {}, idempotent=False)

    async def run(url: str) -> None:
        async with AsyncExitStack() as stack:
            client = client_class(base_url=url, token=TOKEN)
            if client_class is coc.Client:
                stack.enter_context(client)
            else:
                await stack.enter_async_context(client)
            wire: AsyncWire | SyncWire = client._caller.wire  # noqa: SLF001
            for _ in range(2):
                attempt = Attempt(message, Deadline(30), Redactor())
                await wire.send(build_request({"method": method, "url": f"{url}/"}, {}), attempt)

    with raw_server(Idle(hangs_up())) as server:
        if method == "GET":
            asyncio.run(run(server.url))
        else:
            with pytest.raises(APIConnectionError, match="idle"):
                asyncio.run(run(server.url))

    assert len(server.requests) == (3 if method == "GET" else 2)


def test_closed_client_raises() -> None:
    """A closed client raises one of the package's errors."""

    async def run() -> None:
        async with coc.AsyncClient(base_url="http://127.0.0.1:9", token=TOKEN) as client:
            pass
        await client.get_script_job_statistics(ORDER)

    with coc.Client(base_url="http://127.0.0.1:9", token=TOKEN) as client:
        pass
    with pytest.raises(Error, match="closed"):
        client.get_script_job_statistics(ORDER)
    with pytest.raises(Error, match="closed"):
        asyncio.run(run())


class Contested(deque[Any]):
    """A deque whose last item another thread takes as soon as it was seen."""

    def pop(self) -> Any:  # type: ignore[override]
        self.clear()
        return super().pop()


def test_client_may_be_closed_while_threads_take_its_connections() -> None:
    """A connection that another thread takes meanwhile is not missed."""
    pool: Pool[Any] = Pool(lambda _: None)
    pool._idle["any"] = Contested(["connection"])  # type: ignore[index]  # noqa: SLF001
    pool.close()

    assert pool.is_closed


def test_asynchronous_client_needs_asyncio() -> None:
    """Without asyncio's event loop, such as under trio, the error says so."""

    async def call() -> None:
        async with coc.AsyncClient(base_url="http://127.0.0.1:9", token=TOKEN) as client:
            await client.get_script_job_statistics(ORDER)

    with pytest.raises(Error, match="need a running asyncio event loop"):
        call().send(None)


def test_each_thread_gets_its_own_response() -> None:
    """Threads that share a client do not mix up their responses."""

    def respond(request: Received) -> bytes:
        number = int(request.target.split("/")[5])
        return json_response({"data": {"total_instance": number, "execute_statistics": []}})

    def total(number: int) -> int:
        return client.get_script_job_statistics(str(number)).data.total_instance

    with (
        raw_server(responds(respond)) as server,
        coc.Client(base_url=server.url, token=TOKEN) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        assert list(pool.map(total, range(40))) == list(range(40))
