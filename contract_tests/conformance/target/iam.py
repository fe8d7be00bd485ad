"""Tokens from IAM."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contract_tests.conformance.errors import LoginError
from contract_tests.conformance.requests.transport.message import HttpRequest
from contract_tests.conformance.target.credentials import StaticToken

if TYPE_CHECKING:
    from contract_tests.conformance.requests.transport.connections import Connections
    from openapi.contract import JSON

_TOKEN = re.compile("[!-~]{1,16384}")


@dataclass(frozen=True)
class IamLogin:
    """The login of a user at IAM."""

    endpoint: str
    user: str
    password: str = field(repr=False)
    domain: str
    scope: dict[str, JSON]

    def token(self, connections: Connections, limit: float | None = None) -> StaticToken:
        """Log in, within `limit` seconds.

        Raises:
            LoginError: IAM cannot be reached, or rejects the login.
        """
        response = connections.exchange(self.request, limit)
        if response.fault:
            raise LoginError(f"IAM at {self.endpoint}: {response.fault}")
        tokens = response.values("X-Subject-Token")
        if response.status != 201 or not tokens:
            raise LoginError(f"IAM at {self.endpoint} refused the login ({response.status})")
        if not _TOKEN.fullmatch(tokens[0]):
            raise LoginError(
                f"IAM at {self.endpoint} returned a token that is not a valid header value"
            )
        return StaticToken(tokens[0])

    @property
    def request(self) -> HttpRequest:
        """The request for a token."""
        user = {"name": self.user, "password": self.password, "domain": {"name": self.domain}}
        identity = {"methods": ["password"], "password": {"user": user}}
        body = {"auth": {"identity": identity, "scope": self.scope}}
        url = f"{self.endpoint}/v3/auth/tokens?nocatalog=true"
        headers = {"Content-Type": "application/json"}
        return HttpRequest("POST", url, headers, json.dumps(body).encode())
