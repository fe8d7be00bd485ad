"""The security schemes of a contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGNATURE = "sdk-hmac-sha256"
"""The HTTP authentication scheme of a signed request, lower case."""


@dataclass(frozen=True)
class SecurityScheme:
    """A security scheme."""

    name: str
    type: str
    location: str | None
    """``header``, ``query`` or ``cookie`` for an API key."""
    key: str | None
    """The name of the header, query parameter or cookie of an API key."""
    http_scheme: str | None
    """The scheme of HTTP authentication, in lower case."""

    @property
    def token_header(self) -> str | None:
        """The header that carries a token alone; None if the scheme has none."""
        is_header = self.type == "apiKey" and self.location == "header"
        return self.key if is_header and str(self.key).lower() != "authorization" else None

    @property
    def is_signature(self) -> bool:
        """Whether requests are signed with an access key."""
        as_key = self.type == "apiKey" and str(self.key).lower() == "authorization"
        return as_key or (self.type == "http" and self.http_scheme == SIGNATURE)


def scheme(name: str, node: dict[str, Any]) -> SecurityScheme:
    """The security scheme that a node of a contract describes."""
    http_scheme = node.get("scheme")
    return SecurityScheme(
        name=name,
        type=str(node.get("type")),
        location=node.get("in"),
        key=node.get("name"),
        http_scheme=str(http_scheme).lower() if http_scheme else None,
    )


def token_header(alternatives: Iterable[tuple[SecurityScheme, ...]]) -> str | None:
    """The header of the first alternative that requires a token and nothing else."""
    alone = (alternative[0].token_header for alternative in alternatives if len(alternative) == 1)
    return next((header for header in alone if header), None)
