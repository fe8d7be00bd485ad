"""A client's own transport: connections that wait for a call, and carry one at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..fork import renew_in_children
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
    """Connections that wait for a call; the one used last is used first."""

    def __init__(self, connect: Callable[[Origin], C]) -> None:
        self.is_closed = False
        self._connect = connect
        self.start_afresh()
        renew_in_children(self)

    def start_afresh(self) -> None:
        """Forget all connections."""
        self._idle: dict[Origin, deque[C]] = {}

    def take(self, origin: Origin) -> C:
        """A connection to an origin for one call."""
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
        """Keep a connection for other calls."""
        if self.is_closed:
            connection.abort()
        else:
            self._idle.setdefault(origin, deque()).append(connection)

    def close(self) -> None:
        """Close all connections that wait, and from now on those that are given back."""
        self.is_closed = True
        for idle in list(self._idle.values()):
            while idle:
                idle.pop().abort()


class PooledTransport:
    """For a synchronous client."""

    def __init__(self, route: Callable[[Origin], Route]) -> None:
        self._pool: Pool[Any] = Pool(lambda origin: Connection(route(origin)))

    async def send(self, request: Request, attempt: Attempt) -> Response:
        """Send a request, again if it met a stale connection and cannot have had an effect."""
        pool = self._of_now()
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

    def _of_now(self) -> Pool[Any]:
        return self._pool

    async def aclose(self) -> None:
        """Close the connections."""
        self._pool.close()


class AsyncPooledTransport(PooledTransport):
    """For an asynchronous client, whose connections do not outlive their event loop."""

    def __init__(self, route: Callable[[Origin], Route]) -> None:
        self._open: Callable[[], Pool[Any]] = lambda: Pool(
            lambda origin: AsyncConnection(route(origin))
        )
        self._pool = self._open()
        self._loop: object = None

    def _of_now(self) -> Pool[Any]:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._pool = loop, self._open()
        return self._pool

    async def aclose(self) -> None:
        await super().aclose()
        await asyncio.sleep(0)  # the transports end in the event loop
