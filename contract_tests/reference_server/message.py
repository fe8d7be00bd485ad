"""A request as it came over the wire, and a response as it goes back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Callable

    from openapi.contract import JSON

JSON_TYPE = "application/json"


@dataclass(frozen=True)
class Request:
    """A request, its path undecoded."""

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    """Names in lower case, in the order they came."""
    body: bytes = b""

    def value(self, location: str, name: str) -> str | None:
        """A header, query parameter or cookie; several of one name are joined by a comma."""
        values = self.values(location, name)
        return ", ".join(values) if values else None

    def values(self, location: str, name: str) -> tuple[str, ...]:
        """Each header, query parameter or cookie of a name."""
        if location == "header":
            wanted, pairs = name.lower(), self.headers
        else:
            wanted, pairs = name, self._pairs(location)
        return tuple(value for key, value in pairs if key == wanted)

    def _pairs(self, location: str) -> tuple[tuple[str, str], ...]:
        if location == "query":
            return tuple(parse_qsl(self.query, keep_blank_values=True))
        cookies = (self.value("header", "cookie") or "").split(";")
        return tuple(
            (key.strip(), value) for key, _, value in (cookie.partition("=") for cookie in cookies)
        )


@dataclass(frozen=True)
class Response:
    """What goes back; a body of ``None`` is none at all."""

    status: int
    body: JSON = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds to wait before it goes out."""

    @cached_property
    def content(self) -> bytes:
        """The body's bytes."""
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body, ensure_ascii=False).encode()


Handler: TypeAlias = "Callable[[Request], Response]"
"""What a server is, less its transport."""
