"""SDK-HMAC-SHA256, the vendor's request signature, for the conformance suite and the server.

The client has a signer of its own. The two share no code, so that each tests the other, and
both are compared with the vendor's.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ALGORITHM = "SDK-HMAC-SHA256"
DATE_HEADER = "x-sdk-date"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"
"""In UTC."""

_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Access=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{{64}})"
)


@dataclass(frozen=True)
class Authorization:
    """The value of an ``Authorization`` header."""

    access_key: str
    signed_headers: tuple[str, ...]
    """Lower case and sorted; the vendor's SDK sometimes lists a name twice."""
    signature: str

    @classmethod
    def parse(cls, value: str) -> Authorization | None:
        """Read a header; ``None`` if it is of another scheme or malformed."""
        match = _AUTHORIZATION.fullmatch(value)
        if match is None:
            return None
        access_key, names, signature = match.groups()
        return cls(access_key, tuple(sorted(names.lower().split(";"))), signature)

    def __str__(self) -> str:
        names = ";".join(self.signed_headers)
        return (
            f"{ALGORITHM} Access={self.access_key}, SignedHeaders={names}, "
            f"Signature={self.signature}"
        )


def authorize(
    key: tuple[str, str], method: str, target: str, headers: Mapping[str, str], body: bytes = b""
) -> Authorization:
    """Sign a request.

    Args:
        key: AK and SK.
        method: The HTTP method.
        target: Path and query as on the wire.
        headers: The headers to sign, ``X-Sdk-Date`` among them.
        body: The body as on the wire.
    """
    access_key, secret_key = key
    signed = sorted((name.lower(), value) for name, value in headers.items())
    path, _, query = target.partition("?")
    digest = hashlib.sha256(body).hexdigest()
    canonical = canonical_request(method, path, query, signed, digest)
    value = signature(secret_key, dict(signed)[DATE_HEADER], canonical)
    return Authorization(access_key, tuple(name for name, _ in signed), value)


def canonical_request(
    method: str, path: str, query: str, headers: Iterable[tuple[str, str]], payload_hash: str
) -> str:
    """The text that is signed.

    Args:
        method: The HTTP method.
        path: The path as on the wire.
        query: The query as on the wire.
        headers: The signed headers: lower-case names, sorted, with values.
        payload_hash: SHA-256 of the body, hexadecimal, or its replacement.
    """
    signed = list(headers)
    return "\n".join(
        (
            method.upper(),
            _canonical_path(path),
            _canonical_query(query),
            "".join(f"{name}:{value.strip()}\n" for name, value in signed),
            ";".join(name for name, _ in signed),
            payload_hash,
        )
    )


def signature(secret_key: str, date: str, canonical: str) -> str:
    """Sign a canonical request, with no derived key and no scope; hexadecimal."""
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"{ALGORITHM}\n{date}\n{digest}"
    return hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()


def _canonical_path(path: str) -> str:
    # The vendor's signers decode the path before they split it, so %2F is a separator here.
    encoded = "/".join(_encoded(segment) for segment in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else f"{encoded}/"


def _canonical_query(query: str) -> str:
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs)


def _encoded(text: str) -> str:
    return quote(text, safe="~")
