from __future__ import annotations

import errno
import threading
import zlib
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.errors import TargetError, UndecidableError
from contract_tests.conformance.requests.probes.probe import Probe
from contract_tests.conformance.requests.transport.budget import Budget
from contract_tests.conformance.requests.transport.connections import Connections
from contract_tests.conformance.requests.transport.guard import guard_of
from contract_tests.conformance.requests.transport.message import HttpRequest, HttpResponse
from contract_tests.conformance.requests.transport.service import Service
from contract_tests.conformance.target import Target
from contract_tests.tests.raw_server import Exchange, raw_server, response
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Callable

OK = response(200, b"{}")


def exchange(origin: str, timeout: float = 10.0, target: str = "/") -> HttpResponse:
    """Send one GET."""
    with closing(Connections(Target(origin), timeout)) as connections:
        return connections.exchange(HttpRequest("GET", origin + target, {"X-A": "b"}))


def test_response() -> None:
    """A response has all its headers, repeated ones too, and its decoded body."""
    sent = (
        b"HTTP/1.1 404 X\r\nA: 1\r\na: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    )
    with raw_server(lambda exchange: exchange.send(sent)) as server:
        received = exchange(server.url, target="/a%2Fb/../c?d")

    assert (received.status, received.values("A"), received.body) == (404, ["1", "2"], b"{}")
    assert server.requests[0].target == "/a%2Fb/../c?d"
    assert server.requests[0].headers["x-a"] == "b"


@pytest.mark.parametrize(("coding", "wbits"), [("gzip", 31), ("deflate", 15)])
def test_chunked_encoded_response(coding: str, wbits: int) -> None:
    """A body that was compressed while it was sent, as by a proxy, is decoded."""
    packer = zlib.compressobj(wbits=wbits)
    packed = packer.compress(b'{"a": 1}') + packer.flush()
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in packed)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nTransfer-Encoding: chunked\r\n\r\n"
    with raw_server(
        lambda exchange: exchange.send(head.encode() + chunks + b"0\r\n\r\n")
    ) as server:
        assert exchange(server.url).body == b'{"a": 1}'


