"""Connections to a server, with a total time limit for each response."""

from __future__ import annotations

import errno
import re
import ssl
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

import urllib3
from urllib3 import exceptions

from contract_tests.conformance.errors import UndecidableError
from contract_tests.conformance.requests.transport.message import HttpResponse
from contract_tests.conformance.requests.transport.network import pools
from contract_tests.conformance.requests.transport.wire import Lifeline, follow, was_idle

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.conformance.requests.transport.message import HttpRequest
    from contract_tests.conformance.target import Target

TIMEOUT = 10.0
"""Seconds within which a response must be complete."""
LARGEST_BODY = 16 << 20
LARGEST_HEAD = 256 << 10
UNSENDABLE = "HTTP cannot carry it"
_UNREACHABLE = (
    exceptions.NewConnectionError,
    exceptions.ConnectTimeoutError,
    exceptions.ProxyError,
    exceptions.SSLError,
)
_OWN = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL}
_CLOSED = (ConnectionError, ssl.SSLEOFError)
"""`http.client.RemoteDisconnected` is among them."""
_URL = re.compile("[!-~]+")


class Connections:
    """Kept-alive connections to a target; no redirects, retries or cookies."""

    def __init__(
        self,
        target: Target,
        timeout: float = TIMEOUT,
        refusal: Callable[[HttpRequest], str] = lambda _: "",
        url: str | None = None,
    ) -> None:
        """Create connections; they are opened on demand.

        Args:
            target: The server, and how to reach it.
            timeout: Seconds within which a response must be complete.
            refusal: Why a request may not be sent; empty if it may.
            url: Overrides the base URL of the target.
        """
        self.refusal = refusal
        self._timeout = timeout
        self._pools = pools(target, url or target.base_url)
        self._lifelines: set[Lifeline] = set()

    def exchange(self, request: HttpRequest, limit: float | None = None) -> HttpResponse:
        """Send one request; an incomplete response becomes a fault.

        Args:
            request: The request to send.
            limit: Seconds, if less than the timeout.
        """
        # Every request is sent here, so that no clause can call an operation that writes.
        if refusal := self.refusal(request):
            return HttpResponse(fault=refusal, withheld=True)
        limit = self._timeout if limit is None else min(limit, self._timeout)
        future: Future[HttpResponse] = Future()
        lifeline = Lifeline()

        def work() -> None:
            follow(lifeline, self._line(request))
            try:
                future.set_result(self._exchange(request))
            except BaseException as error:  # noqa: BLE001 (raised where the result is)
                future.set_exception(error)

        # urllib3's read timeout restarts with each byte, so a thread is abandoned instead.
        threading.Thread(target=work, daemon=True).start()
        self._lifelines.add(lifeline)
        try:
            return future.result(limit)
        except TimeoutError:
            lifeline.cut()
            fault = f"no complete response within {limit:g} s"
            return HttpResponse(fault=fault, late=True)
        finally:
            self._lifelines.discard(lifeline)

    def close(self) -> None:
        """Close idle connections, and abort the others."""
        for lifeline in list(self._lifelines):
            lifeline.cut()
        self._pools.clear()

    def renew(self) -> None:
        """Use new connections from now on."""
        self._pools.clear()

    def _line(self, request: HttpRequest) -> str:
        """The request target as sent in the request line."""
        # A proxy receives the absolute URL, unless it tunnels TLS.
        in_full = self._pools.proxy and request.url.startswith("http:")
        return request.url if in_full else request.target

    def _exchange(self, request: HttpRequest) -> HttpResponse:
        if not _URL.fullmatch(request.url):
            return HttpResponse(fault=UNSENDABLE, withheld=True)
        try:
            response = self._pools.connection_from_url(request.origin).urlopen(
                request.method,
                self._line(request),
                body=request.body or None,
                headers=request.headers,
                redirect=False,
                retries=False,
                # Through a proxy, the hosts differ.
                assert_same_host=False,
                timeout=urllib3.Timeout(connect=0.8 * self._timeout, read=self._timeout),
                preload_content=False,
            )
            return _read(response)
        except _UNREACHABLE as error:
            _refuse_own(error)
            return HttpResponse(fault=f"no connection: {_reason(error)}", unreachable=True)
        except exceptions.ReadTimeoutError:
            raise TimeoutError from None
        except exceptions.DecodeError as error:
            return HttpResponse(fault=f"the body is not encoded as declared: {_cause(error)}")
        except exceptions.HTTPError as error:
            _refuse_own(error)
            is_closed = isinstance(_cause(error), _CLOSED)
            is_idle = is_closed and was_idle()
            return HttpResponse(fault=_reason(error), closed=is_closed, idle=is_idle)
        except ValueError:
            # An invalid header; nothing was sent.
            return HttpResponse(fault=UNSENDABLE, withheld=True)


def _read(response: urllib3.BaseHTTPResponse) -> HttpResponse:
    body = bytearray()
    # By default, urllib3 decodes a body only if it is not chunked.
    for chunk in response.stream(1 << 16, decode_content=True):
        body += chunk
        if len(body) > LARGEST_BODY:
            response.close()
            return HttpResponse(fault=f"a body of more than {LARGEST_BODY} bytes")
    response.release_conn()
    headers: dict[str, list[str]] = {}
    for name, value in response.headers.iteritems():
        headers.setdefault(name.lower(), []).append(value)
    if sum(map(len, response.headers.values())) > LARGEST_HEAD:
        return HttpResponse(fault=f"headers of more than {LARGEST_HEAD} bytes")
    return HttpResponse(response.status, headers, bytes(body))


def _refuse_own(error: Exception) -> None:
    """Distinguish a lack of local resources from a fault of the server.

    Raises:
        UndecidableError: Local resources are exhausted.
    """
    cause = _cause(error)
    if isinstance(cause, OSError) and cause.errno in _OWN:
        raise UndecidableError(f"this machine cannot open another connection: {cause.strerror}")


def _reason(error: Exception) -> str:
    """The innermost cause in words."""
    cause = _cause(error)
    return f"{type(cause).__name__}: {cause}"


def _cause(error: BaseException) -> BaseException:
    while inner := error.__cause__ or error.__context__:
        error = inner
    return error
