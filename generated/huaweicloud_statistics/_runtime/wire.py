# Written by scripts/generate from openapi/client/runtime/wire.py. Edit that.
"""One request and its answer over httpx, within a deadline: the part that has two forms.

All else is written once, as coroutines; those of `SyncWire` never wait.
"""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import aclosing, asynccontextmanager, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ._httpx import httpx
from .answer import Answer
from .errors import APIConnectionError, APITimeoutError, Error, one_line
from .tokens import AsyncFlight, SyncFlight
from .transport import TooLateError, deadline_now

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .deadline import Deadline
    from .masking import Mask
    from .message import Message

CONNECT_TIMEOUT = 5.0
IN_FLIGHT = 100
"""Requests of one client on their way at a time; more wait for their turn."""
LARGEST_BODY = 16 * 1024 * 1024

# The last two: no possible host name; httpx, closed in the middle of a call.
_ERRORS = (httpx.HTTPError, httpx.StreamError, TooLateError, OSError, UnicodeError, RuntimeError)
_BODY_ERRORS = (httpx.NetworkError, httpx.RemoteProtocolError, httpx.DecodingError)


class TooLargeError(Exception):
    """The body is longer than any that makes sense."""


@dataclass
class Exchange:
    """A request and what has come of it so far."""

    message: Message
    deadline: Deadline
    mask: Mask
    _content: bytearray = field(default_factory=bytearray)
    _fault: str | None = None
    _broken: bool = False

    @property
    def timeout(self) -> httpx.Timeout:
        """For httpx, which knows no deadlines."""
        left = max(self.deadline.left, 0.001)
        return httpx.Timeout(left, connect=min(left, CONNECT_TIMEOUT))

    def receive(self, chunk: bytes) -> None:
        """Take in a part of the body."""
        if self.deadline.passed:
            raise TooLateError
        self._content += chunk
        if len(self._content) > LARGEST_BODY:
            raise TooLargeError

    def breaks(self, error: Exception) -> None:
        """Keep what came before the body broke: its status has been given already."""
        if isinstance(error, TooLargeError):
            self._fault = f"more than {LARGEST_BODY} bytes"
        else:
            self._fault = f"a broken one: {self._reason(error)}"
            self._broken = not isinstance(error, httpx.DecodingError)

    def answer(self, response: httpx.Response) -> Answer:
        """All that came."""
        if self.message.brings_secret:
            self.mask.add(response.headers.get("X-Subject-Token", ""))
        return Answer(
            operation=self.message.operation,
            status=response.status_code,
            headers=response.headers,
            content=bytes(self._content),
            fault=self._fault,
            broken=self._broken,
            mask=self.mask,
        )

    def failure(self, error: Exception) -> Error:
        """Ours for httpx's, which is not chained to it: it holds the request and its secrets."""
        operation = self.message.operation
        if isinstance(error, httpx.ConnectTimeout) and not self.deadline.passed:
            return APIConnectionError(f"{operation}: no connection in {CONNECT_TIMEOUT:g} s")
        if isinstance(error, httpx.TimeoutException | TooLateError | TimeoutError):
            return too_late(operation, self.deadline)
        failure = APIConnectionError(f"{operation}: {self._reason(error)}")
        failure.retryable = _passing(error)
        return failure

    def _reason(self, error: Exception) -> str:
        return one_line(self.mask.text(str(error))) or type(error).__name__


def too_late(operation: str, deadline: Deadline) -> APITimeoutError:
    """The error of a call that took too long."""
    return APITimeoutError(f"{operation}: no complete answer in {deadline.seconds:g} s")


def _passing(error: Exception) -> bool:
    """Whether it may be gone a moment later."""
    lasting = httpx.UnsupportedProtocol | httpx.LocalProtocolError | httpx.ProxyError
    return isinstance(error, httpx.TransportError) and not (
        isinstance(error, lasting) or "CERTIFICATE_VERIFY_FAILED" in str(error)
    )


class SyncWire:
    """The synchronous client's way to send requests."""

    may_wait: bool = False

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.flight: SyncFlight = SyncFlight()
        self._slots = threading.BoundedSemaphore(IN_FLIGHT)

    @asynccontextmanager
    async def slot(self, exchange: Exchange) -> AsyncIterator[None]:
        """The right to have a request on its way, when it is one's turn."""
        if not self._slots.acquire(timeout=exchange.deadline.left):
            raise too_late(exchange.message.operation, exchange.deadline)
        try:
            yield
        finally:
            self._slots.release()

    async def send(self, request: httpx.Request, exchange: Exchange) -> Answer:
        before = deadline_now.set(exchange.deadline)
        try:
            return self._sent(request, exchange)
        except _ERRORS as error:
            failure = exchange.failure(error)
        finally:
            deadline_now.reset(before)
        raise failure

    def _sent(self, request: httpx.Request, exchange: Exchange) -> Answer:
        sent = self.http.send(request, stream=True, auth=None, follow_redirects=False)
        with closing(sent) as response:
            try:
                for chunk in response.iter_bytes():
                    exchange.receive(chunk)
            except (*_BODY_ERRORS, TooLargeError) as error:
                exchange.breaks(error)
            return exchange.answer(response)

    async def sleep(self, seconds: float) -> None:
        time.sleep(seconds)  # noqa: ASYNC251  # there is no event loop


class AsyncWire:
    """The asynchronous client's way to send requests."""

    may_wait: bool = True

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.flight: AsyncFlight = AsyncFlight()
        self._slots: tuple[object, asyncio.Semaphore] | None = None

    @asynccontextmanager
    async def slot(self, exchange: Exchange) -> AsyncIterator[None]:
        """As `SyncWire.slot`, for the tasks of one event loop."""
        loop = asyncio.get_running_loop()
        if self._slots is None or self._slots[0] is not loop:
            self._slots = loop, asyncio.Semaphore(IN_FLIGHT)
        slots = self._slots[1]
        try:
            async with asyncio.timeout(exchange.deadline.left):
                await slots.acquire()
            late = False
        except TimeoutError:
            late = True
        if late:
            raise too_late(exchange.message.operation, exchange.deadline)
        try:
            yield
        finally:
            slots.release()

    async def send(self, request: httpx.Request, exchange: Exchange) -> Answer:
        try:
            async with asyncio.timeout(exchange.deadline.left):
                return await self._sent(request, exchange)
        except _ERRORS as error:
            failure = exchange.failure(error)
        raise failure

    async def _sent(self, request: httpx.Request, exchange: Exchange) -> Answer:
        sent = await self.http.send(request, stream=True, auth=None, follow_redirects=False)
        async with aclosing(sent) as response:
            try:
                async for chunk in response.aiter_bytes():
                    exchange.receive(chunk)
            except (*_BODY_ERRORS, TooLargeError) as error:
                exchange.breaks(error)
            return exchange.answer(response)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


Wire: TypeAlias = SyncWire | AsyncWire
"""A way to send requests: it may raise APIConnectionError and APITimeoutError."""
