from __future__ import annotations

import io
import json
import logging
import re
import socket
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from contract_tests.reference_server import Access, ReferenceServer, background
from contract_tests.reference_server.wire.access_log import AccessLog
from contract_tests.reference_server.wire.limits import BODY_LIMIT, HEAD_LIMIT, TARGET_LIMIT
from contract_tests.tests.reference_server.support import KNOWN, ask, dialogue
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.reference_server import Request, Response

ACCESS = Access("Valid-Token-" + "0123456789" * 8, "Denied-Token-" + "0123456789" * 8)
SERVER = ReferenceServer(load_all().values(), ACCESS)
AUTH = f"Host: h\r\nX-Auth-Token: {ACCESS.token}\r\n".encode()
LAST = b"Connection: close\r\n\r\n"
LINE = f"GET {KNOWN} HTTP/1.1\r\n".encode()


@pytest.fixture(name="url", scope="module")
def _url() -> Iterator[str]:
    with background(SERVER) as base_url:
        yield base_url


def parsed(response: bytes) -> tuple[int, dict[str, str], Any]:
    """Status, headers and body of a single response."""
    head, _, content = response.partition(b"\r\n\r\n")
    line, *fields = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (field.split(": ", 1) for field in fields)}
    assert int(headers["content-length"]) == len(content)
    return int(line.split()[1]), headers, json.loads(content)


def test_keep_alive(url: str) -> None:
    """Requests on one connection, pipelined or not, are processed in order."""
    known = LINE + AUTH + b"\r\n"
    unknown = known.replace(b"SCT20", b"SCT19")

    together = dialogue(url, known, unknown, known + unknown + known + LINE + AUTH + LAST)

    statuses = [int(status) for status in re.findall(rb"HTTP/1.1 (\d+)", together)]
    assert statuses == [200, 404, 200, 404, 200, 200]


def test_half_closed(url: str) -> None:
    """A client that half-closes the connection still gets all its responses."""
    known = LINE + AUTH + b"\r\n"

    assert dialogue(url, known + known, shut=True).count(b"HTTP/1.1 200") == 2
    assert dialogue(url, known + LINE, shut=True).count(b"HTTP/1.1 200") == 1
    assert dialogue(url, LINE, shut=True) == b""
    assert dialogue(url, shut=True) == b""


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ([b"GET /" + b"a" * TARGET_LIMIT + b" HTTP/1.1\r\n", AUTH, b"\r\n"], 414, "APIGW.0201"),
        ([b"GET /?" + b"a" * 200_000], 414, "APIGW.0201"),
        ([LINE, AUTH, b"X: " + b"a" * HEAD_LIMIT, b"\r\n\r\n"], 494, "APIGW.0201"),
        ([LINE, AUTH, b"X: a\r\n" * 60_000, b"\r\n"], 494, "APIGW.0201"),
        (
            [LINE, AUTH, b"Content-Length: 5000000\r\n\r\n", b"a" * 5_000_000],
            413,
            "APIGW.0201",
        ),
        (
            [LINE, AUTH, b"Transfer-Encoding: chunked\r\n\r\n", b"80000\r\n" + b"a" * 0x80000]
            + [b"\r\n80000\r\n" + b"a" * 0x80000] * 4,
            413,
            "APIGW.0201",
        ),
        ([b"nonsense\r\n\r\n"], 400, "APIGW.0607"),
        ([LINE, b"\r\n"], 400, "APIGW.0607"),
        ([b"GET " + KNOWN.encode() + b"\x00 HTTP/1.1\r\n", AUTH, b"\r\n"], 400, "APIGW.0607"),
        ([LINE, AUTH, b"Content-Length: -1\r\n\r\n"], 400, "APIGW.0607"),
        ([LINE, AUTH, b"Transfer-Encoding: chunked\r\n\r\n", b"zz\r\n"], 400, "APIGW.0607"),
    ],
)
def test_limits(url: str, sent: list[bytes], status: int, code: str) -> None:
    """Large or malformed requests get the gateway's error, and the client receives it."""
    response = parsed(dialogue(url, *sent, shut=True))

    assert (status, code) == (response[0], response[2]["error_code"])
    assert response[1]["connection"] == "close"
    assert response[2]["request_id"] == response[1]["x-request-id"]


def test_just_within_the_limits(url: str) -> None:
    """A query, a header and a body just within the limits are accepted."""
    query = LINE.replace(b" HTTP", b"?" + b"a" * (TARGET_LIMIT - len(KNOWN)) + b" HTTP")
    header = b"X: " + b"a" * (HEAD_LIMIT - 400) + b"\r\n"
    body = f"Content-Length: {BODY_LIMIT}\r\n".encode()

    assert parsed(dialogue(url, query + AUTH + LAST))[0] == 200
    assert parsed(dialogue(url, LINE + AUTH + header + LAST))[0] == 200
    assert parsed(dialogue(url, LINE + AUTH + body + LAST + b"a" * BODY_LIMIT))[0] == 200


