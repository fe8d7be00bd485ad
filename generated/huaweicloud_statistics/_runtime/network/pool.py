# Written by scripts/generate from openapi/client/runtime/network/pool.py. Edit that.
"""The connection pool, and the transports on top of it."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..fork import reset_in_children
from .connection import AsyncConnection, Connection
from .failures import StaleConnectionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..body.response import Response
    from ..http.attempt import Attempt
    from ..http.message import Origin, Request
    from .connection import AnyConnection
    from .route import Route

_REPEATABLE = ("GET", "HEAD")

C = TypeVar("C", bound="AnyConnection")


class Pool(Generic[C]):
    """Idle connections; the most recently used is reused first."""

    def __init__(self, connect: Callable[[Origin], C]) -> None:
        self.is_closed = False
        self._connect = connect
        self.reset_after_fork()
        reset_in_children(self)

    def reset_after_fork(self) -> None:
        """Forget all connections."""
        self._idle: dict[Origin, deque[C]] = {}

    def take(self, origin: Origin) -> C:
        """An idle or new connection to an origin."""
        idle = self._idle.get(origin)
        while idle:
            try:
                connection = idle.pop()
            except IndexError:  # another thread took it
                break
            if connection.is_usable:
                return connection
            connection.abort()
        return self._connect(origin)

    def give_back(self, origin: Origin, connection: C) -> None:
        """Return a connection to the pool."""
        self._idle.setdefault(origin, deque()).append(connection)
        if self.is_closed:  # checked afterwards, as another thread may close it meanwhile
            self.close()

    def close(self) -> None:
        """Close all idle connections, and later those that are given back."""
        self.is_closed = True
        for idle in list(self._idle.values()):
            with suppress(IndexError):  # it is empty, or another thread took the last
                while True:
                    idle.pop().abort()


class PooledTransport:
    """The transport of a synchronous client."""

    def __init__(self, route: Callable[[Origin], Route]) -> None:
        self._pool: Pool[Any] = Pool(lambda origin: Connection(route(origin)))

    async def send(self, request: Request, attempt: Attempt) -> Response:
        """Send a request; a GET or HEAD is sent again if its connection was stale."""
        pool = self._current_pool()
        while True:
            connection: AnyConnection = pool.take(request.origin)
            try:
                response, is_reusable = await connection.exchange(request, attempt)
            except StaleConnectionError:
                if request.method not in _REPEATABLE:
                    raise
            else:
                if is_reusable:
                    pool.give_back(request.origin, connection)
                return response

    def _current_pool(self) -> Pool[Any]:
        return self._pool

    async def aclose(self) -> None:
        """Close the connections."""
        self._pool.close()


class AsyncPooledTransport(PooledTransport):
    """The transport of an asynchronous client; connections do not outlive their event loop."""

    def __init__(self, route: Callable[[Origin], Route]) -> None:
        self._open: Callable[[], Pool[Any]] = lambda: Pool(
            lambda origin: AsyncConnection(route(origin))
        )
        self._pool = self._open()
        self._loop: object = None

    def _current_pool(self) -> Pool[Any]:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._pool = loop, self._open()
        return self._pool

    async def aclose(self) -> None:
        await super().aclose()
        if self._loop is not None:
            await asyncio.sleep(0)  # the event loop closes the transports
