"""Who may call: the credentials the server knows, and what it says to others."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contract_tests.reference_server.message import Request
    from contract_tests.spec import Operation, SecurityScheme


@dataclass(frozen=True)
class Refusal:
    """Why a caller is turned away: a status and the gateway's code and words."""

    status: int
    code: str
    message: str


NO_TOKEN = Refusal(
    401, "APIGW.0301", "Incorrect IAM authentication information: x-auth-token not found"
)
WRONG_TOKEN = Refusal(
    401, "APIGW.0301", "Incorrect IAM authentication information: decrypt token fail"
)
WRONG_SIGNATURE = Refusal(
    401, "APIGW.0301", "Incorrect IAM authentication information: verify aksk signature fail"
)
NOT_PERMITTED = Refusal(403, "APIGW.0302", "The IAM user is not authorized to access the API.")


def _new_token() -> str:
    return secrets.token_urlsafe(48)


@dataclass(frozen=True)
class Access:
    """The tokens of one run, made when it starts."""

    token: str = field(default_factory=_new_token, repr=False)
    """Lets its bearer do everything."""
    denied_token: str = field(default_factory=_new_token, repr=False)
    """Valid, but without permission for anything."""

    def refusal(self, operation: Operation, request: Request) -> Refusal | None:
        """Why a request must not pass; ``None`` if one alternative of its security holds."""
        refusals = [self._first_refusal(one, request) for one in operation.security]
        if not refusals or None in refusals:
            return None
        # Of several ways that failed, the one the caller tried tells more than those left out.
        return next((one for one in refusals if one != NO_TOKEN), NO_TOKEN)

    def _first_refusal(
        self, schemes: tuple[SecurityScheme, ...], request: Request
    ) -> Refusal | None:
        found = (self._check(scheme, request) for scheme in schemes)
        return next((refusal for refusal in found if refusal), None)

    def _check(self, scheme: SecurityScheme, request: Request) -> Refusal | None:
        value = request.value(scheme.location or "header", scheme.key or "Authorization")
        if not value:
            return NO_TOKEN
        if scheme.key is None or scheme.key.lower() == "authorization":
            return WRONG_SIGNATURE
        if _same(value, self.token):
            return None
        return NOT_PERMITTED if _same(value, self.denied_token) else WRONG_TOKEN


def _same(given: str, known: str) -> bool:
    return compare_digest(given.encode(), known.encode())
