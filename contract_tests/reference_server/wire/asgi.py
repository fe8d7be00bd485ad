"""A handler as an ASGI application, within the limits of the gateway."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from contract_tests.reference_server.message import Handler, Request, Response
from contract_tests.reference_server.wire import limits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from contract_tests.reference_server.wire.access_log import AccessLog

LINGER = 2.0
"""Seconds to go on reading what a refused client still sends, so that it sees the response: a
connection closed with bytes unread is reset, and the response lost."""


def application(handler: Handler, log: AccessLog) -> Callable[..., Awaitable[None]]:
    """The ASGI application that responds as a handler does."""

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        began = time.perf_counter()
        response = _past_limits(scope) or await _respond(handler, scope, receive)
        if response is None:
            return
        if response.delay:
            await asyncio.sleep(response.delay)
        # A client that has gone is not the server's concern.
        with contextlib.suppress(OSError):
            await _send(response, send)
        client, seconds = (scope["client"] or "-")[0], time.perf_counter() - began
        log.write(client, f"{scope['method']} {_path(scope)}", response, seconds)
        if _closes(response):
            with contextlib.suppress(TimeoutError, OSError):
                await asyncio.wait_for(_rest(receive), LINGER)
            await send({"type": "http.response.body"})

    return asgi


async def _respond(handler: Handler, scope: Any, receive: Any) -> Response | None:
    """The handler's response; ``None`` if the client left before its request was whole."""
    try:
        body = await _body(receive)
    except ConnectionAbortedError:
        return None
    if body is None:
        return limits.body_too_large()
    try:
        return handler(_request(scope, body))
    except Exception:  # noqa: BLE001 (the client is told, and so is whoever runs this)
        traceback.print_exc(file=sys.stderr)
        return limits.crashed()


async def _send(response: Response, send: Any) -> None:
    content = response.content
    headers = [(name.encode(), value.encode()) for name, value in response.headers.items()]
    if response.status != 204:
        headers.append((b"Content-Length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": _closes(response)})


def _closes(response: Response) -> bool:
    """Whether a request was refused unread, so that its connection must close."""
    return response.headers.get("Connection") == "close"


async def _rest(receive: Callable[[], Awaitable[dict[str, Any]]]) -> None:
    """Read on to the end of a request that has its response, and forget it."""
    while (await _next(receive)).get("more_body"):
        pass


def _past_limits(scope: Any) -> Response | None:
    """Why a request is refused for the size of its head."""
    target = len(scope["raw_path"]) + len(scope["query_string"])
    if target > limits.TARGET_LIMIT:
        return limits.target_too_long()
    headers = sum(len(name) + len(value) + 4 for name, value in scope["headers"])
    if target + headers > limits.HEAD_LIMIT:
        return limits.headers_too_large()
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    return limits.body_too_large() if int(declared) > limits.BODY_LIMIT else None


async def _body(receive: Callable[[], Awaitable[dict[str, Any]]]) -> bytes | None:
    """The whole body, or ``None`` if it is too large."""
    body = bytearray()
    while True:
        event = await _next(receive)
        body += event.get("body", b"")
        if len(body) > limits.BODY_LIMIT:
            return None
        if not event.get("more_body"):
            return bytes(body)


async def _next(receive: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    event = await receive()
    if event["type"] == "http.disconnect":
        raise ConnectionAbortedError
    return event


def _path(scope: Any) -> str:
    """The undecoded path."""
    path: str = scope["raw_path"].decode("latin-1")
    # The absolute form of a request target, which every server must take (RFC 9112, 3.2.2).
    return path if path.startswith("/") else urlsplit(path).path or "/"


def _request(scope: Any, body: bytes) -> Request:
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
    )
    query = scope["query_string"].decode("latin-1")
    return Request(scope["method"], _path(scope), query, headers, body)
