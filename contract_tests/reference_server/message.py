"""Requests as received, and responses as sent."""

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
    """A request with its raw path."""

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    """Names in lower case, in the order received."""
    body: bytes = b""

    def value(self, location: str, name: str) -> str | None:
        """A header, query parameter or cookie; repeated ones are joined by commas."""
        values = self.values(location, name)
        return ", ".join(values) if values else None

    def values(self, location: str, name: str) -> tuple[str, ...]:
        """All headers, query parameters or cookies of a name."""
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
    """A response; a body of ``None`` means no body."""

    status: int
    body: JSON = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds to wait before it is sent."""

    @cached_property
    def content(self) -> bytes:
        """The encoded body."""
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body, ensure_ascii=False).encode()


Handler: TypeAlias = "Callable[[Request], Response]"
"""A server without its transport."""
