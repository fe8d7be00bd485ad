"""Connections for many tasks at once: the HTTP library's own pool scans all it has each time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from .._httpx import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


class AsyncConnectionPool(httpx.AsyncBaseTransport):
    """Transports of one connection each; the one used last is used first."""

    def __init__(self, connect: Callable[[], httpx.AsyncBaseTransport]) -> None:
        self._connect = connect
        # The first at once, so that invalid settings show before a call does.
        self._all = [connect()]
        self._idle = list(self._all)
        self._loop: object = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            if self._loop is not None:
                # Connections do not outlive the event loop they were made in.
                self._idle, self._all = [], []
            self._loop = loop
        connection = self._idle.pop() if self._idle else self._another()
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            self._idle.append(connection)
            raise
        response.stream = _Stream(response.stream, lambda: self._idle.append(connection))
        return response

    async def aclose(self) -> None:
        for connection in self._all:
            await connection.aclose()

    def _another(self) -> httpx.AsyncBaseTransport:
        connection = self._connect()
        self._all.append(connection)
        return connection


class _Stream(httpx.AsyncByteStream):
    """A body, and what to do at its end."""

    def __init__(
        self, inner: httpx.SyncByteStream | httpx.AsyncByteStream, release: Callable[[], None]
    ) -> None:
        self._inner = cast("httpx.AsyncByteStream", inner)
        self._release: Callable[[], None] | None = release

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._inner:
            yield part

    async def aclose(self) -> None:
        try:
            await self._inner.aclose()
        finally:
            release, self._release = self._release, None
            if release:
                release()
