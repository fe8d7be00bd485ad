"""How a request shows who sends it: a token, a key pair, or a login at IAM."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import requests

from contract_tests.signing import DATE_FORMAT, DATE_HEADER, authorize

if TYPE_CHECKING:
    from openapi.contract import JSON

TOKEN_HEADER = "X-Auth-Token"


class LoginError(Exception):
    """No credentials could be had, and why."""


class Login(Protocol):
    """Right credentials of some kind."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must appear in no output."""

    def apply(self, request: requests.PreparedRequest, header: str) -> None:
        """Put the credentials into a request; a token goes into the header named."""


@dataclass
class Token:
    """A token at hand."""

    token: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.token,)

    def apply(self, request: requests.PreparedRequest, header: str) -> None:
        request.headers[header] = self.token


@dataclass(frozen=True)
class KeyPair:
    """An access key and its secret, with the security token of a temporary one."""

    ak: str
    sk: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(secret for secret in (self.sk, self.security_token) if secret)

    def apply(self, request: requests.PreparedRequest, header: str) -> None:  # noqa: ARG002
        """Sign host, date and security token: the least that a gateway asks for."""
        parts = urlsplit(str(request.url))
        date = datetime.now(UTC).strftime(DATE_FORMAT)
        signed = {"host": parts.netloc, DATE_HEADER: date}
        if self.security_token:
            signed["x-security-token"] = request.headers["X-Security-Token"] = self.security_token
        body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
        request.headers["X-Sdk-Date"] = date
        authorization = authorize(
            (self.ak, self.sk), str(request.method), request.path_url, signed, body
        )
        request.headers["Authorization"] = str(authorization)


@dataclass(frozen=True)
class IamUser:
    """A user that IAM gives a token to."""

    endpoint: str
    user: str
    password: str = field(repr=False)
    domain: str
    scope: dict[str, JSON]

    def token(self, session: requests.Session, timeout: float) -> Token:
        """Log in.

        Raises:
            LoginError: IAM cannot be reached, or refuses.
        """
        user = {"name": self.user, "password": self.password, "domain": {"name": self.domain}}
        identity = {"methods": ["password"], "password": {"user": user}}
        body = {"auth": {"identity": identity, "scope": self.scope}}
        url = f"{self.endpoint}/v3/auth/tokens?nocatalog=true"
        try:
            response = session.post(url, json=body, timeout=timeout, allow_redirects=False)
        except requests.RequestException as error:
            raise LoginError(f"IAM at {self.endpoint}: {type(error).__name__}") from None
        token = response.headers.get("X-Subject-Token")
        if response.status_code != requests.codes.created or not token:
            raise LoginError(f"IAM at {self.endpoint} refused the login ({response.status_code})")
        return Token(token)
