# Written by scripts/generate from openapi/client/runtime/network/connection.py. Edit that.
"""Connections, each for one call at a time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import httpcore

from ..errors import RETRYABLE
from .asyncio_sockets import AsyncBackend
from .failures import FailedError, StaleConnectionError
from .sockets import Backend

if TYPE_CHECKING:
    from ..body.response import Response
    from ..http.attempt import Attempt
    from ..http.message import Request
    from .route import Route

LONGEST_IDLE = 15.0
"""Seconds that an idle connection is kept."""
_BROKEN = (FailedError, httpcore.RemoteProtocolError)


class AnyConnection:
    """What both kinds of connections share."""

    backend: Backend | AsyncBackend

    def __init__(self, route: Route) -> None:
        self._route = route
        self._http: Any = None
        self._last_used = 0.0

    @property
    def is_usable(self) -> bool:
        """Whether it seems to be open."""
        stream = self.backend.stream
        is_young = time.monotonic() < self._last_used + LONGEST_IDLE
        return stream is not None and is_young and stream.is_idle()

    async def exchange(self, request: Request, attempt: Attempt) -> tuple[Response, bool]:
        """Send a request; returns its response, and whether the connection can be reused."""
        is_reused = self._begin()
        try:
            head = await self._sent(request, attempt)
            attempt.begin(head.status, head.headers)
            await self._receive(head, attempt)
            return attempt.response(), self._is_reusable()
        except BaseException as error:
            self.abort()
            failure = self._failure(error, is_reused=is_reused)
            if failure is error:
                raise
        raise failure

    def abort(self) -> None:
        """Close it at once."""
        raise NotImplementedError

    async def _sent(self, request: Request, attempt: Attempt) -> httpcore.Response:
        """Send a request, and read the head of its response."""
        raise NotImplementedError

    async def _receive(self, head: httpcore.Response, attempt: Attempt) -> None:
        """Read the body, even if it is incomplete."""
        raise NotImplementedError

    def _begin(self) -> bool:
        """Prepare for a request; returns whether the connection is reused."""
        stream = self.backend.stream
        if stream is None:
            return False
        stream.is_silent = True
        return True

    def _failure(self, error: BaseException, *, is_reused: bool) -> BaseException:
        stream = self.backend.stream
        if is_reused and stream and stream.is_silent and isinstance(error, _BROKEN):
            return StaleConnectionError()
        if isinstance(error, httpcore.LocalProtocolError):
            return FailedError(str(error), transient=False)
        if isinstance(error, _HTTPCORE_ERRORS):
            peer = f"{stream.peer}: " if stream else ""
            return FailedError(f"{peer}{str(error).removeprefix(peer)}", transient=True)
        is_of_socks = type(error).__module__.startswith("socksio")
        if is_of_socks or isinstance(error, httpcore.ProxyError | AssertionError):
            return self._failure_of_proxy(error)
        return error

    def _failure_of_proxy(self, error: BaseException) -> FailedError:
        reason, is_transient = "it does not speak SOCKS 5", False
        stream = self.backend.stream
        if stream and stream.is_ended:
            reason, is_transient = "it closed the connection", True
        elif isinstance(error, httpcore.ProxyError):
            reason = str(error)
            is_transient = reason[:3] in map(str, RETRYABLE)  # its status
        return FailedError(f"{self._route.proxy}: {reason}", transient=is_transient)

    def _is_reusable(self) -> bool:
        self._last_used = time.monotonic()
        return self.backend.stream is not None and not self.backend.stream.is_closed


_HTTPCORE_ERRORS = (
    httpcore.ProtocolError,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
)


class Connection(AnyConnection):
    """A synchronous connection, whose coroutines never suspend."""

    def __init__(self, route: Route) -> None:
        super().__init__(route)
        self.backend: Backend = Backend(route.proxy)

    async def _sent(self, request: Request, attempt: Attempt) -> httpcore.Response:
        self.backend.deadline = attempt.deadline
        self._http = self._http or self._opened()
        head: httpcore.Response = self._http.handle_request(self._route.request(request))
        return head

    def _opened(self) -> Any:
        route, origin = self._route, self._route.origin
        if route.proxy:
            return route.through(route.proxy, self.backend, is_async=False)
        stream: httpcore.NetworkStream = self.backend.connect_tcp(origin.host, origin.port)
        if context := route.tls:
            stream = stream.start_tls(context, origin.host)
        return httpcore.HTTP11Connection(route.library_origin, stream)

    async def _receive(self, head: httpcore.Response, attempt: Attempt) -> None:
        parts: Any = head.stream
        try:
            for chunk in parts:
                if not attempt.body.receive(chunk):
                    self.abort()
                    break
        except _BROKEN as error:
            self.abort()
            attempt.interrupt(error)
        else:
            attempt.body.end()
        parts.close()

    def abort(self) -> None:
        if self.backend.stream:
            self.backend.stream.close()


class AsyncConnection(AnyConnection):
    """An asynchronous connection."""

    def __init__(self, route: Route) -> None:
        super().__init__(route)
        self.backend: AsyncBackend = AsyncBackend(route.proxy)

    async def _sent(self, request: Request, attempt: Attempt) -> httpcore.Response:  # noqa: ARG002
        self._http = self._http or await self._opened()
        head: httpcore.Response
        head = await self._http.handle_async_request(self._route.request(request))
        return head

    async def _opened(self) -> Any:
        route, origin = self._route, self._route.origin
        if route.proxy:
            return route.through(route.proxy, self.backend, is_async=True)
        stream: httpcore.AsyncNetworkStream
        stream = await self.backend.connect_tcp(origin.host, origin.port)
        if context := route.tls:
            stream = await stream.start_tls(context, origin.host)
        return httpcore.AsyncHTTP11Connection(route.library_origin, stream)

    async def _receive(self, head: httpcore.Response, attempt: Attempt) -> None:
        body: Any = head.stream
        parts: Any = aiter(body)
        try:
            async for chunk in parts:
                if not attempt.body.receive(chunk):
                    self.abort()
                    await parts.aclose()
                    break
        except _BROKEN as error:
            self.abort()
            attempt.interrupt(error)
        else:
            attempt.body.end()
        await body.aclose()

    def abort(self) -> None:
        if self.backend.stream:
            self.backend.stream.abort()
