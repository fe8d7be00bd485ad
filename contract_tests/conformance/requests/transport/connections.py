"""Connections to a server: a request in, a response out, each within a limit of time."""

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
"""Seconds until a response must be complete."""
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
    """Connections of one target, kept alive; nothing is followed, repeated or remembered."""

    def __init__(
        self,
        target: Target,
        timeout: float = TIMEOUT,
        refusal: Callable[[HttpRequest], str] = lambda _: "",
        url: str | None = None,
    ) -> None:
        """Connect when the first request is sent.

        Args:
            target: By which way, and where to.
            timeout: Seconds until a response must be complete.
            refusal: Why a request may not be sent; empty if it may.
            url: Where to in place of the target's server.
        """
        self.refusal = refusal
        self._timeout = timeout
        self._pools = pools(target, url or target.base_url)
        self._lifelines: set[Lifeline] = set()

    def exchange(self, request: HttpRequest, limit: float | None = None) -> HttpResponse:
        """Send one request; a response that is not complete in time is none.

        Args:
            request: What is sent.
            limit: Seconds until the response must be complete, if that is less than usual.
        """
        # Every request leaves here, and so no clause can write, whatever it asks for.
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

        # urllib3's timeout starts anew with each byte, so that a thread is left behind instead.
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
        """Close what is idle, and break off what is not."""
        for lifeline in list(self._lifelines):
            lifeline.cut()
        self._pools.clear()

    def renew(self) -> None:
        """Let the next requests have connections of their own."""
        self._pools.clear()

    def _line(self, request: HttpRequest) -> str:
        """What stands in the request line, byte by byte."""
        # A proxy is given the whole URL, unless it is to pass on a TLS connection unseen.
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
                # To a proxy, every host is another one.
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
        except exceptions.HTTPError as error:
            _refuse_own(error)
            is_closed = isinstance(_cause(error), _CLOSED)
            is_idle = is_closed and was_idle()
            return HttpResponse(fault=_reason(error), closed=is_closed, idle=is_idle)
        except ValueError:
            # Of a header, before anything was sent.
            return HttpResponse(fault=UNSENDABLE, withheld=True)


def _read(response: urllib3.BaseHTTPResponse) -> HttpResponse:
    body = bytearray()
    for chunk in response.stream(1 << 16):
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
    """Tell what this machine lacks from what a server does.

    Raises:
        UndecidableError: It lacks something.
    """
    cause = _cause(error)
    if isinstance(cause, OSError) and cause.errno in _OWN:
        raise UndecidableError(f"this machine has no room for a connection: {cause.strerror}")


def _reason(error: Exception) -> str:
    """The innermost cause in words."""
    cause = _cause(error)
    return f"{type(cause).__name__}: {cause}"


def _cause(error: BaseException) -> BaseException:
    while inner := error.__cause__ or error.__context__:
        error = inner
    return error
