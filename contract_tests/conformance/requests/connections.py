"""Connections to a server: a request in, a response out, each within a limit of time."""

from __future__ import annotations

import os
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import urllib3
from urllib3 import exceptions

from contract_tests.conformance.errors import TargetError
from contract_tests.conformance.requests.message import HttpResponse
from openapi.contract.address import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.conformance.requests.message import HttpRequest
    from contract_tests.conformance.target import Target

TIMEOUT = 10.0
"""Seconds until a response must be complete."""
LARGEST_BODY = 16 << 20
IN_FLIGHT = 8
"""Requests at a time, at most."""
_UNREACHABLE = (
    exceptions.NewConnectionError,
    exceptions.ConnectTimeoutError,
    exceptions.ProxyError,
    exceptions.SSLError,
)


class Connections:
    """Connections of one target, kept alive; nothing is followed, repeated or remembered."""

    def __init__(
        self,
        target: Target,
        timeout: float = TIMEOUT,
        refusal: Callable[[HttpRequest], str] = lambda _: "",
    ) -> None:
        """Connect when the first request is sent.

        Args:
            target: Where to, and by which way.
            timeout: Seconds until a response must be complete.
            refusal: Why a request may not be sent; empty if it may.
        """
        self._timeout = timeout
        self._manager = _manager(target)
        self.refusal = refusal

    def exchange(self, request: HttpRequest) -> HttpResponse:
        """Send one request; a response that is not complete in time is none."""
        # Every request leaves here, and so no clause can write, whatever it asks for.
        if refusal := self.refusal(request):
            return HttpResponse(fault=refusal, withheld=True)
        future: Future[HttpResponse] = Future()

        def work() -> None:
            try:
                future.set_result(self._exchange(request))
            except BaseException as error:  # noqa: BLE001 (raised where the result is)
                future.set_exception(error)

        # urllib3's timeout starts anew with each byte, so that a thread is left behind instead.
        threading.Thread(target=work, daemon=True).start()
        try:
            return future.result(self._timeout)
        except TimeoutError:
            fault = f"no complete response within {self._timeout:g} s"
            return HttpResponse(fault=fault, late=True)

    def close(self) -> None:
        """Close what is idle."""
        self._manager.clear()

    def _exchange(self, request: HttpRequest) -> HttpResponse:
        # A proxy is given the whole URL, unless it is to pass on a TLS connection unseen.
        try:
            in_full = self._manager.proxy and request.url.startswith("http:")
            response = self._manager.connection_from_url(request.origin).urlopen(
                request.method,
                request.url if in_full else request.target,
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
            return HttpResponse(fault=f"no connection: {_reason(error)}", unreachable=True)
        except exceptions.ReadTimeoutError:
            raise TimeoutError from None
        except exceptions.HTTPError as error:
            return HttpResponse(fault=_reason(error))


def _manager(target: Target) -> urllib3.PoolManager:
    authorities = target.ca_bundle or os.environ.get("REQUESTS_CA_BUNDLE") or certifi.where()
    kind = "ca_cert_dir" if Path(authorities).is_dir() else "ca_certs"
    settings: dict[str, Any] = {"maxsize": IN_FLIGHT, kind: authorities}
    proxy = target.proxy or _proxy_of_environment(target.base_url)
    if not proxy:
        return urllib3.PoolManager(**settings)
    user = urlsplit(proxy)
    if user.username is not None:
        basic = f"{unquote(user.username)}:{unquote(user.password or '')}"
        settings["proxy_headers"] = urllib3.make_headers(proxy_basic_auth=basic)
    try:
        return urllib3.ProxyManager(proxy, **settings)
    except exceptions.LocationValueError as error:
        raise TargetError(f"the proxy cannot be used: {error}") from None


def _proxy_of_environment(url: str) -> str | None:
    """What HTTP_PROXY, HTTPS_PROXY and NO_PROXY say; nothing of it is for this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy


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
    return HttpResponse(response.status, headers, bytes(body))


def _reason(error: Exception) -> str:
    """The innermost cause in words."""
    cause: BaseException = error
    while inner := cause.__cause__ or cause.__context__:
        cause = inner
    return f"{type(cause).__name__}: {cause}"
