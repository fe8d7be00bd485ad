"""How the client gets to a server: connections, proxies, certificates, transports of one's own."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from huaweicloud_statistics import (
    APIConnectionError,
    APITimeoutError,
    ArgumentError,
    ContractError,
    Error,
    coc,
)
from huaweicloud_statistics._runtime.deadline import Deadline
from huaweicloud_statistics._runtime.http.message import Message
from huaweicloud_statistics._runtime.http.wire import AsyncWire, Attempt, SyncWire
from huaweicloud_statistics._runtime.redaction import Redactor

from contract_tests.tests.client.support import (
    FINE,
    ORDER,
    STATISTICS,
    TOKEN,
    hangs_up,
    replies,
    responds,
)
from contract_tests.tests.raw_server import json_response, raw_server, response

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.tests.client.support import Statistics
    from contract_tests.tests.raw_server import Exchange, Received


def refusing() -> str:
    """A URL where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_refused_connection(statistics: Statistics, pauses: list[float]) -> None:
    """Where nobody listens, the connection fails; a server that is being restarted is awaited."""
    with pytest.raises(APIConnectionError) as caught:
        statistics(refusing(), max_retries=4)

    assert not isinstance(caught.value, APITimeoutError)
    assert len(pauses) == 4


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1", b"nonsense\r\n\r\n"])
def test_no_http_response_is_a_failed_connection(statistics: Statistics, sent: bytes) -> None:
    """A server that hangs up, or speaks something else, has not responded."""
    with raw_server(hangs_up(sent)) as server, pytest.raises(APIConnectionError):
        statistics(server.url, max_retries=0)


class Idle:
    """A server that closes a connection when a second request comes on it, as an idle one."""

    def __init__(self, end: Callable[[Exchange], None]) -> None:
        self._end = end
        self._connection = threading.local()  # the server has a thread for each

    def __call__(self, exchange: Exchange) -> None:
        if hasattr(self._connection, "used"):
            self._end(exchange)
        else:
            self._connection.used = True
            exchange.send(FINE)


def reset(exchange: Exchange) -> None:
    exchange.reset()


def close(exchange: Exchange) -> None:
    exchange.close()


def break_off(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 2")
    exchange.close()


def calls(client_class: type[Any], url: str, count: int, **options: Any) -> list[Any]:
    """The results of some calls, one after the other, of one client."""
    if client_class is coc.Client:
        with coc.Client(base_url=url, token=TOKEN, **options) as client:
            return [client.get_script_job_statistics(ORDER) for _ in range(count)]

    async def run() -> list[Any]:
        async with coc.AsyncClient(base_url=url, token=TOKEN, **options) as client:
            return [await client.get_script_job_statistics(ORDER) for _ in range(count)]

    return asyncio.run(run())


@pytest.mark.parametrize("end", [close, reset])
def test_stale_connection_costs_no_attempt(
    client_class: type[Any], end: Callable[[Exchange], None]
) -> None:
    """A request on a connection that the server has closed for idleness is sent on a new one."""
    with raw_server(Idle(end)) as server:
        got = calls(client_class, server.url, 3, max_retries=0)

    assert [result.to_dict() for result in got] == [STATISTICS] * 3
    assert len(server.requests) == 5
    assert server.connections == 3


def test_connection_that_broke_amid_a_response_is_not_stale(client_class: type[Any]) -> None:
    """Once a byte of the response has come, sending the request again is a retry."""
    with raw_server(Idle(break_off)) as server, pytest.raises(APIConnectionError):
        calls(client_class, server.url, 2, max_retries=0)

    assert len(server.requests) == 2


def test_new_connection_that_breaks_is_not_stale(client_class: type[Any]) -> None:
    """Only a connection that has carried a response before can have been idle."""
    with raw_server(hangs_up()) as server, pytest.raises(APIConnectionError):
        calls(client_class, server.url, 1, max_retries=0)

    assert len(server.requests) == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE"])
def test_only_reads_are_repeated_on_a_new_connection(client_class: type[Any], method: str) -> None:
    """What changes something might be done twice, so that is for the caller to decide."""
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
                await wire.send(wire.http.build_request(method, url), attempt)

    with raw_server(Idle(close)) as server:
        if method in {"GET", "HEAD"}:
            asyncio.run(run(server.url))
        else:
            with pytest.raises(APIConnectionError, match="idle"):
                asyncio.run(run(server.url))

    assert len(server.requests) == (3 if method in {"GET", "HEAD"} else 2)


def test_closed_client_raises() -> None:
    """After its block, a client refuses calls by an error of the package."""
    with coc.Client(base_url="http://127.0.0.1:9", token=TOKEN) as client:
        pass

    with pytest.raises(Error, match="closed"):
        client.get_script_job_statistics(ORDER)


def test_closed_asynchronous_client_raises() -> None:
    """As the synchronous one."""

    async def run() -> None:
        async with coc.AsyncClient(base_url="http://127.0.0.1:9", token=TOKEN) as client:
            pass
        await client.get_script_job_statistics(ORDER)

    with pytest.raises(Error, match="closed"):
        asyncio.run(run())


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


def echo(request: httpx.Request) -> httpx.Response:
    """A transport's response, which tells what it was asked."""
    body = {**STATISTICS, "asked": [str(request.url), request.headers["X-Auth-Token"]]}
    return httpx.Response(200, json=body)


@pytest.mark.parametrize("option", ["transport", "http_client"])
def test_transport_and_client_may_be_the_callers(option: str) -> None:
    """Either is used as it is; a client of the caller's stays open, and redirects nobody."""
    transport = httpx.MockTransport(echo)
    client = httpx.Client(transport=transport, follow_redirects=True, auth=("user", "secret"))
    given: dict[str, Any] = {"transport": transport, "http_client": client}

    with coc.Client(region="cn-north-4", token=TOKEN, **{option: given[option]}) as mine:
        got = mine.get_script_job_statistics("SCT1")

    url = "https://coc.myhuaweicloud.com/v1/job/script/orders/SCT1/statistics"
    assert got["asked"] == [url, TOKEN]
    assert not client.is_closed
    client.close()


def test_asynchronous_client_may_be_the_callers() -> None:
    """As the synchronous one."""

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(echo)) as client:
            async with coc.AsyncClient(
                region="cn-north-4", token=TOKEN, http_client=client
            ) as mine:
                assert TOKEN in (await mine.get_script_job_statistics("SCT1"))["asked"]
            assert not client.is_closed

    asyncio.run(run())


