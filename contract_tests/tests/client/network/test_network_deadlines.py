"""A call never exceeds its timeout, whatever part of the network stalls.

As in `test_deadlines`, a call that did not end by its timeout would not end within the test's.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from huaweicloud_statistics import APIConnectionError, APITimeoutError, coc
from huaweicloud_statistics._runtime.network.asyncio_sockets import AsyncStream

from contract_tests.tests.client.calling import FINE, ORDER, STATISTICS, TOKEN, both_kinds, replies
from contract_tests.tests.client.endless import HEAD, LONG_BODY, drips, holds
from contract_tests.tests.client.listening import listening
from contract_tests.tests.raw_server import TLS, raw_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.tests.client.calling import Behaviour, Call, Statistics
    from contract_tests.tests.raw_server import Exchange

pytestmark = pytest.mark.slow

TIMEOUT = 0.5
BRIEF: dict[str, Any] = {"timeout": TIMEOUT, "max_retries": 0}


@contextmanager
def silent_address() -> Iterator[tuple[str, int]]:
    """An address that accepts no connection: its backlog stays full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = []
        try:
            for _ in range(8):
                client = socket.socket()
                client.setblocking(False)
                client.connect_ex(address)
                waiting.append(client)
            yield address
        finally:
            for client in waiting:
                client.close()


@contextmanager
def dripping_port(part: bytes, start: bytes = b"") -> Iterator[int]:
    """A port that sends the same bytes repeatedly on every connection."""
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(start)
        while not over.wait(0.01):
            connection.sendall(part)

    with listening(drip) as port:
        try:
            yield port
        finally:
            over.set()


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: tuple[str, int]) -> None:
    """Resolve every name to these addresses."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


@both_kinds
def test_silent_addresses_share_it(statistics: Statistics, monkeypatch: pytest.MonkeyPatch) -> None:
    """The timeout covers all attempts at a thousand unresponsive addresses."""
    with silent_address() as address:
        resolve_to(monkeypatch, *[address] * 1000)
        with pytest.raises(APITimeoutError, match=r"in 0\.5 s"):
            statistics("http://many.test", **BRIEF)


@both_kinds
def test_address_behind_silent_ones_is_reached(
    statistics: Statistics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unresponsive and refused addresses delay the next attempt only briefly."""
    with (
        raw_server(replies(FINE)) as server,
        silent_address() as silent,
        socket.socket() as refusing,
    ):
        refusing.bind(("127.0.0.1", 0))
        port = int(server.url.rpartition(":")[2])
        resolve_to(monkeypatch, silent, silent, refusing.getsockname(), ("127.0.0.1", port))
        assert statistics("http://some.test", max_retries=0).to_dict() == STATISTICS


