"""Responses with valid content that violate HTTP."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

from contract_tests.faults import wire
from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from contract_tests.faults.wire import Exchange, Message

WIRE = Category("wire")


def _chunks(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content)


def _chunked(message: Message, content: bytes) -> None:
    message.without("Content-Length")
    message.set("Transfer-Encoding", "chunked")
    message.content = content


def _short(message: Message) -> None:
    message.set("Content-Length", str(len(message.content) + 10))
    message.set("Connection", "close")


def _long(message: Message) -> None:
    message.content += b"\r\n\r\n<!-- served by node 7 -->"


def _gzip_plain(message: Message) -> None:
    message.set("Content-Encoding", "gzip")


def _compressed(message: Message, coding: str, content: bytes) -> None:
    message.content = content
    message.set("Content-Length", str(len(content)))
    message.set("Content-Encoding", coding)


def _chunked_with_length(message: Message) -> None:
    _chunked(message, _chunks(message.content))
    message.set("Content-Length", "3")


def _gzip_undeclared(message: Message) -> None:
    _compressed(message, "", gzip.compress(message.content))
    message.without("Content-Encoding")


def _headers(*added: tuple[str, str]) -> wire.Sender:
    return wire.changed(lambda message: message.headers.extend(added))


def _start(line: str) -> wire.Sender:
    return wire.changed(lambda message: setattr(message, "start", line))


for _name, _sentence, _send in (
    (
        "chunk-size-wrong",
        "A chunk size is not a number.",
        wire.changed(lambda m: _chunked(m, b"zz\r\n" + m.content + b"\r\n0\r\n\r\n")),
    ),
    (
        "chunk-too-long",
        "A chunk is longer than its size.",
        wire.changed(
            lambda m: _chunked(m, b"%x\r\n%s\r\n0\r\n\r\n" % (len(m.content) - 5, m.content))
        ),
    ),
    (
        "chunk-twice-the-length",
        "A chunked response also has an incorrect Content-Length.",
        wire.changed(_chunked_with_length),
    ),
    ("gzip-declared-plain", "Content-Encoding is gzip, but the body is not compressed.",
     wire.changed(_gzip_plain)),
    (
        "gzip-cut-short",
        "The gzip stream is truncated.",
        wire.changed(lambda m: _compressed(m, "gzip", gzip.compress(m.content)[:-12])),
    ),
    (
        "gzip-declared-deflate",
        "Content-Encoding is gzip, but the body is deflate.",
        wire.changed(lambda m: _compressed(m, "gzip", zlib.compress(m.content))),
    ),
    (
        "gzip-undeclared",
        "The body is gzip without Content-Encoding.",
        wire.changed(_gzip_undeclared),
    ),
    (
        "gzip-twice",
        "The body is compressed twice, but Content-Encoding says once.",
        wire.changed(lambda m: _compressed(m, "gzip", gzip.compress(gzip.compress(m.content)))),
    ),
    ("garbage-status-line", "The status line is garbage.", _start("HELO statistics ready")),
    ("status-not-a-number", "The status is not a number.", _start("HTTP/1.1 OK OK")),
    ("status-of-two-digits", "The status has two digits.", _start("HTTP/1.1 20 OK")),
    ("status-of-four-digits", "The status has four digits.", _start("HTTP/1.1 2000 OK")),
    (
        "length-not-a-number",
        "Content-Length is not a number.",
        wire.changed(lambda m: m.set("Content-Length", "many")),
    ),
    (
        "length-negative",
        "Content-Length is negative.",
        wire.changed(lambda m: m.set("Content-Length", "-1")),
    ),
    ("length-twice", "There are two different Content-Length headers.",
     _headers(("Content-Length", "7"))),
    ("request-id-twice", "There are two different X-Request-Id headers.",
     _headers(("X-Request-Id", "0" * 32))),
    ("header-without-colon", "A header line has no colon.",
     wire.changed(lambda m: setattr(m, "start", m.start + "\r\nX-Broken"))),
    ("short-body", "The body is shorter than Content-Length, and the connection closes.",
     wire.changed(_short, close=True)),
    ("long-body", "The body is longer than Content-Length.",
     wire.changed(_long, close=True)),
    ("chunks-without-end", "A chunked response ends without the last chunk.",
     wire.changed(lambda m: _chunked(m, _chunks(m.content)[:-5]), close=True)),
    ("header-name-with-space", "A header name contains a space.", _headers(("X Broken", "yes"))),
):  # fmt: skip
    WIRE.register(_name, _sentence, _send)


@WIRE.variant
async def head_with_body(exchange: Exchange) -> None:
    """HEAD gets a body, which is read as the next response."""
    message = exchange.message()
    message.content = exchange.response.content
    await exchange.send(message)


@WIRE.variant
async def header_injected(exchange: Exchange) -> None:
    """A line break in an id injects a header."""
    message = exchange.message()
    if "%0d%0a" in exchange.request.path.lower():
        message.headers.append(("X-Order", "SCT\r\nX-Injected: yes"))
    await exchange.send(message)


@WIRE.variant
async def token_header_in_one_case(exchange: Exchange) -> None:
    """The token is not found if its header name is in lower case."""
    message = exchange.message()
    if exchange.is_success and b"\r\nx-auth-token:" in exchange.raw:
        message.start = "HTTP/1.1 401 Unauthorized"
        message.content = b'{"error_code": "APIGW.0301", "error_msg": "x-auth-token not found"}'
        message.set("Content-Length", str(len(message.content)))
    await exchange.send(message)
