"""The vendor's request signature, ``SDK-HMAC-SHA256``, from the side that verifies it."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote

if TYPE_CHECKING:
    from contract_tests.reference_server.message import Request

ALGORITHM = "SDK-HMAC-SHA256"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"
SECRET_HEADERS = {"x-auth-token", "x-security-token"}
UNSIGNED = "UNSIGNED-PAYLOAD"

_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Access=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{{64}})"
)
_DATE = re.compile(r"\d{8}T\d{6}Z")


@dataclass(frozen=True)
class Signature:
    """What an ``Authorization`` header says."""

    access_key: str
    signed_headers: tuple[str, ...]
    """Lower case and sorted; the vendor's SDK lists one twice now and then."""
    value: str

    def keeps(self, request: Request, secret_key: str) -> bool:
        """Whether this is the signature of the request under a secret key."""
        expected = sign(
            secret_key,
            request.value("header", "x-sdk-date") or "",
            canonical_request(request, self.signed_headers),
        )
        return hmac.compare_digest(expected, self.value)


def parse(authorization: str) -> Signature | None:
    """Read the header; ``None`` if it is of another scheme or form."""
    found = _AUTHORIZATION.fullmatch(authorization)
    if found is None:
        return None
    access_key, names, value = found.groups()
    return Signature(access_key, tuple(sorted(names.lower().split(";"))), value)


def signing_time(date: str) -> datetime | None:
    """The time that ``X-Sdk-Date`` names; ``None`` if it names none."""
    if not _DATE.fullmatch(date):
        return None
    try:
        return datetime.strptime(date, DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


def sign(secret_key: str, date: str, canonical: str) -> str:
    """The signature of a canonical request; no key is derived and no scope goes in."""
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"{ALGORITHM}\n{date}\n{digest}"
    return hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()


def canonical_request(request: Request, signed_headers: tuple[str, ...]) -> str:
    """The text that is hashed and signed."""
    return "\n".join(
        (
            request.method,
            _canonical_path(request.path),
            _canonical_query(request.query),
            "".join(f"{name}:{_header(request, name)}\n" for name in signed_headers),
            ";".join(signed_headers),
            _payload_hash(request),
        )
    )


def shown(request: Request, signed_headers: tuple[str, ...]) -> str:
    """The canonical request as the gateway puts it into an error, without what is secret."""
    headers = tuple(
        (name, "***" if name in SECRET_HEADERS else value) for name, value in request.headers
    )
    without = type(request)(request.method, request.path, request.query, headers, request.body)
    return canonical_request(without, signed_headers).replace("\n", "|")


def _canonical_path(path: str) -> str:
    # The vendor's signers decode the whole path before they split it, so that %2F separates.
    encoded = "/".join(_encoded(segment) for segment in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else f"{encoded}/"


def _canonical_query(query: str) -> str:
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs)


def _encoded(text: str) -> str:
    return quote(text, safe="~")


def _header(request: Request, name: str) -> str:
    """The value as it was signed: signers hash UTF-8, which HTTP libraries may send as Latin-1."""
    value = (request.value("header", name) or "").strip()
    try:
        return value.encode("latin-1").decode()
    except UnicodeDecodeError:
        return value


def _payload_hash(request: Request) -> str:
    kind = request.value("header", "content-type") or ""
    # JSON is always hashed; only other content may go unsigned.
    free = kind and not kind.startswith(("application/json", "application/bson"))
    declared = request.value("header", "x-sdk-content-sha256")
    if request.body and free and declared == UNSIGNED:
        return UNSIGNED
    return hashlib.sha256(request.body).hexdigest()
