"""The HTTP library, set up."""

from __future__ import annotations

import ssl
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import ip_address
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from ._httpx import httpx
from .errors import APIConnectionError, ArgumentError
from .shards import Shards

if TYPE_CHECKING:
    from .deadline import Deadline

CaBundle: TypeAlias = str | PathLike[str] | ssl.SSLContext
H = TypeVar("H", httpx.Client, httpx.AsyncClient)

# Enough for all requests that may be on their way.
_LIMITS = httpx.Limits(max_connections=128, max_keepalive_connections=128, keepalive_expiry=15)


_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=15)


class TooLateError(Exception):
    """The deadline passed in the middle of something."""


deadline_now: ContextVar[Deadline | None] = ContextVar("deadline", default=None)
"""The deadline of the call that this thread is in."""


@dataclass(frozen=True)
class HttpOptions:
    """What the user wants of the HTTP library."""

    client: httpx.Client | httpx.AsyncClient | None = field(default=None, repr=False)
    transport: httpx.BaseTransport | httpx.AsyncBaseTransport | None = None
    proxy: str | None = field(default=None, repr=False)
    ca_bundle: CaBundle | None = None


def opened(kind: type[H], http: HttpOptions, urls: list[str]) -> H:
    """A client of the library that reaches some addresses.

    Raises:
        ArgumentError: What the user gave is not fit for it.
        APIConnectionError: The environment's proxies or certificates are unusable.
    """
    if http.client is not None:
        if (http.transport, http.proxy, http.ca_bundle) != (None, None, None):
            raise ArgumentError("http_client comes with its own transport, proxy and ca_bundle")
        if not isinstance(http.client, kind):
            raise ArgumentError(f"http_client must be an httpx.{kind.__name__}")
        return http.client
    if http.transport is not None and (http.proxy, http.ca_bundle) != (None, None):
        raise ArgumentError("transport comes with its own proxy and ca_bundle")
    try:
        return _made(kind, http, urls)
    except ArgumentError:
        raise
    except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:
        # A proxy's address may hold a password.
        reason = str(error) if isinstance(error, OSError | ImportError) else type(error).__name__
    raise APIConnectionError(f"no HTTP client can be set up: proxy or certificates: {reason}")


def _made(kind: type[H], http: HttpOptions, urls: list[str]) -> H:
    transport = http.transport
    mounts = {}
    if transport is None:
        context = _context(http.ca_bundle)
        mounts = {_origin(url): _transport(kind, context, _proxy(url, http)) for url in urls}
        transport = mounts.pop(_origin(urls[0]))
    wanted = httpx.BaseTransport if kind is httpx.Client else httpx.AsyncBaseTransport
    if not isinstance(transport, wanted):
        raise ArgumentError(f"transport must be an httpx.{wanted.__name__}")
    # The environment has been read already, and read otherwise than httpx would.
    return kind(transport=transport, mounts=mounts, trust_env=False)  # type: ignore[arg-type]


def _context(ca_bundle: CaBundle | None) -> ssl.SSLContext:
    if isinstance(ca_bundle, ssl.SSLContext):
        return ca_bundle
    if ca_bundle is None:
        return httpx.create_ssl_context()
    return ssl.create_default_context(cafile=ca_bundle)


def _transport(kind: type[Any], context: ssl.SSLContext, proxy: str | None) -> Any:
    if kind is httpx.AsyncClient:
        return Shards(lambda: httpx.AsyncHTTPTransport(verify=context, proxy=proxy, limits=_ONE))
    transport = httpx.HTTPTransport(verify=context, proxy=proxy, limits=_LIMITS)
    # httpx has no argument for it.
    pool: Any = transport._pool  # noqa: SLF001
    pool._network_backend = _Backend(pool._network_backend)  # noqa: SLF001
    return transport


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _proxy(url: str, http: HttpOptions) -> str | None:
    """The proxy to take to an address: none to this machine, whatever the environment says."""
    if http.proxy is not None:
        return http.proxy
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Backend:
    """Connections whose reads end with the deadline; httpx's own timeout starts with each."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def connect_tcp(self, *args: Any, **options: Any) -> _Stream:
        return _Stream(self._inner.connect_tcp(*args, **_cut(options)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _Stream:
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._inner.read(max_bytes, **_cut({"timeout": timeout}))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, **_cut({"timeout": timeout}))

    def start_tls(self, *args: Any, **options: Any) -> _Stream:
        return _Stream(self._inner.start_tls(*args, **_cut(options)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def _cut(options: dict[str, Any]) -> dict[str, Any]:
    deadline = deadline_now.get()
    if deadline is None:
        return options
    if deadline.passed:
        raise TooLateError
    timeout = options.get("timeout")
    left = max(deadline.left, 0.001)
    return {**options, "timeout": left if timeout is None else min(timeout, left)}
