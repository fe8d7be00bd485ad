"""Verifies request signatures."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from contract_tests import signing
from contract_tests.signing import DATE_FORMAT, DATE_HEADER, Authorization

if TYPE_CHECKING:
    from contract_tests.reference_server.message import Request

SECRET_HEADERS = {"x-auth-token", "x-security-token"}
UNSIGNED = "UNSIGNED-PAYLOAD"

_DATE = re.compile(r"\d{8}T\d{6}Z")


def verify(authorization: Authorization, request: Request, secret_key: str) -> bool:
    """Whether a secret key signed the request."""
    date = request.value("header", DATE_HEADER) or ""
    canonical = canonical_request(request, authorization.signed_headers)
    expected = signing.signature(secret_key, date, canonical)
    return hmac.compare_digest(expected, authorization.signature)


def signing_time(date: str) -> datetime | None:
    """The time in ``X-Sdk-Date``; ``None`` if it is malformed."""
    if not _DATE.fullmatch(date):
        return None
    try:
        return datetime.strptime(date, DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


def canonical_request(request: Request, signed_headers: tuple[str, ...]) -> str:
    """The text that was signed."""
    headers = [(name, _header(request, name)) for name in signed_headers]
    return signing.canonical_request(
        request.method, request.path, request.query, headers, _payload_hash(request)
    )


def redacted(request: Request, signed_headers: tuple[str, ...]) -> str:
    """The canonical request as in errors of the gateway, with secrets redacted."""
    headers = tuple(
        (name, "***" if name in SECRET_HEADERS else value) for name, value in request.headers
    )
    shown = type(request)(request.method, request.path, request.query, headers, request.body)
    return canonical_request(shown, signed_headers).replace("\n", "|")


def _header(request: Request, name: str) -> str:
    """The signed value: signers hash UTF-8, whose bytes are read as Latin-1 here."""
    value = request.value("header", name) or ""
    try:
        return value.encode("latin-1").decode()
    except UnicodeDecodeError:
        return value


def _payload_hash(request: Request) -> str:
    kind = request.value("header", "content-type") or ""
    # JSON is always hashed; only other content may be unsigned.
    may_be_unsigned = kind and not kind.startswith(("application/json", "application/bson"))
    declared = request.value("header", "x-sdk-content-sha256")
    if request.body and may_be_unsigned and declared == UNSIGNED:
        return UNSIGNED
    return hashlib.sha256(request.body).hexdigest()
