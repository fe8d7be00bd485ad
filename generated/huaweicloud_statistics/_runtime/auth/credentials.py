# Written by scripts/generate from openapi/client/runtime/auth/credentials.py. Edit that.
"""How a request shows who sends it, and who provides that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from .signing import Signable, authorization, timestamp

if TYPE_CHECKING:
    from ..body.response import Response
    from ..deadline import Deadline
    from ..http.message import Message, Request
    from .single_flight import SingleFlight
    from .tokens import Token

# The rest is rewritten by proxies, or added by the HTTP library.
_SIGNED = {"content-type", "host", "x-project-id", "x-domain-id", "x-sdk-date", "x-security-token"}


class Credentials(Protocol):
    """What authenticates a request."""

    accepted: bool
    """Whether a server has accepted them before."""

    def apply(self, request: Request, own_headers: set[str]) -> tuple[str, ...]:
        """Put them on a request that has some headers of its own; the secrets it holds now."""


class Sender(Protocol):
    """What a provider may need to get credentials with."""

    @property
    def is_async(self) -> bool:
        """Whether it may await."""

    @property
    def single_flight(self) -> SingleFlight:
        """What lets one fetch for all who wait."""

    async def send(self, message: Message, deadline: Deadline) -> Response:
        """Send a message that needs no credentials; transient failures are retried."""


class CredentialsProvider(Protocol):
    """Where credentials come from."""

    @property
    def renewable(self) -> bool:
        """Whether there may be others when some are rejected."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown."""

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses it sends messages to."""

    async def get(
        self, sender: Sender, deadline: Deadline, rejected: Credentials | None
    ) -> Credentials:
        """Credentials, other than some that were rejected."""


@dataclass(frozen=True)
class StaticProvider:
    """Credentials that were given once and for all."""

    credentials: Credentials
    secrets: tuple[str, ...] = field(default=(), repr=False)
    renewable: bool = False
    urls: tuple[str, ...] = ()

    async def get(
        self,
        sender: Sender,  # noqa: ARG002
        deadline: Deadline,  # noqa: ARG002
        rejected: Credentials | None,  # noqa: ARG002
    ) -> Credentials:
        return self.credentials


class Anonymous:
    """No credentials."""

    accepted: bool = False

    def apply(self, request: Request, own_headers: set[str]) -> tuple[str, ...]:  # noqa: ARG002
        return ()


@dataclass(eq=False)
class TokenHeader:
    """A token in its header."""

    header: str
    token: Token

    @property
    def accepted(self) -> bool:
        return self.token.accepted

    @accepted.setter
    def accepted(self, value: bool) -> None:
        self.token.accepted = value

    def apply(self, request: Request, own_headers: set[str]) -> tuple[str, ...]:  # noqa: ARG002
        # On each request, so that no client's headers hold it.
        request.headers[self.header] = self.token.value
        return (self.token.value,)


@dataclass(eq=False)
class AccessKey:
    """An access key, permanent or temporary, that signs requests."""

    ak: str
    sk: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)
    scope: dict[str, str] = field(default_factory=dict)
    """Headers that name the project or domain."""
    accepted: bool = False

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.sk, self.security_token)))

    def apply(self, request: Request, own_headers: set[str]) -> tuple[str, ...]:
        headers = request.headers
        for name, value in self.scope.items():
            headers.setdefault(name, value)
        if self.security_token:
            headers["X-Security-Token"] = self.security_token
        headers["X-Sdk-Date"] = timestamp()
        signed = _SIGNED | own_headers
        signable = Signable(
            request.method,
            request.target,
            {name: value for name, value in headers.items() if name in signed},
            request.content,
        )
        headers["Authorization"] = authorization(signable, self.ak, self.sk)
        return (headers["Authorization"].rpartition("=")[2],)
