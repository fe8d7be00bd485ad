"""A client's own transport: connections that wait for a call, and carry one at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

from ..fork import renew_in_children
from .connection import AsyncConnection, Connection
from .failures import StaleConnectionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..body.response import Response
    from ..http.attempt import Attempt
    from ..http.message import Origin, Request
    from .connection import AnyConnection, Route

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
    """Synchronous."""

    def __init__(self, route: Callable[[Origin], Route]) -> None:
        self._pool = Pool(lambda origin: Connection(route(origin)))

    def send(self, request: Request, attempt: Attempt) -> Response:
        """Send a request, again if it met a stale connection and cannot have had an effect."""
        while True:
            connection = self._pool.take(request.origin)
            try:
                response, is_reusable = connection.exchange(request, attempt)
            except StaleConnectionError:
                if request.method not in _REPEATABLE:
                    raise
            else:
                if is_reusable:
                    self._pool.give_back(request.origin, connection)
                return response

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


class AsyncPooledTransport:
    """Asynchronous."""

    def __init__(self, route: Callable[[Origin], Route]) -> None:
        self._route = route
        self._pool: tuple[object, Pool[AsyncConnection]] | None = None

    async def send(self, request: Request, attempt: Attempt) -> Response:
        """As `PooledTransport.send`."""
        pool = self._of_loop()
        while True:
            connection = pool.take(request.origin)
            try:
                response, is_reusable = await connection.exchange(request, attempt)
            except StaleConnectionError:
                if request.method not in _REPEATABLE:
                    raise
            else:
                if is_reusable:
                    pool.give_back(request.origin, connection)
                return response

    def _of_loop(self) -> Pool[AsyncConnection]:
        """The pool; connections do not outlive the event loop they were made in."""
        loop = asyncio.get_running_loop()
        if self._pool is None or self._pool[0] is not loop:
            self._pool = loop, Pool(lambda origin: AsyncConnection(self._route(origin)))
        return self._pool[1]

    async def aclose(self) -> None:
        """Close the connections."""
        if self._pool:
            self._pool[1].close()
            await asyncio.sleep(0)  # the transports end in the event loop
