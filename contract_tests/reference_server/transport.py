"""The server on the wire: any handler under uvicorn, which leaves the raw path alone."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import uvicorn

from contract_tests.reference_server.message import Answer, Handler, Request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

BODY_LIMIT = 1 << 20
"""Bytes of a request's body; the operations here take none, or a small one."""


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


def serve(handler: Handler, sock: socket.socket, ready: Callable[[], None]) -> None:
    """Answer requests until SIGINT or SIGTERM; ``ready`` is called once, when it begins."""
    # uvicorn raises a signal anew once it has stopped; by then there is nothing left to stop.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    _Server(_config(handler), ready).run([sock])


@contextlib.contextmanager
def background(handler: Handler) -> Iterator[str]:
    """Answer requests from a thread, on a free port of the loopback; gives the base URL."""
    ready = threading.Event()
    server = _Server(_config(handler), ready.set)
    with listen("127.0.0.1", 0) as sock:
        thread = threading.Thread(target=server.run, args=([sock],))
        thread.start()
        ready.wait()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def _config(handler: Handler) -> uvicorn.Config:
    return uvicorn.Config(
        application(handler),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def application(handler: Handler) -> Callable[..., Awaitable[None]]:
    """A handler as an ASGI application."""

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        body = await _body(receive)
        answer = TOO_LARGE if body is None else handler(_request(scope, body))
        content = answer.content
        headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        if answer.status != 204:
            headers.append((b"Content-Length", str(len(content)).encode()))
        start = {"type": "http.response.start", "status": answer.status, "headers": headers}
        # A client that has gone is no trouble of the server's.
        with contextlib.suppress(OSError):
            await send(start)
            await send({"type": "http.response.body", "body": content})

    return asgi


TOO_LARGE = Answer(
    413,
    {"error_code": "APIGW.0201", "error_msg": f"The body is over {BODY_LIMIT} bytes."},
    {"Content-Type": "application/json", "Connection": "close"},
)


async def _body(receive: Callable[[], Awaitable[dict[str, Any]]]) -> bytes | None:
    """The whole body, or ``None`` if it is too large."""
    body = bytearray()
    while len(body) <= BODY_LIMIT:
        event = await receive()
        body += event.get("body", b"")
        if not event.get("more_body"):
            return bytes(body)
    return None


def _request(scope: Any, body: bytes) -> Request:
    path = scope["raw_path"].decode("latin-1")
    if not path.startswith("/"):
        # The absolute form of a request target, which every server must take (RFC 9112, 3.2.2).
        path = urlsplit(path).path or "/"
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
    )
    query = scope["query_string"].decode("latin-1")
    return Request(scope["method"], path, query, headers, body)
