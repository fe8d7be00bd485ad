"""Connections for many tasks at once: a pool of the HTTP library's scans all it has each time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from ._httpx import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


class Shards(httpx.AsyncBaseTransport):
    """Transports of one connection each, the one used last to be used first."""

    def __init__(self, make: Callable[[], httpx.AsyncBaseTransport]) -> None:
        self._make = make
        # The first at once: what is wrong with the settings shows before a call does.
        self._all = [make()]
        self._idle = list(self._all)
        self._loop: object = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            if self._loop is not None:
                # Connections do not outlive the event loop they were made in.
                self._idle, self._all = [], []
            self._loop = loop
        shard = self._idle.pop() if self._idle else self._another()
        try:
            response = await shard.handle_async_request(request)
        except BaseException:
            self._idle.append(shard)
            raise
        response.stream = _Stream(response.stream, lambda: self._idle.append(shard))
        return response

    async def aclose(self) -> None:
        for shard in self._all:
            await shard.aclose()

    def _another(self) -> httpx.AsyncBaseTransport:
        shard = self._make()
        self._all.append(shard)
        return shard


class _Stream(httpx.AsyncByteStream):
    """A body, and what to do at its end."""

    def __init__(
        self, inner: httpx.SyncByteStream | httpx.AsyncByteStream, done: Callable[[], None]
    ) -> None:
        self._inner = cast("httpx.AsyncByteStream", inner)
        self._done: Callable[[], None] | None = done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._inner:
            yield part

    async def aclose(self) -> None:
        try:
            await self._inner.aclose()
        finally:
            done, self._done = self._done, None
            if done:
                done()