def drip(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\nX: ")
    exchange.send_forever(b"x", 0.05)


@pytest.mark.parametrize("behave", [drip, Exchange.hold])
def test_late_response(behave: Callable[[Exchange], None]) -> None:
    """A response that is slow or stalls is abandoned at the limit."""
    with raw_server(behave) as server:
        received = exchange(server.url, timeout=0.3)

    assert received.late
    assert received.fault == "no complete response within 0.3 s"


def test_interim_responses() -> None:
    """Interim responses are skipped."""
    interim = (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n")
    with raw_server(lambda exchange: exchange.send(*interim, *interim, OK)) as server:
        request = HttpRequest("GET", f"{server.url}/")
        with closing(Connections(Target(server.url))) as connections:
            statuses = [connections.exchange(request).status for _ in range(3)]

    assert statuses == [200, 200, 200]
    assert server.connections == 1


@pytest.mark.parametrize(
    ("first", "part"),
    [
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1", b";x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536),
    ],
    ids=["103", "header", "chunk-extension", "no-length"],
)
def test_endless_response(first: bytes, part: bytes) -> None:
    """An endless response is abandoned at the size limit, long before the time limit."""

    def behave(exchange: Exchange) -> None:
        exchange.send(first)
        exchange.send_forever(part)

    with raw_server(behave) as server:
        received = exchange(server.url, timeout=60)

    assert (received.status, received.late) == (0, False)
    assert received.fault


def test_large_headers() -> None:
    """A response with excessive headers is abandoned."""
    headers = {f"X_{number}": "y" * 60_000 for number in range(9)}
    with raw_server(lambda exchange: exchange.send(response(200, b"", **headers))) as server:
        assert exchange(server.url).fault == "headers of more than 262144 bytes"


def test_decompression_bomb() -> None:
    """A decompression bomb is abandoned at the limit."""
    packer = zlib.compressobj(wbits=31)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    with raw_server(
        lambda exchange: exchange.send(response(200, packed, Content_Encoding="gzip"))
    ) as server:
        received = exchange(server.url, timeout=60)

    assert received.fault == "a body of more than 16777216 bytes"


def test_redirects_are_not_followed() -> None:
    """A redirect is a response like any other."""
    with raw_server(lambda exchange: exchange.send(response(302, Location="/"))) as server:
        assert exchange(server.url).status == 302

    assert len(server.requests) == 1


def test_late_connections_are_broken_off() -> None:
    """After its deadline, nothing more of a response is received."""
    gone = threading.Event()

    def behave(exchange: Exchange) -> None:
        try:
            exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n")
            exchange.send_forever(b"x", 0.01)
        except OSError:
            gone.set()

    with raw_server(behave) as server:
        assert exchange(server.url, timeout=0.3).late
        assert gone.wait(30)


@pytest.mark.parametrize("value", ["a\nb", "a\r\nb: c", "\u6d4b"])
def test_unsendable_requests(value: str) -> None:
    """Requests that HTTP cannot represent are not sent, and not counted against the server."""
    with raw_server(lambda exchange: exchange.send(OK)) as server:
        connections = Connections(Target(server.url))
        header = connections.exchange(HttpRequest("GET", f"{server.url}/", {"X": value}))
        path = connections.exchange(HttpRequest("GET", f"{server.url}/{value}"))
        connections.close()

    assert (header.withheld, path.withheld) == (True, True)
    assert not any(value in request.target for request in server.requests)


def test_cookies() -> None:
    """The server's cookies are not stored, and the target's are kept."""
    contract = load_all()["roma"]
    with raw_server(
        lambda exchange: exchange.send(response(200, b"{}", Set_Cookie="session=of-the-server"))
    ) as server:
        target = Target(server.url, headers={"cookie": "own=1"})
        guard = guard_of([contract], [server.url])
        service = Service(contract, target, Budget(10, 60, None), guard)
        path = {"project_id": "p", "instance_id": "i"}
        probes = [Probe(path), Probe(path, headers={"Cookie": "more=2"}), Probe(path)]
        probes.append(Probe(path, credentials={"COOKIE": "X-Auth-Token=3"}))
        for probe in probes:
            service.send(contract.operations[0], probe)

    cookies = [request.headers["cookie"] for request in server.requests]
    assert cookies == ["own=1", "own=1; more=2", "own=1", "own=1; X-Auth-Token=3"]


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"HTTP/1.1 OK OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    ],
    ids=["nothing", "status-line", "short", "chunk", "gzip"],
)
def test_malformed_response(sent: bytes) -> None:
    """A malformed response is neither a response nor a failed connection."""

    def behave(exchange: Exchange) -> None:
        exchange.send(sent)
        exchange.close()

    with raw_server(behave) as server:
        received = exchange(server.url)

    assert (received.status, received.unreachable, received.late) == (0, False, False)
    assert received.fault


def test_undecodable_body() -> None:
    """A body that contradicts its Content-Encoding is reported as such."""
    plain = response(200, b"{}", Content_Encoding="gzip")
    with raw_server(lambda exchange: exchange.send(plain)) as server:
        fault = exchange(server.url).fault

    assert fault.startswith("the body is not encoded as declared: Error -3 while decompressing")


@pytest.mark.parametrize("proxy", [None, "http://127.0.0.1:9"], ids=["server", "proxy"])
def test_unreachable(proxy: str | None) -> None:
    """A failed connection is distinguished, with the reason."""
    target = Target("http://127.0.0.1:9", proxy=proxy)

    received = Connections(target).exchange(HttpRequest("GET", f"{target.base_url}/"))

    assert received.unreachable
    assert "refused" in received.fault


@pytest.mark.parametrize(
    "proxy",
    ["socks5://u:s3cret-word@127.0.0.1:9", "http://u:s3cret-word@[::1", "http://h:s3cret-word"],
)
def test_unusable_proxy(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An invalid proxy in the environment is rejected without being shown."""
    monkeypatch.setenv("all_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")

    with pytest.raises(TargetError) as refusal:
        Connections(Target("http://example.invalid"))

    assert "the proxy that the environment names for http must be" in str(refusal.value)
    assert "s3cret" not in str(refusal.value)


def test_environment_stays_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server on this machine is reached directly, despite a proxy in the environment."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with raw_server(lambda exchange: exchange.send(OK)) as server:
        assert exchange(server.url).status == 200


def test_this_machine_is_short_of_something(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exhausted local resources are not counted against the server."""

    def connect(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)

    with pytest.raises(
        UndecidableError, match=r"this machine cannot open another connection: Too many open files"
    ):
        exchange("http://127.0.0.1:9")
