# Written by scripts/generate from openapi/client/runtime/http/foreign.py. Edit that.
"""The caller's own httpx clients and transports, which have no overall deadline."""

from __future__ import annotations

from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any

from .._httpx import httpx
from ..call.background import ended, in_thread
from ..fork import reset_in_children
from ..network.failures import CONNECT_TIMEOUT, DeadlinePassedError, FailedError

if TYPE_CHECKING:
    from ..body.response import Response
    from .attempt import Attempt
    from .message import Request


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


class _SingleProcessClient:
    """The caller's client, used in one process only: a fork would share its connections."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._is_used = self._belongs_to_parent = False
        reset_in_children(self)

    def reset_after_fork(self) -> None:
        """Leave it to the parent process, if it was used there."""
        self._belongs_to_parent = self._is_used

    async def aclose(self) -> None:
        """Leave it open: it is the caller's."""

    def _use(self) -> None:
        self._is_used = True
        if self._belongs_to_parent:
            raise FailedError(
                "this process was forked after http_client or transport was used, and would share "
                "its connections: create http_client or transport in each process",
                transient=False,
            )


class ForeignTransport(_SingleProcessClient):
    """The caller's synchronous client, in a daemon thread that may outlive the call."""

    async def send(self, request: Request, attempt: Attempt) -> Response:
        """Send a request."""
        self._use()
        work = in_thread(lambda: self._run(request, attempt))
        if not ended(work, attempt.deadline):
            raise DeadlinePassedError
        return work.result()

    def _run(self, request: Request, attempt: Attempt) -> Response:
        try:
            return self._sent(_for_httpx(request, attempt), attempt)
        except _ERRORS as error:
            failure = _failure(error, attempt)
        raise failure

    def _sent(self, request: httpx.Request, attempt: Attempt) -> Response:
        sent = self._client.send(request, stream=True, auth=None, follow_redirects=False)
        with closing(sent) as head:
            attempt.begin(head.status_code, head.headers.raw)
            try:
                for chunk in head.stream:
                    if attempt.deadline.passed:
                        raise DeadlinePassedError
                    if not attempt.body.receive(chunk):
                        break
                attempt.body.end()
            except _BODY_ERRORS as error:
                attempt.interrupt(error)
            return attempt.response()


class AsyncForeignTransport(_SingleProcessClient):
    """The caller's asynchronous client."""

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
                async for chunk in head.stream:
                    if not attempt.body.receive(chunk):
                        break
                attempt.body.end()
            except _BODY_ERRORS as error:
                attempt.interrupt(error)
            return attempt.response()
