"""The way to an origin: directly, or through a proxy."""

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
    """The way to an origin."""

    origin: Origin
    proxy: Proxy | None
    context: ssl.SSLContext

    def through(self, proxy: Proxy, backend: Any, *, is_async: bool) -> Any:
        """A connection of the HTTP library's through a proxy, which connects when it is used."""
        prefix = "Async" if is_async else ""
        options: dict[str, Any] = {
            "proxy_url": proxy.url,
            "proxy_auth": proxy.auth and tuple(part.encode() for part in proxy.auth),
            "ssl_context": self.context,
            "network_backend": backend,
        }
        if proxy.scheme == "https":
            options["proxy_ssl_context"] = self.context
        kind = f"{prefix}SOCKSProxy" if self._is_socks else f"{prefix}HTTPProxy"
        # Its pool is not used: an interrupt may leave its lock behind.
        return getattr(httpcore, kind)(**options).create_connection(self.library_origin)

    @property
    def _is_socks(self) -> bool:
        return self.proxy is not None and self.proxy.scheme.startswith("socks5")

    @property
    def library_origin(self) -> httpcore.Origin:
        """The origin, as the HTTP library takes it."""
        return httpcore.Origin(self.origin.scheme.encode(), self._host, self.origin.port)

    @property
    def _host(self) -> bytes:
        # In what is sent to a proxy, an address needs its brackets; as bytes for SOCKS it has none.
        host = self.origin.host
        return (host.strip("[]") if self._is_socks else host).encode()

    @property
    def tls(self) -> ssl.SSLContext | None:
        """What to secure a direct connection with; None for a plain one."""
        if self.origin.scheme != "https":
            return None
        self.context.set_alpn_protocols(["http/1.1"])
        return self.context

    def request(self, request: Request) -> httpcore.Request:
        """A request, as the HTTP library takes it."""
        url = httpcore.URL(
            scheme=self.origin.scheme.encode(),
            host=self._host,
            port=self.origin.explicit_port,
            target=request.target.encode(),
        )
        sent = httpcore.Request(request.method, url, content=request.content or _NOTHING)
        sent.headers = request.headers.encoded  # no need to look at each again
        return sent


class _Nothing:
    """A body without parts; the HTTP library's own has an empty one, which costs as much as any."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration


_NOTHING = _Nothing()
