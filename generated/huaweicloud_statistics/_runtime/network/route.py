# Written by scripts/generate from openapi/client/runtime/network/route.py. Edit that.
"""The route to an origin: directly, or through a proxy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import httpcore

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from ..http.message import Origin, Request
    from .proxies import Proxy


@dataclass(frozen=True)
class Route:
    """The route to an origin."""

    origin: Origin
    proxy: Proxy | None
    context: ssl.SSLContext

    def through(self, proxy: Proxy, backend: Any, *, is_async: bool) -> Any:
        """An httpcore connection through a proxy, which connects on first use."""
        prefix = "Async" if is_async else ""
        options: dict[str, Any] = {
            "proxy_url": proxy.url,
            "proxy_auth": proxy.auth and tuple(part.encode() for part in proxy.auth.reveal()),
            "ssl_context": self.context,
            "network_backend": backend,
        }
        if proxy.scheme == "https":
            options["proxy_ssl_context"] = self.context
        kind = f"{prefix}SOCKSProxy" if self._is_socks else f"{prefix}HTTPProxy"
        # httpcore's pool is not used: an interrupt may leave it locked.
        return getattr(httpcore, kind)(**options).create_connection(self.library_origin)

    @property
    def _is_socks(self) -> bool:
        return self.proxy is not None and self.proxy.scheme.startswith("socks5")

    @property
    def library_origin(self) -> httpcore.Origin:
        """The origin, for httpcore."""
        return httpcore.Origin(self.origin.scheme.encode(), self._host, self.origin.port)

    @property
    def _host(self) -> bytes:
        # An HTTP proxy needs an IPv6 address in brackets, SOCKS without.
        host = self.origin.host
        return (host.strip("[]") if self._is_socks else host).encode()

    @property
    def tls(self) -> ssl.SSLContext | None:
        """The TLS context of a direct connection; None for plain HTTP."""
        if self.origin.scheme != "https":
            return None
        self.context.set_alpn_protocols(["http/1.1"])
        return self.context

    def request(self, request: Request) -> httpcore.Request:
        """A request, for httpcore."""
        url = httpcore.URL(
            scheme=self.origin.scheme.encode(),
            host=self._host,
            port=self.origin.explicit_port,
            target=request.target.encode(),
        )
        sent = httpcore.Request(request.method, url, content=request.content or _NOTHING)
        sent.headers = request.headers.encoded  # set here, so that they are not checked again
        return sent


class _Nothing:
    """An empty body; httpcore's own yields an empty chunk, which costs a write."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration


_NOTHING = _Nothing()
