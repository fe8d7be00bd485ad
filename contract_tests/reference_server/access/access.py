"""Authenticates and authorizes requests."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from hmac import compare_digest
from typing import TYPE_CHECKING

from contract_tests.reference_server.access import signature
from contract_tests.reference_server.access.credentials import (
    DENIED_KEY,
    DENIED_USER,
    KEY,
    TEMPORARY_KEY,
    USER,
    VECTOR_TOKEN,
    KeyPair,
    User,
)
from contract_tests.reference_server.access.refusal import (
    NO_SIGNATURE,
    NO_TOKEN,
    NOT_PERMITTED,
    UNKNOWN_KEY,
    WRONG_TOKEN,
    Refusal,
    unauthenticated,
)
from contract_tests.reference_server.access.tokens import Grant, IssuedTokens, new_token, timestamp
from contract_tests.signing import DATE_FORMAT, DATE_HEADER, Authorization

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference_server.message import Request
    from openapi.contract import Operation, SecurityScheme

SKEW = 15 * 60
"""Allowed clock skew of signatures, in seconds."""
DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Access:
    """The credentials of a server: tokens are random, everything else is published."""

    token: str = field(default_factory=new_token, repr=False)
    """Valid for every operation."""
    denied_token: str = field(default_factory=new_token, repr=False)
    """Valid, but without permission for any operation."""
    key: KeyPair = KEY
    temporary_key: KeyPair = TEMPORARY_KEY
    denied_key: KeyPair = DENIED_KEY
    user: User = USER
    denied_user: User = DENIED_USER
    domain: str = "IAMDomain"
    """Name of the account of both users."""
    token_lifetime: float = DAY
    """Lifetime of tokens from a login, in seconds."""
    now: Callable[[], float] = field(default=time.time, repr=False)
    issued: IssuedTokens = field(default_factory=IssuedTokens, repr=False)

    @property
    def keys(self) -> tuple[KeyPair, ...]:
        """All accepted key pairs."""
        test_vector = replace(self.key, security_token=VECTOR_TOKEN)
        return (self.key, test_vector, self.temporary_key, self.denied_key)

    def log_in(self, user: User) -> tuple[str, float, float]:
        """A token for a user, with the times of issue and expiry."""
        issued_at = self.now()
        expires_at = issued_at + self.token_lifetime
        return self.issued.issue(Grant(user.permitted, expires_at)), issued_at, expires_at

    def refusal(self, operation: Operation, request: Request) -> Refusal | None:
        """Why a request is rejected; ``None`` if it satisfies a security alternative."""
        refusals = []
        for alternative in sorted(operation.security, key=_is_signed):
            refusal = self._first_refusal(alternative, request)
            # A valid token decides, whatever else was sent.
            if refusal in (None, NOT_PERMITTED):
                return refusal
            refusals.append(refusal)
        # An attempted scheme gives a better reason than a missing token.
        attempted = (refusal for refusal in refusals if refusal != NO_TOKEN)
        return next(attempted, NO_TOKEN if refusals else None)

    def _first_refusal(
        self, schemes: tuple[SecurityScheme, ...], request: Request
    ) -> Refusal | None:
        refusals = (self._check(scheme, request) for scheme in schemes)
        return next((refusal for refusal in refusals if refusal), None)

    def _check(self, scheme: SecurityScheme, request: Request) -> Refusal | None:
        value = request.value(scheme.location or "header", scheme.key or "Authorization")
        if not value:
            return NO_TOKEN
        return self._check_signature(value, request) if _signs(scheme) else self._check_token(value)

    def _check_token(self, token: str) -> Refusal | None:
        if _same(token, self.token):
            return None
        if _same(token, self.denied_token):
            return NOT_PERMITTED
        grant = self.issued.find(token)
        if grant is None:
            return WRONG_TOKEN
        if grant.expires_at <= self.now():
            return unauthenticated(f"token expires, expires_at: {timestamp(grant.expires_at)}")
        return None if grant.permitted else NOT_PERMITTED

    def _check_signature(self, value: str, request: Request) -> Refusal | None:
        authorization = Authorization.parse(value)
        if authorization is None:
            return NO_SIGNATURE
        return self._check_date(authorization, request) or self._check_key(authorization, request)

    def _check_date(self, authorization: Authorization, request: Request) -> Refusal | None:
        date = request.value("header", DATE_HEADER) or ""
        signed_at = signature.signing_time(date)
        if signed_at is None or DATE_HEADER not in authorization.signed_headers:
            return NO_SIGNATURE
        now = self.now()
        if abs(now - signed_at.timestamp()) <= SKEW:
            return None
        server = time.strftime(DATE_FORMAT, time.gmtime(now))
        return unauthenticated(f"signature expired, signature time:{date},server time:{server}")

    def _check_key(self, authorization: Authorization, request: Request) -> Refusal | None:
        security_token = request.value("header", "x-security-token") or ""
        pairs = [pair for pair in self.keys if pair.access_key == authorization.access_key]
        pair = next((pair for pair in pairs if _same(security_token, pair.security_token)), None)
        if pair is None:
            # A temporary key is unknown without its security token.
            return WRONG_TOKEN if pairs and security_token else UNKNOWN_KEY
        is_signed = not security_token or "x-security-token" in authorization.signed_headers
        if not is_signed or not signature.verify(authorization, request, pair.secret_key):
            shown = signature.redacted(request, authorization.signed_headers)
            return unauthenticated(f"verify aksk signature fail, canonicalRequest:{shown}")
        return None if pair.permitted else NOT_PERMITTED


def _signs(scheme: SecurityScheme) -> bool:
    return scheme.key is None or scheme.key.lower() == "authorization"


def _is_signed(schemes: tuple[SecurityScheme, ...]) -> bool:
    return any(map(_signs, schemes))


def _same(received: str, valid: str) -> bool:
    return compare_digest(received.encode(), valid.encode())
