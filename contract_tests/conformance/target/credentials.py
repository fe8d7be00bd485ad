"""Credentials of requests: a token, or an access key that signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from contract_tests.signing import DATE_FORMAT, authorize

if TYPE_CHECKING:
    from contract_tests.conformance.requests.transport.message import HttpRequest
    from openapi.contract import Operation


class Credentials(Protocol):
    """Valid credentials."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Must not appear in any output."""

    def headers(self, request: HttpRequest, operation: Operation) -> dict[str, str]:
        """The headers to add to a request."""


@dataclass(frozen=True)
class StaticToken:
    """A given token."""

    token: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.token,)

    def headers(self, request: HttpRequest, operation: Operation) -> dict[str, str]:  # noqa: ARG002
        return {operation.token_header: self.token} if operation.token_header else {}


@dataclass(frozen=True)
class AccessKey:
    """An access key (AK/SK), with the security token of a temporary one."""

    ak: str
    sk: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(secret for secret in (self.sk, self.security_token) if secret)

    def headers(self, request: HttpRequest, operation: Operation) -> dict[str, str]:  # noqa: ARG002
        """Sign host, date and security token: the minimum that a gateway requires."""
        signed = {"X-Sdk-Date": datetime.now(UTC).strftime(DATE_FORMAT)}
        if self.security_token:
            signed["X-Security-Token"] = self.security_token
        host = {"Host": request.value("Host") or ""}
        authorization = authorize(
            (self.ak, self.sk), request.method, request.target, {**host, **signed}, request.body
        )
        return {**signed, "Authorization": str(authorization)}
