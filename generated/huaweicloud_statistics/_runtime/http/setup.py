# Written by scripts/generate from openapi/client/runtime/http/setup.py. Edit that.
"""The HTTP library, set up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from .._httpx import httpx
from ..errors import APIConnectionError, ArgumentError
from .certificates import CaBundle, checked_ca_bundle, no_certificates, ssl_context
from .network import watch
from .pool import AsyncConnectionPool
from .proxies import proxy_for

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence

    from .proxies import Proxy

H = TypeVar("H", httpx.Client, httpx.AsyncClient)

# Enough for all requests that may be on their way.
_LIMITS = httpx.Limits(max_connections=128, max_keepalive_connections=128, keepalive_expiry=15)
_SINGLE = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=15)


@dataclass(frozen=True)
class HttpOptions:
    """What the caller wants of the HTTP library."""

    client: httpx.Client | httpx.AsyncClient | None = field(default=None, repr=False)
    transport: httpx.BaseTransport | httpx.AsyncBaseTransport | None = None
    proxy: str | None = field(default=None, repr=False)
    ca_bundle: CaBundle | None = None


def open_client(kind: type[H], options: HttpOptions, urls: Sequence[str]) -> H:
    """A client of the library that can reach some URLs.

    Raises:
        ArgumentError: The options do not go together, or not with the library.
        APIConnectionError: The proxies or certificates are unusable.
    """
    checked_ca_bundle(options.ca_bundle)
    if options.client is not None:
        return _checked_client(kind, options)
    if options.transport is not None and (options.proxy, options.ca_bundle) != (None, None):
        raise ArgumentError("transport cannot be combined with proxy or ca_bundle")
    try:
        return _new_client(kind, options, urls)
    except ImportError as error:
        reason = str(error)  # what a proxy with SOCKS needs
    raise APIConnectionError(f"proxy is unusable: {reason}")


def _checked_client(kind: type[H], options: HttpOptions) -> H:
    if (options.transport, options.proxy, options.ca_bundle) != (None, None, None):
        raise ArgumentError("http_client cannot be combined with transport, proxy or ca_bundle")
    if not isinstance(options.client, kind):
        raise ArgumentError(f"http_client must be an httpx.{kind.__name__}")
    return options.client


def _new_client(kind: type[H], options: HttpOptions, urls: Sequence[str]) -> H:
    transport = options.transport
    mounts = {}
    if transport is None:
        mounts = _transports(kind, options, urls)
        transport = mounts.pop(_origin(urls[0]))
    wanted = httpx.BaseTransport if kind is httpx.Client else httpx.AsyncBaseTransport
    if not isinstance(transport, wanted):
        raise ArgumentError(f"transport must be an httpx.{wanted.__name__}")
    # The environment has been read already, and read otherwise than httpx would.
    return kind(transport=transport, mounts=mounts, trust_env=False)  # type: ignore[arg-type]


def _transports(kind: type[Any], options: HttpOptions, urls: Sequence[str]) -> dict[str, Any]:
    """A transport for each origin, as each may need another proxy."""
    proxies = {_origin(url): proxy_for(url, options.proxy) for url in urls}
    context = _context(options.ca_bundle, [*proxies, *(one.url for one in proxies.values() if one)])
    return {origin: _transport(kind, context, proxy) for origin, proxy in proxies.items()}


def _context(ca_bundle: CaBundle | None, urls: list[str]) -> ssl.SSLContext:
    needed = any(url.lower().startswith("https:") for url in urls)
    return ssl_context(ca_bundle) if needed else no_certificates()


def _transport(kind: type[Any], context: ssl.SSLContext, through: Proxy | None) -> Any:
    proxy = httpx.Proxy(through.url, auth=through.auth) if through else None
    if kind is httpx.Client:
        return watch(httpx.HTTPTransport(verify=context, proxy=proxy, limits=_LIMITS))
    return AsyncConnectionPool(
        lambda: watch(httpx.AsyncHTTPTransport(verify=context, proxy=proxy, limits=_SINGLE))
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
