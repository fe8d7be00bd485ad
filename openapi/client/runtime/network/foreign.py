"""Transports and clients of the caller's own, which know no deadlines."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from contextlib import aclosing, closing
from contextvars import copy_context
from typing import TYPE_CHECKING

from .._httpx import httpx
from ..fork import renew_in_children
from .failures import DeadlinePassedError, FailedError
from .sockets import CONNECT_TIMEOUT

if TYPE_CHECKING:
    from ..body.response import Response
    from ..http.attempt import Attempt
    from ..http.message import Request


def _for_httpx(request: Request, attempt: Attempt) -> httpx.Request:
    left = max(attempt.deadline.left, 0.001)
    timeout = httpx.Timeout(left, connect=min(left, CONNECT_TIMEOUT))
    return httpx.Request(
        request.method,
        request.url,
        headers=request.headers.encoded,
        content=request.content or None,
        extensions={"timeout": timeout.as_dict()},
    )


def _failure(error: Exception, attempt: Attempt) -> Exception:
    if isinstance(error, httpx.ConnectTimeout) and not attempt.deadline.passed:
        return FailedError(f"no connection in {CONNECT_TIMEOUT:g} s", transient=True)
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return DeadlinePassedError()
    lasting = httpx.UnsupportedProtocol | httpx.LocalProtocolError | httpx.ProxyError
    transient = isinstance(error, httpx.TransportError) and not isinstance(error, lasting)
    words = str(error) or type(error).__name__
    return FailedError(words, transient=transient and "CERTIFICATE_VERIFY_FAILED" not in words)


_ERRORS = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, RuntimeError)
_BODY_ERRORS = (httpx.NetworkError, httpx.RemoteProtocolError)


class _OfOneProcess:
    """A client of the caller's; a forked process would share its connections."""

    def __init__(self) -> None:
        self._is_used = self._is_parents = False
        renew_in_children(self)

    def start_afresh(self) -> None:
        """Leave it to the parent, if it may have connections."""
        self._is_parents = self._is_used

    def _use(self) -> None:
        self._is_used = True
        if self._is_parents:
            raise FailedError(
                "this process was forked after http_client or transport was used, and would share "
                "its connections: make clients with one of their own in each process",
                transient=False,
            )


class ForeignTransport(_OfOneProcess):
    """A synchronous client of the caller's, in a thread that is left behind if need be."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__()
        self._client = client

    def send(self, request: Request, attempt: Attempt) -> Response:
        """Send a request."""
        self._use()
        outcome: Future[Response] = Future()
        thread = threading.Thread(
            target=copy_context().run, args=(self._run, request, attempt, outcome), daemon=True
        )
        thread.start()
        while not attempt.deadline.passed:
            try:
                return outcome.result(attempt.deadline.step)
            except TimeoutError:
                if outcome.done():
                    raise
        raise DeadlinePassedError

    def _run(self, request: Request, attempt: Attempt, outcome: Future[Response]) -> None:
        try:
            outcome.set_result(self._sent(_for_httpx(request, attempt), attempt))
        except _ERRORS as error:
            outcome.set_exception(_failure(error, attempt))
        except BaseException as error:  # noqa: BLE001  # it belongs to the caller
            outcome.set_exception(error)

    def _sent(self, request: httpx.Request, attempt: Attempt) -> Response:
        sent = self._client.send(request, stream=True, auth=None, follow_redirects=False)
        with closing(sent) as head:
            attempt.begin(head.status_code, head.headers.raw)
            try:
                for chunk in head.stream:  # type: ignore[union-attr]  # one of a synchronous client
                    if attempt.deadline.passed:
                        raise DeadlinePassedError
                    if not attempt.body.receive(chunk):
                        break
                attempt.body.end()
            except _BODY_ERRORS as error:
                attempt.interrupt(error)
            return attempt.response()

    def close(self) -> None:
        """Leave it open: it is the caller's."""


class AsyncForeignTransport(_OfOneProcess):
    """An asynchronous client of the caller's."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        super().__init__()
        self._client = client

    async def send(self, request: Request, attempt: Attempt) -> Response:
        """Send a request."""
        self._use()
        try:
            return await self._sent(_for_httpx(request, attempt), attempt)
        except _ERRORS as error:
            failure = _failure(error, attempt)
        raise failure

    async def _sent(self, request: httpx.Request, attempt: Attempt) -> Response:
        sent = await self._client.send(request, stream=True, auth=None, follow_redirects=False)
        async with aclosing(sent) as head:
            attempt.begin(head.status_code, head.headers.raw)
            try:
                async for chunk in head.stream:  # type: ignore[union-attr]  # as above
                    if not attempt.body.receive(chunk):
                        break
                attempt.body.end()
            except _BODY_ERRORS as error:
                attempt.interrupt(error)
            return attempt.response()

    async def aclose(self) -> None:
        """Leave it open: it is the caller's."""
