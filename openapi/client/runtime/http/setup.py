"""The HTTP library, set up."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from .._httpx import httpx
from ..errors import APIConnectionError, ArgumentError
from .address import is_loopback
from .network import watch
from .pool import AsyncConnectionPool

if TYPE_CHECKING:
    from collections.abc import Sequence

CaBundle: TypeAlias = str | PathLike[str] | ssl.SSLContext
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
        APIConnectionError: The environment's proxies or certificates are unusable.
    """
    if options.client is not None:
        return _checked_client(kind, options)
    if options.transport is not None and (options.proxy, options.ca_bundle) != (None, None):
        raise ArgumentError("transport cannot be combined with proxy or ca_bundle")
    try:
        return _new_client(kind, options, urls)
    except ArgumentError:
        raise
    except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:
        # A proxy's URL may hold a password.
        reason = str(error) if isinstance(error, OSError | ImportError) else type(error).__name__
    raise APIConnectionError(f"proxy or ca_bundle is unusable: {reason}")


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
    proxies = {_origin(url): _proxy(url, options) for url in urls}
    context = _context(options.ca_bundle, [*proxies, *filter(None, proxies.values())])
    return {origin: _transport(kind, context, proxy) for origin, proxy in proxies.items()}


def _context(ca_bundle: CaBundle | None, urls: list[str]) -> ssl.SSLContext:
    if isinstance(ca_bundle, ssl.SSLContext):
        return ca_bundle
    if ca_bundle is not None:
        return ssl.create_default_context(cafile=ca_bundle)
    if any(url.lower().startswith("https:") for url in urls):
        return httpx.create_ssl_context()
    # Not needed, and trusts nobody: to load certificates takes longer than all else here.
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _transport(kind: type[Any], context: ssl.SSLContext, proxy: str | None) -> Any:
    if kind is httpx.Client:
        return watch(httpx.HTTPTransport(verify=context, proxy=proxy, limits=_LIMITS))
    return AsyncConnectionPool(
        lambda: watch(httpx.AsyncHTTPTransport(verify=context, proxy=proxy, limits=_SINGLE))
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _proxy(url: str, options: HttpOptions) -> str | None:
    """The proxy to take to a URL: none to this machine, whatever the environment says."""
    if options.proxy is not None:
        return options.proxy
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy
