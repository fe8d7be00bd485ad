# Written by scripts/generate from openapi/client/runtime/auth/signing.py. Edit that.
"""The vendor's request signature, SDK-HMAC-SHA256."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

ALGORITHM = "SDK-HMAC-SHA256"


@dataclass(frozen=True)
class Signable:
    """The parts of a request that are signed."""

    method: str
    target: str
    """Path and query as on the wire."""
    headers: Mapping[str, str]
    """All are signed except names with an underscore; X-Sdk-Date must be present."""
    body: bytes = field(default=b"", repr=False)

    @property
    def signed(self) -> dict[str, str]:
        """The signed headers, in canonical form and order."""
        names = sorted((name for name in self.headers if "_" not in name), key=str.lower)
        return {name.lower(): self.headers[name].strip() for name in names}


def authorization(request: Signable, ak: str, sk: str) -> str:
    """The value of the header Authorization."""
    date = request.signed["x-sdk-date"]
    text = f"{ALGORITHM}\n{date}\n{_sha256(canonical(request).encode())}"
    signature = hmac.new(sk.encode(), text.encode(), hashlib.sha256).hexdigest()
    names = ";".join(request.signed)
    return f"{ALGORITHM} Access={ak}, SignedHeaders={names}, Signature={signature}"


def canonical(request: Signable) -> str:
    """The canonical request, which client and server compute alike."""
    path, _, query = request.target.partition("?")
    return "\n".join(
        [
            request.method.upper(),
            _canonical_path(path),
            _canonical_query(query),
            *(f"{name}:{value}" for name, value in request.signed.items()),
            "",
            ";".join(request.signed),
            _sha256(request.body),
        ]
    )


def _canonical_path(path: str) -> str:
    # Unquoted before it is split, as the vendor's SDK does: %2F ends a segment here.
    quoted = "/".join(quote(segment, safe="~") for segment in unquote(path).split("/"))
    return quoted if quoted.endswith("/") else f"{quoted}/"


def _canonical_query(query: str) -> str:
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
