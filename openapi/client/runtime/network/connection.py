"""One connection, for one call at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import httpcore

from .asyncio_sockets import AsyncBackend
from .failures import FailedError, StaleConnectionError
from .sockets import Backend

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from ..body.response import Response
    from ..http.attempt import Attempt
    from ..http.message import Origin, Request
    from .proxies import Proxy

LONGEST_IDLE = 15.0
"""Seconds that a connection is kept without a call."""
_BROKEN = (FailedError, httpcore.RemoteProtocolError)


@dataclass(frozen=True)
class Route:
    """The way to an origin."""

    origin: Origin
    proxy: Proxy | None
    context: ssl.SSLContext

    def through(self, proxy: Proxy, backend: Any, *, is_async: bool) -> Any:
        """A connection of the HTTP library's through a proxy, which connects when it is used."""
        prefix = "Async" if is_async else ""
        options: dict[str, Any] = {
            "proxy_url": proxy.url,
            "proxy_auth": proxy.auth and tuple(part.encode() for part in proxy.auth),
            "ssl_context": self.context,
            "network_backend": backend,
        }
        if proxy.scheme == "https":
            options["proxy_ssl_context"] = self.context
        kind = f"{prefix}SOCKSProxy" if self._is_socks else f"{prefix}HTTPProxy"
        # Its pool is not used: an interrupt may leave its lock behind.
        return getattr(httpcore, kind)(**options).create_connection(self.library_origin)

    @property
    def _is_socks(self) -> bool:
        return self.proxy is not None and self.proxy.scheme.startswith("socks5")

    @property
    def library_origin(self) -> httpcore.Origin:
        """The origin, as the HTTP library takes it."""
        return httpcore.Origin(self.origin.scheme.encode(), self._host, self.origin.port)

    @property
    def _host(self) -> bytes:
        # In what is sent to a proxy, an address needs its brackets; as bytes for SOCKS it has none.
        host = self.origin.host
        return (host.strip("[]") if self._is_socks else host).encode()

    @property
    def tls(self) -> ssl.SSLContext | None:
        """What to secure a direct connection with; None for a plain one."""
        if self.origin.scheme != "https":
            return None
        self.context.set_alpn_protocols(["http/1.1"])
        return self.context

    def request(self, request: Request) -> httpcore.Request:
        """A request, as the HTTP library takes it."""
        url = httpcore.URL(
            scheme=self.origin.scheme.encode(),
            host=self._host,
            port=self.origin.explicit_port,
            target=request.target.encode(),
        )
        sent = httpcore.Request(request.method, url, content=request.content or _NOTHING)
        sent.headers = request.headers.encoded  # no need to look at each again
        return sent


class _Nothing:
    """A body without parts; the HTTP library's own has an empty one, which costs as much as any."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration


_NOTHING = _Nothing()


class AnyConnection:
    """What both kinds of connections share."""

    backend: Backend | AsyncBackend

    def __init__(self, route: Route) -> None:
        self._route = route
        self._last_used = 0.0

    @property
    def is_usable(self) -> bool:
        """Whether it is open, as far as one can tell."""
        stream = self.backend.stream
        is_young = time.monotonic() < self._last_used + LONGEST_IDLE
        return stream is not None and is_young and stream.is_idle()

    def abort(self) -> None:
        """Close it, whatever goes on."""
        raise NotImplementedError

    def _begin(self) -> bool:
        """Note that a request is sent; whether one was before."""
        stream = self.backend.stream
        if stream is None:
            return False
        stream.is_silent = True
        return True

    def _failure(self, error: BaseException, *, is_reused: bool) -> BaseException:
        stream = self.backend.stream
        if is_reused and stream and stream.is_silent and isinstance(error, _BROKEN):
            return StaleConnectionError()
        if isinstance(error, httpcore.ProxyError | httpcore.LocalProtocolError):
            return FailedError(f"{_name(error)}{error}", transient=False)
        if isinstance(error, _HTTPCORE_ERRORS):
            peer = f"{stream.peer}: " if stream else ""
            return FailedError(f"{peer}{str(error).removeprefix(peer)}", transient=True)
        if isinstance(error, AssertionError) or type(error).__module__.startswith("socksio"):
            return FailedError("proxy: it does not speak SOCKS 5", transient=False)
        return error

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


def _name(error: Exception) -> str:
    return "proxy: " if isinstance(error, httpcore.ProxyError) else ""


class Connection(AnyConnection):
    """A synchronous connection."""

    def __init__(self, route: Route) -> None:
        super().__init__(route)
        self.backend: Backend = Backend()
        self._http: httpcore.ConnectionInterface | None = None

    def exchange(self, request: Request, attempt: Attempt) -> tuple[Response, bool]:
        """Send a request; its response, and whether the connection is of further use."""
        self.backend.deadline = attempt.deadline
        is_reused = self._begin()
        try:
            http = self._http or self._opened()
            head = http.handle_request(self._route.request(request))
            attempt.begin(head.status, head.headers)
            self._receive(head, attempt)
            return attempt.response(), self._is_reusable()
        except BaseException as error:
            self.abort()
            failure = self._failure(error, is_reused=is_reused)
            if failure is error:
                raise
        raise failure

    def _opened(self) -> httpcore.ConnectionInterface:
        route, origin = self._route, self._route.origin
        if route.proxy:
            self._http = route.through(route.proxy, self.backend, is_async=False)
            return self._http
        stream: httpcore.NetworkStream = self.backend.connect_tcp(origin.host, origin.port)
        if context := route.tls:
            stream = stream.start_tls(context, origin.host)
        self._http = httpcore.HTTP11Connection(route.library_origin, stream)
        return self._http

    def _receive(self, head: httpcore.Response, attempt: Attempt) -> None:
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
        self.backend: AsyncBackend = AsyncBackend()
        self._http: httpcore.AsyncConnectionInterface | None = None

    async def exchange(self, request: Request, attempt: Attempt) -> tuple[Response, bool]:
        """Send a request; its response, and whether the connection is of further use."""
        is_reused = self._begin()
        try:
            http = self._http or await self._opened()
            head = await http.handle_async_request(self._route.request(request))
            attempt.begin(head.status, head.headers)
            await self._receive(head, attempt)
            return attempt.response(), self._is_reusable()
        except BaseException as error:
            self.abort()
            failure = self._failure(error, is_reused=is_reused)
            if failure is error:
                raise
        raise failure

    async def _opened(self) -> httpcore.AsyncConnectionInterface:
        route, origin = self._route, self._route.origin
        if route.proxy:
            self._http = route.through(route.proxy, self.backend, is_async=True)
            return self._http
        stream: httpcore.AsyncNetworkStream
        stream = await self.backend.connect_tcp(origin.host, origin.port)
        if context := route.tls:
            stream = await stream.start_tls(context, origin.host)
        self._http = httpcore.AsyncHTTP11Connection(route.library_origin, stream)
        return self._http

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