def test_callers_client_does_not_carry_the_token_elsewhere() -> None:
    """Even a client that follows redirects is kept from it, for the token would go along."""
    with (
        raw_server(replies(FINE)) as other,
        raw_server(replies(response(302, b"", Location=other.url))) as server,
        httpx.Client(follow_redirects=True) as client,
        pytest.raises(ContractError),
    ):
        calls(coc.Client, server.url, 1, http_client=client)
    assert not other.requests


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        (coc.Client, {"http_client": httpx.AsyncClient()}, "http_client must be an httpx.Client"),
        (coc.AsyncClient, {"http_client": 5}, "http_client must be an httpx.AsyncClient"),
        (coc.Client, {"transport": 5}, "transport must be an httpx.BaseTransport"),
        (
            coc.Client,
            {"http_client": httpx.Client(), "proxy": "http://a"},
            "http_client cannot be combined with transport, proxy or ca_bundle",
        ),
        (
            coc.Client,
            {"transport": httpx.MockTransport(echo), "proxy": "http://a"},
            "transport cannot be combined with proxy or ca_bundle",
        ),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    kind: type[Any], options: dict[str, Any], message: str
) -> None:
    """A client or transport of the wrong kind, or with options that it would not heed."""
    with pytest.raises(ArgumentError, match=message):
        kind(region="cn-north-4", token=TOKEN, **options)


def test_proxy_is_used_where_it_is_passed(statistics: Statistics) -> None:
    """A proxy that was passed is gone through, to this machine too."""
    with raw_server(replies(FINE)) as proxy:
        statistics("http://127.0.0.1:9", proxy=proxy.url)

    assert proxy.requests[0].target.startswith("http://127.0.0.1:9/v1/job/")


def test_environments_proxy_is_used_for_others_only(
    statistics: Statistics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment's proxy and its exceptions count, but not for this machine."""
    with raw_server(replies(FINE)) as proxy, raw_server(replies(FINE)) as server:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.setenv(name, "skip.invalid")
        statistics("http://fleet.invalid")
        statistics(server.url)
        with pytest.raises(APIConnectionError):
            statistics("http://skip.invalid", max_retries=0)

    assert [one.target.split("/v1")[0] for one in proxy.requests] == ["http://fleet.invalid"]
    assert len(server.requests) == 1


@pytest.mark.parametrize("proxy", ["nonsense://u:hunter2@h", "http://u:hunter2@h:port"])
def test_unusable_proxy_is_refused_without_showing_it(client_class: type[Any], proxy: str) -> None:
    """Its URL may hold a password."""
    with pytest.raises(APIConnectionError, match="proxy") as caught:
        client_class(region="cn-north-4", token=TOKEN, proxy=proxy)

    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_certificates_may_be_the_callers(client_class: type[Any], tmp_path: Path) -> None:
    """An SSL context is taken as it is; a file must have certificates."""
    client_class(region="cn-north-4", token=TOKEN, ca_bundle=ssl.create_default_context())
    (tmp_path / "empty.pem").touch()

    for name in ("empty.pem", "missing.pem"):
        with pytest.raises(APIConnectionError, match="ca_bundle"):
            client_class(region="cn-north-4", token=TOKEN, ca_bundle=tmp_path / name)
