"""HTTP messages as sent and received."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class HttpRequest:
    """A request, ready to be sent."""

    method: str
    url: str
    """Path and query are sent unchanged."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Each character of a value stands for one byte (Latin-1)."""
    body: bytes = b""

    @property
    def origin(self) -> str:
        """Scheme and authority of the URL."""
        return self.url.removesuffix(self.target)

    @property
    def target(self) -> str:
        """Path and query of the URL."""
        _, _, rest = self.url.partition("://")
        return "/" + rest.partition("/")[2]

    def value(self, name: str) -> str | None:
        """The value of a header."""
        return next(
            (value for key, value in self.headers.items() if key.lower() == name.lower()), None
        )

    def with_headers(self, headers: Mapping[str, str]) -> HttpRequest:
        """The same request with further headers; those of the same name are replaced."""
        names = {name.lower() for name in headers}
        kept = {name: value for name, value in self.headers.items() if name.lower() not in names}
        return replace(self, headers={**kept, **headers})


@dataclass(frozen=True)
class HttpResponse:
    """A complete response, or why there is none."""

    status: int = 0
    """0 if there is no response."""
    headers: Mapping[str, list[str]] = field(default_factory=dict)
    """Values by name, in lower case."""
    body: bytes = b""
    """The decoded body."""
    fault: str = ""
    """Why there is no complete response."""
    unreachable: bool = False
    """Whether no connection could be established."""
    late: bool = False
    """Whether it timed out."""
    closed: bool = False
    """Whether the connection broke, or was closed without a response."""
    idle: bool = False
    """Whether that connection had been idle for a while."""
    refused: bool = False
    """Whether the connection was closed to refuse a hostile request; others were served."""
    seconds: float = 0.0
    """Time until it was complete."""
    withheld: bool = False
    """Whether the request was not sent, because it might write."""
    cut: int = 0
    """Bytes of the body that were dropped."""

    @property
    def size(self) -> int:
        """Bytes of the whole body."""
        return len(self.body) + self.cut

    def trimmed(self, kept: int) -> HttpResponse:
        """The response with at most `kept` bytes of the body."""
        cut = max(0, self.size - kept)
        return replace(self, body=self.body[:kept], cut=cut) if cut > self.cut else self

    def values(self, name: str) -> list[str]:
        """All values of a header."""
        return self.headers.get(name.lower(), [])