def test_expect_continue(url: str) -> None:
    """With Expect: 100-continue, a body that is too large is rejected before it is sent."""
    asks = b"Expect: 100-continue\r\nContent-Length: %d\r\n"

    rejected = dialogue(url, LINE + AUTH + asks % (BODY_LIMIT + 1) + LAST, shut=True)
    accepted = dialogue(url, LINE + AUTH + asks % 1 + LAST, b"a")

    assert rejected.startswith(b"HTTP/1.1 413")
    assert accepted.startswith(b"HTTP/1.1 100 ")
    assert b"HTTP/1.1 200 " in accepted


@pytest.mark.parametrize("path", [KNOWN, KNOWN + "x", KNOWN.replace("SCT20", "SCT19"), "/" * 9000])
def test_head(url: str, path: str) -> None:
    """HEAD is GET without the body, whatever the status."""
    get, head = (ask(url, path, token=ACCESS.token, method=method) for method in ("GET", "HEAD"))

    assert head[2] == b""
    assert get[0] == head[0]
    varying = {"date", "x-request-id"}
    assert {name: get[1][name] for name in get[1] if name not in varying} == {
        name: head[1][name] for name in head[1] if name not in varying
    }


def test_absolute_form(url: str) -> None:
    """A request target may be in absolute form."""
    line = LINE.replace(b"GET ", b"GET http://user:password@elsewhere")

    assert parsed(dialogue(url, line + AUTH + LAST))[0] == 200


def test_log() -> None:
    """Each request is one line: when, who, what, status, size, time and request id."""
    log = io.StringIO()
    with background(SERVER, AccessLog(log)) as url:
        status, headers, body = ask(url, KNOWN + "?any=thing", token=ACCESS.token)

    assert status == 200
    assert re.fullmatch(
        rf'\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ 127\.0\.0\.1 "GET {KNOWN}" 200 {len(body)} '
        rf"\d+\.\dms {headers['x-request-id']}\n",
        log.getvalue(),
    )


def test_the_log_has_no_secrets() -> None:
    """Neither queries nor headers are logged, nor a token in place of an id."""
    log, token = io.StringIO(), ACCESS.token
    in_path = KNOWN.replace("SCT2023083109562601af694bf", token)
    with background(SERVER, AccessLog(log)) as url:
        for path in (f"{KNOWN}?token={token}", f"{KNOWN}?{token}", in_path, f"/{token}/x"):
            ask(url, path, token=token, Authorization=token, Cookie=token)
        line = f"GET http://{token}@h/ HTTP/1.1\r\n".encode()
        dialogue(url, line + AUTH + LAST)
        dialogue(url, token.encode() + b"\r\n\r\n", shut=True)

    assert log.getvalue().count("\n") == 6
    assert token not in log.getvalue()


def test_nothing_else_is_logged(
    url: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Malformed requests and disconnecting clients cause no other output."""
    parts = urlsplit(url)
    dialogue(url, b"nonsense\r\n\r\n", shut=True)
    dialogue(url, LINE + AUTH + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", shut=True)
    dialogue(url, LINE + AUTH + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\nab", shut=True)
    for _ in range(20):
        with socket.create_connection((str(parts.hostname), parts.port or 80)) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            sock.sendall(LINE + AUTH + b"\r\n")
    ask(url, KNOWN)

    assert capfd.readouterr() == ("", "")
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_failing_handler(capfd: pytest.CaptureFixture[str]) -> None:
    """An exception in the handler becomes a 500, is logged, and the connection stays open."""

    def fail(_: Request) -> Response:
        raise RuntimeError("on purpose")

    with background(fail) as base_url:
        twice = dialogue(base_url, LINE + AUTH + b"\r\n" + LINE + AUTH + LAST)

    assert twice.count(b"HTTP/1.1 500") == 2
    assert b"on purpose" not in twice
    assert capfd.readouterr().err.count("RuntimeError: on purpose") == 2


def test_stopping_is_prompt() -> None:
    """Idle connections do not delay the shutdown."""
    before = set(threading.enumerate())
    with background(SERVER) as base_url:
        parts = urlsplit(base_url)
        sock = socket.create_connection((str(parts.hostname), parts.port or 80))
        sock.sendall(LINE + AUTH + b"\r\n")
        received = b""
        while not received.endswith(b"]}}"):
            received += sock.recv(10_000)
    with sock:
        assert sock.recv(1) == b""
    assert set(threading.enumerate()) <= before
