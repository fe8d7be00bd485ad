# Written by scripts/generate from openapi/client/runtime/network/asyncio_sockets.py. Edit that.
"""Sockets of asynchronous clients, over asyncio; the deadline is enforced by cancellation."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpcore

from ..fork import reset_in_children
from .failures import CHUNK, CLOSED, broken, connecting
from .lookup import lookups
from .sockets import HEAD_START, named
from .tls import AnyAsyncStream

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future

    from .lookup import Address
    from .proxies import Proxy

_READ_BUFFER = 256 * 1024
"""Bytes to buffer before reading is paused."""


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """Opens the socket of a single httpcore connection, which carries one call at a time."""

    def __init__(self, proxy: Proxy | None) -> None:
        self._proxy = proxy
        self.stream: AsyncStream | None = None
        """The connection to the server, or to the proxy."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> AsyncStream:
        host, peer = named(host, port, self._proxy)
        async with connecting(peer):
            addresses = await _result(lookups.start(host, port))
            connected = await _first_connected(addresses)
            self.stream = await _opened(connected, peer)
        return self.stream


async def _result(lookup: Future[list[Address]]) -> list[Address]:
    """The result of a lookup, which continues if this task is cancelled."""
    if not lookup.done():
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()

        def wake(_: object) -> None:
            with suppress(RuntimeError):  # the event loop may be closed by then
                loop.call_soon_threadsafe(_resolve, waiter)

        lookup.add_done_callback(wake)
        await waiter
    return lookup.result()


def _resolve(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)


async def _first_connected(addresses: list[Address]) -> socket.socket:
    """A connection to the first address that accepts it; attempts start at short intervals."""
    if len(addresses) == 1:
        return await _connected(addresses[0])
    loop = asyncio.get_running_loop()
    tasks: list[asyncio.Task[socket.socket]] = []
    winner = None
    left = list(addresses)
    try:
        while left or not all(task.done() for task in tasks):
            if left:
                tasks.append(loop.create_task(_connected(left.pop(0))))
            await asyncio.wait(
                [task for task in tasks if not task.done()],
                timeout=HEAD_START if left else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            winner = next((task for task in tasks if task.done() and not task.exception()), None)
            if winner:
                return winner.result()
        raise tasks[0].exception() or OSError("no address")
    finally:
        for task in tasks:
            if task is not winner:
                task.add_done_callback(_discard)
                task.cancel()


def _discard(task: asyncio.Task[socket.socket]) -> None:
    if not task.cancelled() and not task.exception():
        task.result().close()


async def _connected(address: Address) -> socket.socket:
    family, kind, protocol, place = address
    started = socket.socket(family, kind, protocol)
    try:
        started.setblocking(False)  # noqa: FBT003
        await asyncio.get_running_loop().sock_connect(started, place)
    except BaseException as error:
        started.close()
        if isinstance(error, OSError) and error.errno:
            # asyncio's own text names the address instead of the reason.
            raise OSError(error.errno, os.strerror(error.errno)) from None
        raise
    return started


async def _opened(connected: socket.socket, peer: str) -> AsyncStream:
    stream = AsyncStream(connected, peer)
    try:
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: stream.flow, sock=connected)
    except BaseException:
        stream.abort()
        raise
    return stream


class _Flow(asyncio.Protocol):
    """Received data and the state of a transport."""

    transport: asyncio.Transport | None = None

    def __init__(self) -> None:
        self.received = bytearray()
        self.error: Exception | None = None
        self.is_over = False
        self.may_write = True
        self.reader: asyncio.Future[None] | None = None
        self.writer: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.received += data
        if len(self.received) > _READ_BUFFER and self.transport:
            self.transport.pause_reading()
        _resolve(self.reader)

    def eof_received(self) -> None:
        self.is_over = True
        _resolve(self.reader)

    def connection_lost(self, exc: Exception | None) -> None:
        self.error, self.is_over = exc, True
        _resolve(self.reader)
        _resolve(self.writer)

    def pause_writing(self) -> None:
        self.may_write = False

    def resume_writing(self) -> None:
        self.may_write = True
        _resolve(self.writer)


class AsyncStream(AnyAsyncStream):
    """A connection."""

    def __init__(self, connected: socket.socket, peer: str) -> None:
        self._socket = connected
        self._loop = asyncio.get_running_loop()
        self.flow = _Flow()
        self.peer = peer
        self.is_closed = False
        self.is_silent = True
        """Whether nothing was received since this was last set."""
        self.is_ended = False
        """Whether the end of the stream was read."""
        reset_in_children(self)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109
        flow = self.flow
        if flow.received:
            await asyncio.sleep(0)  # let deadlines fire and other tasks run
        while not flow.received:
            if flow.error:
                raise broken(self.peer, flow.error) from None
            if flow.is_over or self.is_closed:
                self.is_ended = True
                return b""
            flow.reader = self._loop.create_future()
            await flow.reader
        self.is_silent = False
        data = bytes(memoryview(flow.received)[: min(max_bytes, CHUNK)])
        del flow.received[: len(data)]
        if flow.transport and not flow.is_over:
            flow.transport.resume_reading()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        flow = self.flow
        if flow.transport and not flow.is_over:
            flow.transport.write(buffer)
        while not flow.may_write and not flow.is_over:
            flow.writer = self._loop.create_future()
            await flow.writer
        if flow.is_over:
            # httpcore then reads what the server may have sent before it closed the connection.
            raise httpcore.WriteError(f"{self.peer}: {flow.error or CLOSED}")

    def get_extra_info(self, info: str) -> Any:
        return not self.is_idle() if info == "is_readable" else None

    def is_idle(self) -> bool:
        """Whether the peer has neither sent anything nor closed the connection."""
        return not (self.flow.received or self.flow.is_over or self.is_closed)

    async def aclose(self) -> None:
        self.abort()

    def abort(self) -> None:
        """Close it at once."""
        if not self.is_closed:
            self.is_closed = True
            if self.flow.transport is None or self._loop.is_closed():
                self._socket.close()
            else:
                self.flow.transport.abort()

    def reset_after_fork(self) -> None:
        # The transport belongs to the parent process, whose event loop must not be affected.
        self.is_closed = True
        self._socket.close()
        _inherited_streams.append(self)

    def __del__(self) -> None:
        if not self.is_closed and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_abort, self.flow)


_inherited_streams: list[AsyncStream] = []
"""Kept alive: destroying a transport would affect the event loop of the parent process."""


def _abort(flow: _Flow) -> None:
    if flow.transport:
        flow.transport.abort()