@both_kinds
def test_slow_lookup_ends_with_it(statistics: Statistics, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow DNS lookup is abandoned, even when the event loop ends."""
    over = threading.Event()
    resolve = socket.getaddrinfo

    def look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if host == "slow.test":
            over.wait()
            raise socket.gaierror(socket.EAI_AGAIN, "no such name")
        return resolve(host, *arguments, **options)

    before = set(threading.enumerate())
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    try:
        for _ in range(3):
            with pytest.raises(APITimeoutError, match=r"in 0\.5 s"):
                statistics("http://slow.test", **BRIEF)
        assert len(set(threading.enumerate()) - before) <= 1
    finally:
        over.set()
        for lookup in set(threading.enumerate()) - before:
            lookup.join(30)


@both_kinds
@pytest.mark.parametrize("part", [b"", b"\0"], ids=["silent", "dripping"])
def test_handshake_ends_with_it(statistics: Statistics, part: bytes) -> None:
    """Neither a silent server nor trickling TLS records exceed the timeout."""
    hello = b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03"
    with (
        dripping_port(part, hello if part else b"") as port,
        pytest.raises(APITimeoutError, match=r"in 0\.5 s"),
    ):
        statistics(f"https://127.0.0.1:{port}", ca_bundle=TLS / "ca.pem", **BRIEF)


@both_kinds
@pytest.mark.parametrize("part", [b"", b"HTTP/1.1 200 OK\r\nX-A: b"])
@pytest.mark.parametrize("url", ["http://fleet.test", "https://fleet.test"])
def test_proxy_ends_with_it(statistics: Statistics, url: str, part: bytes) -> None:
    """Nor does a slow proxy, whether it forwards or tunnels."""
    with dripping_port(part) as port, pytest.raises(APITimeoutError, match=r"in 0\.5 s"):
        statistics(url, proxy=f"http://127.0.0.1:{port}", ca_bundle=TLS / "ca.pem", **BRIEF)


@both_kinds
@pytest.mark.parametrize("start", [b"\x05\x00", b"\x05\x02\x01\x00"])
@pytest.mark.parametrize("part", [b"", b"\x05"])
def test_socks_proxy_ends_with_it(statistics: Statistics, start: bytes, part: bytes) -> None:
    """Nor does a silent or malformed SOCKS proxy."""
    with dripping_port(part, start) as port, pytest.raises(APIConnectionError):
        statistics("http://fleet.test", proxy=f"socks5://u:p@127.0.0.1:{port}", **BRIEF)


def test_reading_what_has_come_lets_the_event_loop_go_on() -> None:
    """The deadline is checked even while a server sends many small chunks."""

    async def run() -> list[int]:
        ticks: list[int] = []
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        with ours, theirs:
            stream = AsyncStream(ours, "test")
            stream.flow.received += b"x" * (64 * 1024)
            while stream.flow.received:
                loop.call_soon(ticks.append, len(stream.flow.received))
                await stream.read(64 * 1024)
            stream.abort()
        return ticks

    assert asyncio.run(run()) == [64 * 1024, 48 * 1024, 32 * 1024, 16 * 1024]


@both_kinds
@pytest.mark.parametrize("own", ["http_client", "transport"])
@pytest.mark.parametrize(
    "behave",
    [
        holds(),
        drips(HEAD, b"X-A: b\r\n"),
        drips(LONG_BODY, b" "),
    ],
    ids=["silent", "headers", "body"],
)
def test_callers_own_client_is_held_to_it(call: Call, behave: Behaviour, own: str) -> None:
    """The timeout applies to the caller's HTTP client, whose own timeouts are per read."""
    is_async = "async" in getattr(call, "__name__", "")
    kinds: Any = {
        "http_client": httpx.AsyncClient if is_async else httpx.Client,
        "transport": httpx.AsyncHTTPTransport if is_async else httpx.HTTPTransport,
    }
    options: dict[str, Any] = {"token": TOKEN, own: kinds[own](), **BRIEF}
    with raw_server(behave) as server, pytest.raises(APITimeoutError, match=r"in 0\.5 s"):
        call(coc, "get_script_job_statistics", ORDER, base_url=server.url, **options)


def test_call_that_waits_for_its_turn_says_so() -> None:
    """With a hundred requests in flight, the error says that the call was not sent."""
    over = threading.Event()

    def behave(exchange: Exchange) -> None:
        while not (over.is_set() or exchange.stopped.wait(0.01)):
            pass
        exchange.send(FINE)

    with (
        raw_server(behave) as server,
        coc.Client(base_url=server.url, token=TOKEN, timeout=60) as client,
        ThreadPoolExecutor(100) as pool,
    ):
        for _ in range(100):
            pool.submit(client.get_script_job_statistics, ORDER)
        server.wait_for_requests(100)
        try:
            with pytest.raises(APITimeoutError, match="not sent: 100 requests were in flight"):
                client.get_script_job_statistics(ORDER, timeout=TIMEOUT)
        finally:
            over.set()


def test_task_that_waits_for_its_turn_says_so() -> None:
    """The same for tasks."""

    async def run(url: str) -> None:
        async with coc.AsyncClient(base_url=url, token=TOKEN, timeout=60) as client:
            calls = [
                asyncio.ensure_future(client.get_script_job_statistics(ORDER)) for _ in range(100)
            ]
            await asyncio.to_thread(server.wait_for_requests, 100)
            with pytest.raises(APITimeoutError, match="not sent: 100 requests were in flight"):
                await client.get_script_job_statistics(ORDER, timeout=TIMEOUT)
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)

    with raw_server(holds()) as server:
        asyncio.run(run(server.url))
