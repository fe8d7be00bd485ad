"""The vendor's way in: a token in exchange for a user's password."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .credentials import Anonymous, FetchedToken
from .errors import ContractError, CredentialsError, StatusError, error_type
from .message import Message
from .tokens import Token, checked

if TYPE_CHECKING:
    from .answer import Answer
    from .calling import Caller
    from .deadline import Deadline

# Of a token's life: renewed so much before its end, so that none expires on its way.
_MARGIN, _LONGEST_MARGIN = 0.05, 600.0
_CREATED = 201
_TOO_MANY = 429


@dataclass(frozen=True)
class Login:
    """Who logs in, and for what."""

    endpoint: str
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
            repeatable=True,
            brings_secret=True,
        )


class IamToken(FetchedToken):
    """A token that a login brings."""

    def __init__(self, header: str, login: Login) -> None:
        super().__init__(header)
        self._login = login

    @property
    def endpoint(self) -> str:
        """Where the password goes, and nowhere else."""
        return self._login.endpoint

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self._login.password,)

    async def _fetch(self, caller: Caller, deadline: Deadline) -> Token:
        started = time.monotonic()
        answer = await caller.deliver(
            self._login.message, Anonymous(), deadline, caller.settings.max_retries, self.secrets
        )
        return _issued(answer, started)


def _issued(answer: Answer, started: float) -> Token:
    if answer.status == _CREATED:
        value = answer.headers.get("X-Subject-Token")
        if not value:
            raise ContractError(answer, "a token in the header X-Subject-Token", "none")
        return Token(checked(value), _renewal(answer, started))
    refusal = error_type(answer.status)(answer) if answer.status >= 400 else None  # noqa: PLR2004
    if isinstance(refusal, StatusError) and not refusal.retryable:
        raise CredentialsError(f"the login was refused: {refusal}") from refusal
    raise refusal or ContractError(answer, f"status {_CREATED}", f"status {answer.status}")


def _renewal(answer: Answer, started: float) -> float:
    """When to fetch the next one; by the server's clock alone, as ours may be wrong."""
    token = answer.raw().json
    token = token.get("token") if isinstance(token, dict) else None
    try:
        life = _instant(token["expires_at"]) - _instant(token["issued_at"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        life = timedelta(hours=24)  # as the vendor documents; a refusal corrects it
    seconds = life.total_seconds()
    return started + seconds - min(seconds * _MARGIN, _LONGEST_MARGIN)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def endpoint_for(region: str | None, base_url: str) -> str | None:
    """IAM's address beside a service of the vendor's; None beside anything else."""
    host = urlsplit(base_url).hostname or ""
    for domain in ("myhuaweicloud.com", "myhuaweicloud.eu"):
        if host.endswith(f".{domain}"):
            return f"https://iam.{region}.{domain}" if region else f"https://iam.{domain}"
    return None
