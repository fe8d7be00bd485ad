"""Sets up a client's transport."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._httpx import httpx
from ..errors import APIConnectionError, ArgumentError
from ..network.certificates import checked_ca_bundle, empty_context, ssl_context
from ..network.pool import AsyncPooledTransport, PooledTransport
from ..network.proxies import proxy_for
from ..network.route import Route
from .message import origin_of
from .wire import AsyncWire, SyncWire

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Sequence

    from ..network.certificates import CaBundle
    from .message import Origin
    from .options import HttpOptions


def open_wire(options: HttpOptions, urls: Sequence[str]) -> SyncWire:
    """The wire of a synchronous client that calls certain URLs.

    Raises:
        ArgumentError: The options cannot be combined, or have the wrong type.
        APIConnectionError: The proxies or certificates are unusable.
    """
    own = _own_client(options, httpx.Client, httpx.BaseTransport) if options.are_foreign else None
    if own is None:
        return SyncWire(PooledTransport(_routes(options, urls, is_async=False)))
    return SyncWire(_foreign().ForeignTransport(own))


def open_async_wire(options: HttpOptions, urls: Sequence[str]) -> AsyncWire:
    """As `open_wire`, for an asynchronous client."""
    if not options.are_foreign:
        return AsyncWire(AsyncPooledTransport(_routes(options, urls, is_async=True)))
    own = _own_client(options, httpx.AsyncClient, httpx.AsyncBaseTransport)
    return AsyncWire(_foreign().AsyncForeignTransport(own))


def _foreign() -> Any:
    from . import foreign  # noqa: PLC0415  # httpx is slow to load

    return foreign


def _own_client(options: HttpOptions, kind: type[Any], transport_kind: type[Any]) -> Any:
    """The caller's client, or a client with the caller's transport."""
    if options.client is not None:
        if (options.transport, options.proxy.reveal(), options.ca_bundle) != (None, None, None):
            raise ArgumentError("http_client cannot be combined with transport, proxy or ca_bundle")
        if not isinstance(options.client, kind):
            raise ArgumentError(f"http_client must be an httpx.{kind.__name__}")
        return options.client
    if (options.proxy.reveal(), options.ca_bundle) != (None, None):
        raise ArgumentError("transport cannot be combined with proxy or ca_bundle")
    if not isinstance(options.transport, transport_kind):
        raise ArgumentError(f"transport must be an httpx.{transport_kind.__name__}")
    return kind(transport=options.transport, trust_env=False)


def _routes(
    options: HttpOptions, urls: Sequence[str], *, is_async: bool
) -> Callable[[Origin], Route]:
    """The route to each origin, as they may need different proxies."""
    checked_ca_bundle(options.ca_bundle)
    proxies = {origin_of(url): proxy_for(url, options.proxy.reveal()) for url in urls}
    context = _context(
        options.ca_bundle, [*urls, *(proxy.url for proxy in proxies.values() if proxy)]
    )
    routes = {origin: Route(origin, proxy, context) for origin, proxy in proxies.items()}
    try:
        for route in routes.values():
            if route.proxy:
                route.through(route.proxy, None, is_async=is_async)
    except ImportError as error:
        reason = str(error)  # SOCKS needs an optional dependency
    else:
        return routes.__getitem__
    raise APIConnectionError(f"proxy is unusable: {reason}")


def _context(ca_bundle: CaBundle | None, urls: list[str]) -> ssl.SSLContext:
    needed = any(url.lower().startswith("https:") for url in urls)
    return ssl_context(ca_bundle) if needed else empty_context()
