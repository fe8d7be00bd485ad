"""One request and its response over httpx, within a deadline: the part that has two forms.

All else is written once, as coroutines; those of `SyncWire` never wait.
"""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import aclosing, asynccontextmanager, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from .._httpx import httpx
from ..body.response import Response
from ..errors import APIConnectionError, APITimeoutError, Error, one_line
from .certificates import advice
from .network import DeadlinePassedError, StaleConnectionError, deadline_now

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ..deadline import Deadline
    from ..redaction import Redactor
    from .message import Message

CONNECT_TIMEOUT = 5.0
IN_FLIGHT = 100
"""Requests of one client on their way at a time; more wait for their turn."""
LARGEST_BODY = 16 * 1024 * 1024

_BODY_ERRORS = (httpx.NetworkError, httpx.RemoteProtocolError, httpx.DecodingError)
_ERRORS = (
    *(httpx.HTTPError, httpx.StreamError, DeadlinePassedError, StaleConnectionError, OSError),
    UnicodeError,  # no possible host name
    RuntimeError,  # httpx, closed in the middle of a call
)
_REPEATABLE = ("GET", "HEAD")


class TooLargeError(Exception):
    """The body is larger than any that makes sense."""


@dataclass
class Attempt:
    """A request that is sent once, and what has come of it so far."""

    message: Message
    deadline: Deadline
    redactor: Redactor
    _content: bytearray = field(default_factory=bytearray)
    _fault: str | None = None
    _interrupted: bool = False

    @property
    def timeout(self) -> httpx.Timeout:
        """For httpx, which knows no deadlines."""
        left = max(self.deadline.left, 0.001)
        return httpx.Timeout(left, connect=min(left, CONNECT_TIMEOUT))

    def receive(self, chunk: bytes) -> None:
        """Take in a part of the body."""
        if self.deadline.passed:
            raise DeadlinePassedError
        self._content += chunk
        if len(self._content) > LARGEST_BODY:
            raise TooLargeError

    def interrupt(self, error: Exception) -> None:
        """Keep what came before the body broke off: its status is known already."""
        if isinstance(error, TooLargeError):
            self._fault = f"more than {LARGEST_BODY} bytes"
        else:
            self._interrupted = not isinstance(error, httpx.DecodingError)
            kind = "an interrupted" if self._interrupted else "an undecodable"
            self._fault = f"{kind} one: {self._reason(error)}"

    def response(self, head: httpx.Response) -> Response:
        """All that came."""
        if self.message.response_has_secret:
            self.redactor.add(head.headers.get("X-Subject-Token", ""))
        return Response(
            operation=self.message.operation,
            status=head.status_code,
            headers=head.headers,
            content=bytes(self._content),
            fault=self._fault,
            interrupted=self._interrupted,
            redactor=self.redactor,
        )

    def failure(self, error: Exception) -> Error:
        """Ours for httpx's, which is not chained to it: it holds the request and its secrets."""
        operation = self.message.operation
        if isinstance(error, httpx.ConnectTimeout) and not self.deadline.passed:
            return APIConnectionError(f"{operation}: no connection in {CONNECT_TIMEOUT:g} s")
        if isinstance(error, httpx.TimeoutException | DeadlinePassedError | TimeoutError):
            return timed_out(operation, self.deadline)
        failure = APIConnectionError(f"{operation}: {self._reason(error)}")
        failure.retryable = _is_transient(error)
        return failure

    def _reason(self, error: Exception) -> str:
        if isinstance(error, StaleConnectionError):
            return "the server closed an idle connection"
        problem = one_line(self.redactor.text(str(error))) or type(error).__name__
        return problem + advice(problem)


def timed_out(operation: str, deadline: Deadline) -> APITimeoutError:
    """The error of a call that took too long."""
    return APITimeoutError(f"{operation}: no complete response in {deadline.seconds:g} s")


def _is_transient(error: Exception) -> bool:
    """Whether it may be gone a moment later."""
    if isinstance(error, StaleConnectionError):
        return True
    lasting = httpx.UnsupportedProtocol | httpx.LocalProtocolError | httpx.ProxyError
    return isinstance(error, httpx.TransportError) and not (
        isinstance(error, lasting) or "CERTIFICATE_VERIFY_FAILED" in str(error)
    )


class SyncWire:
    """The synchronous client's way to send requests."""

    is_async: bool = False

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self._slots = threading.BoundedSemaphore(IN_FLIGHT)

    @asynccontextmanager
    async def slot(self, attempt: Attempt) -> AsyncIterator[None]:
        """The right to have a request on its way, when it is one's turn."""
        if not self._slots.acquire(timeout=attempt.deadline.left):
            raise timed_out(attempt.message.operation, attempt.deadline)
        try:
            yield
        finally:
            self._slots.release()

    async def send(self, request: httpx.Request, attempt: Attempt) -> Response:
        before = deadline_now.set(attempt.deadline)
        try:
            return self._repeated(request, attempt)
        except _ERRORS as error:
            failure = attempt.failure(error)
        finally:
            deadline_now.reset(before)
        raise failure

    def _repeated(self, request: httpx.Request, attempt: Attempt) -> Response:
        while True:
            try:
                return self._sent(request, attempt)
            except StaleConnectionError:
                if request.method not in _REPEATABLE:
                    raise

    def _sent(self, request: httpx.Request, attempt: Attempt) -> Response:
        sent = self.http.send(request, stream=True, auth=None, follow_redirects=False)
        with closing(sent) as head:
            try:
                for chunk in head.iter_bytes():
                    attempt.receive(chunk)
            except (*_BODY_ERRORS, TooLargeError) as error:
                attempt.interrupt(error)
            return attempt.response(head)

    async def sleep(self, seconds: float) -> None:
        time.sleep(seconds)  # noqa: ASYNC251  # there is no event loop


class AsyncWire:
    """The asynchronous client's way to send requests."""

    is_async: bool = True

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self._slots: tuple[object, asyncio.Semaphore] | None = None

    @asynccontextmanager
    async def slot(self, attempt: Attempt) -> AsyncIterator[None]:
        """As `SyncWire.slot`, for the tasks of one event loop."""
        loop = asyncio.get_running_loop()
        if self._slots is None or self._slots[0] is not loop:
            self._slots = loop, asyncio.Semaphore(IN_FLIGHT)
        slots = self._slots[1]
        try:
            async with asyncio.timeout(attempt.deadline.left):
                await slots.acquire()
            late = False
        except TimeoutError:
            late = True
        if late:
            raise timed_out(attempt.message.operation, attempt.deadline)
        try:
            yield
        finally:
            slots.release()

    async def send(self, request: httpx.Request, attempt: Attempt) -> Response:
        try:
            async with asyncio.timeout(attempt.deadline.left):
                return await self._repeated(request, attempt)
        except _ERRORS as error:
            failure = attempt.failure(error)
        raise failure

    async def _repeated(self, request: httpx.Request, attempt: Attempt) -> Response:
        while True:
            try:
                return await self._sent(request, attempt)
            except StaleConnectionError:
                if request.method not in _REPEATABLE:
                    raise

    async def _sent(self, request: httpx.Request, attempt: Attempt) -> Response:
        sent = await self.http.send(request, stream=True, auth=None, follow_redirects=False)
        async with aclosing(sent) as head:
            try:
                async for chunk in head.aiter_bytes():
                    attempt.receive(chunk)
            except (*_BODY_ERRORS, TooLargeError) as error:
                attempt.interrupt(error)
            return attempt.response(head)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


Wire: TypeAlias = SyncWire | AsyncWire
"""A way to send requests: it may raise APIConnectionError and APITimeoutError."""
