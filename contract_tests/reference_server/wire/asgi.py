"""An ASGI application for a handler, with the limits of the gateway."""

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
"""Seconds to drain a rejected request, so that its client sees the response: closing a connection
with unread bytes resets it and loses the response."""


def application(handler: Handler, log: AccessLog) -> Callable[..., Awaitable[None]]:
    """The ASGI application of a handler."""

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        began = time.perf_counter()
        response = _past_limits(scope) or await _respond(handler, scope, receive)
        if response is None:
            return
        if response.delay:
            await asyncio.sleep(response.delay)
        # The client may have disconnected.
        with contextlib.suppress(OSError):
            await _send(response, scope["method"], send)
        client, seconds = (scope["client"] or "-")[0], time.perf_counter() - began
        log.write(client, f"{scope['method']} {_path(scope)}", response, seconds)
        if _closes(response):
            with contextlib.suppress(TimeoutError, OSError):
                await asyncio.wait_for(_drain(receive), LINGER)
            await send({"type": "http.response.body"})

    return asgi


async def _respond(handler: Handler, scope: Any, receive: Any) -> Response | None:
    """The response of the handler; ``None`` if the client disconnects before its request ends."""
    try:
        body = await _body(receive)
    except ConnectionAbortedError:
        return None
    if body is None:
        return limits.body_too_large()
    try:
        return handler(_request(scope, body))
    except Exception:  # noqa: BLE001 (reported to the client and on standard error)
        traceback.print_exc(file=sys.stderr)
        return limits.crashed()


async def _send(response: Response, method: str, send: Any) -> None:
    content = response.content
    headers = [(name.encode(), value.encode()) for name, value in response.headers.items()]
    # The response to a documented HEAD has no body, whose length is that of GET.
    if response.status != 204 and (content or method != "HEAD"):
        headers.append((b"Content-Length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": _closes(response)})


def _closes(response: Response) -> bool:
    """Whether a request was rejected unread, so that its connection must be closed."""
    return response.headers.get("Connection") == "close"


async def _drain(receive: Callable[[], Awaitable[dict[str, Any]]]) -> None:
    """Read and discard the rest of a request."""
    while (await _next(receive)).get("more_body"):
        pass


def _past_limits(scope: Any) -> Response | None:
    """The rejection of a request that is too large, by its head."""
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
    """The raw path."""
    path: str = scope["raw_path"].decode("latin-1")
    # Servers must accept the absolute form of a request target (RFC 9112, 3.2.2).
    return path if path.startswith("/") else urlsplit(path).path or "/"


def _request(scope: Any, body: bytes) -> Request:
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
    )
    query = scope["query_string"].decode("latin-1")
    return Request(scope["method"], _path(scope), query, headers, body)
