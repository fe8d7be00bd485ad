"""The server on the wire: any handler under uvicorn, which leaves the raw path alone."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import uvicorn

from contract_tests.reference_server import limits
from contract_tests.reference_server.log import AccessLog
from contract_tests.reference_server.message import Answer, Handler, Request
from contract_tests.reference_server.protocol import LINGER, protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

KEEP_ALIVE = 75
"""Seconds an idle connection stays open: longer than the clients' pools keep theirs."""


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one.

    Raises:
        OSError: The address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.create_server((host, port), family=family, backlog=1024)
    # Accepted connections inherit it. asyncio sets it for sockets of its own making only, and
    # without it an answer in two segments waits 40 ms for the client's acknowledgement.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def serve(
    handler: Handler,
    sock: socket.socket,
    ready: Callable[[], None],
    log: AccessLog | None = None,
) -> None:
    """Answer requests until SIGINT or SIGTERM; ``ready`` is called once, when it begins."""
    # uvicorn raises a signal anew once it has stopped; by then there is nothing left to stop.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    _Server(_config(handler, log or AccessLog()), ready).run([sock])


@contextlib.contextmanager
def background(handler: Handler, log: AccessLog | None = None) -> Iterator[str]:
    """Answer requests from a thread, on a free port of the loopback; gives the base URL."""
    ready = threading.Event()
    server = _Server(_config(handler, log or AccessLog()), ready.set)
    with listen("127.0.0.1", 0) as sock:
        thread = threading.Thread(target=server.run, args=([sock],))
        thread.start()
        ready.wait()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def _config(handler: Handler, log: AccessLog) -> uvicorn.Config:
    return uvicorn.Config(
        application(handler, log),
        http=protocol(log),
        h11_max_incomplete_event_size=limits.HEAD_LIMIT,
        ws="none",
        lifespan="off",
        log_config=None,
        # It has nothing to say that is not said better here: bad requests are answered and
        # logged, failures of the handler reported below.
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=2,
    )


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def application(handler: Handler, log: AccessLog) -> Callable[..., Awaitable[None]]:
    """A handler as an ASGI application."""

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        began = time.perf_counter()
        answer = _past_limits(scope) or await _answered(handler, scope, receive)
        if answer is None:
            return
        if answer.delay:
            await asyncio.sleep(answer.delay)
        # A client that has gone is no trouble of the server's.
        with contextlib.suppress(OSError):
            await _send(answer, send)
        client, seconds = (scope["client"] or "-")[0], time.perf_counter() - began
        log.write(client, f"{scope['method']} {_path(scope)}", answer, seconds)
        if _closes(answer):
            with contextlib.suppress(TimeoutError, OSError):
                await asyncio.wait_for(_rest(receive), LINGER)
            await send({"type": "http.response.body"})

    return asgi


async def _answered(handler: Handler, scope: Any, receive: Any) -> Answer | None:
    """What the handler answers; ``None`` if the client left before it had asked."""
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


async def _send(answer: Answer, send: Any) -> None:
    content = answer.content
    headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
    if answer.status != 204:
        headers.append((b"Content-Length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": _closes(answer)})


def _closes(answer: Answer) -> bool:
    """Whether a request was refused unread, so that its connection must close."""
    return answer.headers.get("Connection") == "close"


async def _rest(receive: Callable[[], Awaitable[dict[str, Any]]]) -> None:
    """Read on to the end of a request that has its answer, and forget it."""
    while (await _next(receive)).get("more_body"):
        pass


def _past_limits(scope: Any) -> Answer | None:
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
