"""The vendor's login: a token in exchange for a user's password."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..body.schema import Violation
from ..errors import CredentialsError
from ..http.message import Message
from .fetched import FetchedTokenProvider
from .tokens import Token, checked_token

if TYPE_CHECKING:
    from ..body.response import Response
    from ..deadline import Deadline
    from .credentials import Sender

# Of a token's life: renewed so much before its end, so that none expires on its way.
_MARGIN, _LONGEST_MARGIN = 0.05, 600.0
_DEFAULT_LIFE = timedelta(hours=24)
"""As the vendor documents."""
_CREATED = 201
_ERROR = 400


@dataclass(frozen=True)
class Login:
    """Who logs in, and for what."""

    endpoint: str
    """The URL of IAM: the password goes there and nowhere else."""
    user: str
    password: str = field(repr=False)
    domain: str
    scope: dict[str, Any]

    @property
    def message(self) -> Message:
        """The request."""
        password = {
            "user": {
                "name": self.user,
                "password": self.password,
                "domain": {"name": self.domain},
            }
        }
        identity = {"methods": ["password"], "password": password}
        return Message(
            operation="IAM login",
            request={
                "method": "POST",
                "url": f"{self.endpoint}/v3/auth/tokens",
                # The catalog of services is long, and not wanted.
                "params": {"nocatalog": "true"},
                "json": {"auth": {"identity": identity, "scope": self.scope}},
            },
            # One more token does no harm.
            idempotent=True,
            secrets=(self.password,),
            response_has_secret=True,
        )


class IamProvider(FetchedTokenProvider):
    """A token that a login brings."""

    def __init__(self, header: str, login: Login) -> None:
        super().__init__(header)
        self._login = login

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self._login.password,)

    @property
    def urls(self) -> tuple[str, ...]:
        return (self._login.endpoint,)

    async def _fetch(self, sender: Sender, deadline: Deadline) -> Token:
        started = time.monotonic()
        return _issued(await sender.send(self._login.message, deadline), started)


def _issued(response: Response, started: float) -> Token:
    if response.status == _CREATED:
        value = response.headers.get("X-Subject-Token")
        if not value:
            raise response.contract_error(
                Violation("", "a token in the header X-Subject-Token", "none")
            )
        return Token(checked_token(value), _renewal(response, started))
    if response.status < _ERROR:
        violation = Violation("", f"status {_CREATED}", f"status {response.status}")
        raise response.contract_error(violation)
    refusal = response.status_error()
    if refusal.retryable:
        raise refusal
    raise CredentialsError(f"the login was refused: {refusal}") from refusal


def _renewal(response: Response, started: float) -> float:
    """When to fetch the next one; by the server's clock alone, as ours may be wrong."""
    body = response.raw().json
    token = body.get("token") if isinstance(body, dict) else None
    try:
        life = _instant(token["expires_at"]) - _instant(token["issued_at"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        life = _DEFAULT_LIFE  # a rejected token is renewed anyway
    seconds = life.total_seconds()
    return started + seconds - min(seconds * _MARGIN, _LONGEST_MARGIN)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def endpoint_for(region: str | None, base_url: str) -> str | None:
    """IAM's URL beside a service of the vendor's; None beside anything else."""
    host = urlsplit(base_url).hostname or ""
    for domain in ("myhuaweicloud.com", "myhuaweicloud.eu"):
        if host.endswith(f".{domain}"):
            return f"https://iam.{region}.{domain}" if region else f"https://iam.{domain}"
    return None
