# Written by scripts/generate from openapi/client/runtime/http/message.py. Edit that.
"""Requests, before and after they are built."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from .._httpx import httpx
from .headers import Headers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..redaction.secret import Secret

_PORTS = {"http": 80, "https": 443}
# Requests that need no encoding, parsing or body; httpx builds all others.
_PLAIN = {"method", "url", "headers"}
_BARE = {"GET", "HEAD", "DELETE"}
_PLAIN_URL = re.compile(r"(https?://[^/?#]+)((?:/(?!\.)[\w.~!$&'()*+,;=:@%-]*)+)", re.ASCII)


class InvalidRequestError(Exception):
    """The request cannot be sent."""


@dataclass(eq=False)
class Message:
    """A request to be sent, once for each attempt."""

    operation: str
    """Its name in messages."""
    request: dict[str, Any] = field(repr=False)
    """Arguments of `httpx.Request`."""
    idempotent: bool
    """Whether sending it twice has the same effect as once."""
    secrets: tuple[Secret[str], ...] = ()
    """The secrets that it contains."""
    response_has_secret: bool = False
    """Whether the headers of its response contain a secret."""


class Origin(NamedTuple):
    """The origin of a URL."""

    scheme: str
    host: str
    """An IPv6 address in brackets."""
    port: int

    @property
    def explicit_port(self) -> int | None:
        """The port; None if it is the scheme's default."""
        return None if self.port == _PORTS[self.scheme] else self.port

    @property
    def authority(self) -> str:
        """Host and port as in the header Host."""
        port = self.explicit_port
        return self.host if port is None else f"{self.host}:{port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"


@lru_cache
def origin_of(url: str) -> Origin:
    """The origin of a valid URL."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return Origin(
        parts.scheme, f"[{host}]" if ":" in host else host, parts.port or _PORTS[parts.scheme]
    )


@dataclass(eq=False)
class Request:
    """A request in the form in which it is sent."""

    method: str
    origin: Origin
    target: str
    """Path and query."""
    headers: Headers = field(repr=False)
    content: bytes = field(repr=False, default=b"")

    @property
    def url(self) -> str:
        return f"{self.origin}{self.target}"


def build_request(arguments: Mapping[str, Any], headers: Mapping[str, str]) -> Request:
    """The request that httpx would build from arguments, but with these headers."""
    is_bare = arguments.keys() <= _PLAIN and arguments["method"].upper() in _BARE
    plain = _PLAIN_URL.fullmatch(arguments["url"]) if is_bare else None
    if plain is None:
        try:
            return converted(httpx.Request(**{**arguments, "headers": headers}))
        except httpx.InvalidURL as error:
            raise InvalidRequestError(str(error)) from None
    origin = origin_of(plain[1])
    items = (("Host", origin.authority), *headers.items())
    return Request(arguments["method"].upper(), origin, plain[2], Headers(items))


def converted(request: httpx.Request) -> Request:
    """A request from one of httpx's."""
    url = request.url
    origin = origin_of(f"{url.scheme}://{url.netloc.decode('ascii')}")
    raw = ((name.decode("ascii"), value.decode("latin-1")) for name, value in request.headers.raw)
    target = url.raw_path.decode("ascii")
    return Request(request.method, origin, target, Headers(raw), request.read())
