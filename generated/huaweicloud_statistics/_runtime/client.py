# Written by scripts/generate from openapi/client/runtime/client.py. Edit that.
"""One call over HTTP, synchronous and asynchronous."""

from __future__ import annotations

import time
from contextlib import aclosing, closing, contextmanager
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Self, TypeVar

from ._httpx import httpx
from .answer import Answer
from .errors import ArgumentError, ConnectionFailed, DeadlineExceeded, Error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .operation import Operation
    from .settings import Settings

T = TypeVar("T")
H = TypeVar("H", httpx.Client, httpx.AsyncClient)

CONNECT_TIMEOUT = 5.0
LARGEST_BODY = 16 * 1024 * 1024


class ClientBase:
    """A synchronous client of one API; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # At once: made on the first call, two threads might make two.
        self._http = _open(httpx.Client, settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return _shown(self, self._settings)

    def close(self) -> None:
        """Close the connections; the client is of no use afterwards."""
        self._http.close()

    def _call(self, operation: Operation[T], /, **arguments: Any) -> T:
        return operation.result(self._answer(operation, arguments))

    def _answer(self, operation: Operation[Any], arguments: dict[str, Any]) -> Answer:
        request = _request(self._http, operation, arguments)
        exchange = _Exchange(operation.id, self._settings.timeout)
        with exchange.errors(), closing(self._http.send(request, stream=True)) as response:
            with exchange.body_errors():
                for chunk in response.iter_bytes():
                    exchange.receive(chunk)
            return exchange.answer(response)


class AsyncClientBase:
    """An asynchronous client of one API, for one event loop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http = _open(httpx.AsyncClient, settings)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return _shown(self, self._settings)

    async def aclose(self) -> None:
        """Close the connections; the client is of no use afterwards."""
        await self._http.aclose()

    async def _call(self, operation: Operation[T], /, **arguments: Any) -> T:
        return operation.result(await self._answer(operation, arguments))

    async def _answer(self, operation: Operation[Any], arguments: dict[str, Any]) -> Answer:
        request = _request(self._http, operation, arguments)
        exchange = _Exchange(operation.id, self._settings.timeout)
        with exchange.errors():
            async with aclosing(await self._http.send(request, stream=True)) as response:
                with exchange.body_errors():
                    async for chunk in response.aiter_bytes():
                        exchange.receive(chunk)
                return exchange.answer(response)


class _Exchange:
    """A request and what has come of it so far."""

    def __init__(self, operation: str, timeout: float) -> None:
        self._operation = operation
        self._timeout = timeout
        self._deadline = time.monotonic() + timeout
        self._content = bytearray()
        self._fault: str | None = None

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Raise ours for httpx's."""
        try:
            yield
        except httpx.TimeoutException as error:
            raise self._too_late() from error
        except (httpx.TransportError, UnicodeError) as error:  # the latter: no possible host name
            reason = str(error) or type(error).__name__
            raise ConnectionFailed(f"{self._operation}: {reason}") from error

    @contextmanager
    def body_errors(self) -> Iterator[None]:
        """Keep what came before the body broke: its status has been given already."""
        try:
            yield
        except (httpx.RemoteProtocolError, httpx.DecodingError) as error:
            self._fault = f"the body is broken: {error}"
        except _TooLargeError:
            self._fault = f"the body has more than {LARGEST_BODY} bytes"

    def receive(self, chunk: bytes) -> None:
        # The timeout of httpx starts again with every byte.
        if time.monotonic() > self._deadline:
            raise self._too_late()
        self._content += chunk
        if len(self._content) > LARGEST_BODY:
            raise _TooLargeError

    def answer(self, response: httpx.Response) -> Answer:
        return Answer(
            operation=self._operation,
            status=response.status_code,
            headers=response.headers,
            content=bytes(self._content),
            fault=self._fault,
        )

    def _too_late(self) -> DeadlineExceeded:
        return DeadlineExceeded(f"{self._operation}: no complete answer in {self._timeout:g} s")


class _TooLargeError(Exception):
    pass


def _open(kind: type[H], settings: Settings) -> H:
    try:
        return kind(
            base_url=settings.base_url,
            auth=settings.auth,
            headers={
                "Accept": "application/json",
                # Some of the vendor's gateways refuse a GET without one.
                "Content-Type": "application/json",
                "User-Agent": settings.api.user_agent,
            },
            timeout=httpx.Timeout(settings.timeout, connect=min(settings.timeout, CONNECT_TIMEOUT)),
            mounts=_unproxied(settings.base_url),
        )
    except (ImportError, OSError, ValueError) as error:
        # Proxies and certificates come from the environment.
        raise ConnectionFailed(f"no HTTP client can be set up: {error}") from error


def _unproxied(base_url: str) -> dict[str, None]:
    host = httpx.URL(base_url).host
    try:
        loopback = ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    return {"http://": None, "https://": None} if loopback else {}


def _request(http: H, operation: Operation[Any], arguments: dict[str, Any]) -> httpx.Request:
    if http.is_closed:
        raise Error(f"{operation.id}: the client is closed")
    try:
        return http.build_request(**operation.request(arguments))
    except ArgumentError:
        raise
    except (AttributeError, TypeError, ValueError, httpx.InvalidURL) as error:
        raise ArgumentError(f"{operation.id}: an argument cannot be sent: {error}") from error


def _shown(client: object, settings: Settings) -> str:
    return f"<{settings.api.name}.{type(client).__name__} of {settings.base_url}>"
