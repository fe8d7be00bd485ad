"""A server that sends arbitrary bytes, which no framework allows."""

from __future__ import annotations

import asyncio
import contextlib
import http
import socket
import struct
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from contract_tests.reference_server import Handler, Request, Response, listen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

HEAD_LIMIT = 1 << 20
"""Bytes of a request's head."""


@dataclass
class Message:
    """A response as lines, for a sender to change."""

    start: str
    headers: list[tuple[str, str]]
    content: bytes

    @property
    def head(self) -> bytes:
        """Status line and headers, with the empty line that ends them."""
        lines = [self.start, *(f"{name}: {value}" for name, value in self.headers)]
        return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1")

    def without(self, name: str) -> None:
        """Drop every header of a name."""
        self.headers = [header for header in self.headers if header[0].lower() != name.lower()]

    def set(self, name: str, value: str) -> None:
        """Replace a header."""
        self.without(name)
        self.headers.append((name, value))


@dataclass(frozen=True)
class Exchange:
    """One request, and the response that is about to be sent."""

    raw: bytes
    """The raw head of the request."""
    request: Request
    response: Response
    number: int
    """Number of the request since the server started, from 1."""
    writer: asyncio.StreamWriter

    @property
    def is_success(self) -> bool:
        """Whether this is a 200 response to a GET."""
        return self.response.status == http.HTTPStatus.OK and self.request.method == "GET"

    def message(self) -> Message:
        """The response as a framework would send it."""
        status, content = self.response.status, self.response.content
        headers = list(self.response.headers.items())
        if status != http.HTTPStatus.NO_CONTENT:
            headers.append(("Content-Length", str(len(content))))
        phrase = http.HTTPStatus(status).phrase
        body = b"" if self.request.method == "HEAD" else content
        return Message(f"HTTP/1.1 {status} {phrase}", headers, body)

    async def send(self, message: Message | None = None) -> None:
        """Send a message, by default the response unchanged."""
        message = message or self.message()
        await self.write(message.head + message.content)

    async def write(self, data: bytes) -> None:
        """Send bytes and flush."""
        self.writer.write(data)
        await self.writer.drain()

    def close(self) -> None:
        """Close the connection gracefully."""
        self.writer.close()

    def reset(self) -> None:
        """Reset the connection (RST)."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Sender: TypeAlias = "Callable[[Exchange], Awaitable[None]]"
"""Sends one response."""


def changed(change: Callable[[Message], object], *, close: bool = False) -> Sender:
    """A sender that changes 200 responses to GET and sends the others unchanged.

    Args:
        change: Changes the message in place.
        close: Whether to close the connection after a changed message.
    """

    async def send(exchange: Exchange) -> None:
        message = exchange.message()
        if exchange.is_success:
            change(message)
        await exchange.send(message)
        if exchange.is_success and close:
            exchange.close()

    return send


@contextlib.contextmanager
def background(handler: Handler, send: Sender) -> Iterator[str]:
    """Serve from a thread on a free loopback port; yields the base URL."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    with listen("127.0.0.1", 0) as sock, asyncio.Runner(loop_factory=lambda: loop) as runner:
        thread = threading.Thread(target=runner.run, args=(_serve(handler, send, sock, stop),))
        thread.start()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()


async def _serve(handler: Handler, send: Sender, sock: socket.socket, stop: asyncio.Event) -> None:
    connections = _Connections(handler, send)
    server = await asyncio.start_server(connections.accept, sock=sock, limit=HEAD_LIMIT)
    await stop.wait()
    server.close()
    await connections.close()


class _Connections:
    """The connections of one server."""

    def __init__(self, handler: Handler, send: Sender) -> None:
        self._handler = handler
        self._send = send
        self._number = 0
        self._writers: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._converse(reader, writer))
        self._writers[task] = writer
        task.add_done_callback(self._writers.pop)

    async def close(self) -> None:
        # A connection of this moment is accepted within two turns of the loop, and what its task
        # would close stays open if that is cancelled before it has begun.
        for _ in range(3):
            await asyncio.sleep(0)
        writers = dict(self._writers)
        for task, writer in writers.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*writers, return_exceptions=True)
        await asyncio.sleep(0)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gone = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError)
        try:
            with contextlib.suppress(*gone):
                while not writer.is_closing():
                    await self._turn(reader, writer)
        finally:
            writer.close()
            # It may still hold what its peer has not read.
            with contextlib.suppress(*gone):
                await writer.wait_closed()

    async def _turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raw = await reader.readuntil(b"\r\n\r\n")
        request = _parse(raw)
        length = int(request.value("header", "content-length") or 0)
        request = replace(request, body=await reader.readexactly(length))
        self._number += 1
        await self._send(Exchange(raw, request, self._handler(request), self._number, writer))
        connection = (request.value("header", "connection") or "").lower()
        if connection == "close" or request.value("header", "transfer-encoding"):
            writer.close()


def _parse(raw: bytes) -> Request:
    start, *lines = raw.decode("latin-1").strip("\r\n").split("\r\n")
    method, target, _version = start.split(" ")
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.lower(), value.strip()) for name, _, value in pairs)
    if not target.startswith("/"):
        parts = urlsplit(target)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    path, _, query = target.partition("?")
    return Request(method, path, query, headers)
