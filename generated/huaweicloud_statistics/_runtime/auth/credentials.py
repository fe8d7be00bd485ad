# Written by scripts/generate from openapi/client/runtime/auth/credentials.py. Edit that.
"""How a request is authenticated, and the interface of credential providers."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ..redaction.secret import Secret
from .signing import Signable, authorization
from .values import AccessKey, Token

if TYPE_CHECKING:
    from ..body.response import Response
    from ..call.background import Background
    from ..call.deadline import Deadline
    from ..http.message import Message, Request
    from .clock import Clock

Value: TypeAlias = AccessKey | Token

# Other headers may be rewritten by proxies or added by the HTTP library.
_SIGNED = {"content-type", "host", "x-project-id", "x-domain-id", "x-sdk-date", "x-security-token"}


class Sender(Protocol):
    """What a provider may use to fetch credentials."""

    @property
    def is_async(self) -> bool:
        """Whether it may await."""

    @property
    def background(self) -> Background:
        """Runs work that several callers wait for."""

    async def send(self, message: Message, deadline: Deadline) -> Response:
        """Send a message that needs no credentials; transient failures are retried."""


class Credentials:
    """What authenticates a request; the base class adds nothing."""

    issued: Issued | None = None

    @property
    def accepted(self) -> bool:
        """Whether a server has accepted them before."""
        return self.issued is not None and self.issued.accepted

    def accept(self) -> None:
        """Note that a server has accepted them."""
        if self.issued:
            self.issued.accepted = True

    def apply(self, request: Request, own_headers: set[str]) -> tuple[Secret[str], ...]:  # noqa: ARG002
        """Add them to a request; returns the secrets that it now contains.

        `own_headers` are the lower-case names of the headers that the operation set.
        """
        return ()

    def learn(self, refusal: Response) -> bool:  # noqa: ARG002
        """Whether a retry may succeed, given the response that rejected them."""
        return False


class CredentialsProvider:
    """A source of credentials."""

    renewable: bool = True
    """Whether rejected credentials may be replaced by others."""
    secrets: tuple[Secret[str], ...] = ()
    """What must be redacted, besides the credentials themselves."""
    urls: tuple[str, ...] = ()
    """The URLs that it sends requests to."""

    async def get(
        self, sender: Sender, deadline: Deadline, rejected: Credentials | None
    ) -> Credentials:
        """Current credentials; the rejected ones if there are no others."""
        raise NotImplementedError


class StaticProvider(CredentialsProvider):
    """Fixed credentials; by default none."""

    renewable = False

    def __init__(
        self, credentials: Credentials | None = None, secrets: tuple[Secret[str], ...] = ()
    ) -> None:
        self.credentials = credentials or Credentials()
        self.secrets = secrets

    async def get(
        self,
        sender: Sender,  # noqa: ARG002
        deadline: Deadline,  # noqa: ARG002
        rejected: Credentials | None,  # noqa: ARG002
    ) -> Credentials:
        return self.credentials


@dataclass(eq=False)
class Issued:
    """Credentials as they were issued, their expiry, and whether they were accepted."""

    value: Value
    renew_at: float = math.inf
    """When to fetch others, on the monotonic clock."""
    valid_until: float = math.inf
    """When they expire, on the monotonic clock."""
    accepted: bool = False
    """Whether a server has accepted them."""

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() < self.renew_at

    @property
    def is_valid(self) -> bool:
        return time.monotonic() < self.valid_until


class PresentedCredentials(Credentials):
    """Issued credentials in the form in which a request carries them."""

    issued: Issued

    def __init__(self, issued: Issued) -> None:
        self.issued = issued


class TokenHeader(PresentedCredentials):
    """A token in its header."""

    def __init__(self, issued: Issued, token: Token, header: str) -> None:
        super().__init__(issued)
        self._token = token
        self._header = header

    def apply(self, request: Request, own_headers: set[str]) -> tuple[Secret[str], ...]:  # noqa: ARG002
        # Set on each request, so that no client stores it in its headers.
        request.headers[self._header] = self._token.value
        return self._token.secrets


class Signature(PresentedCredentials):
    """A request signature made with an access key."""

    def __init__(self, issued: Issued, key: AccessKey, scope: dict[str, str], clock: Clock) -> None:
        super().__init__(issued)
        self._key = key
        self._scope = scope
        self._clock = clock

    def apply(self, request: Request, own_headers: set[str]) -> tuple[Secret[str], ...]:
        headers = request.headers
        for name, value in self._scope.items():
            headers.setdefault(name, value)
        if self._key.security_token:
            headers["X-Security-Token"] = self._key.security_token
        headers["X-Sdk-Date"] = self._clock.timestamp()
        signed = _SIGNED | own_headers
        signable = Signable(
            request.method,
            request.target,
            {name: value for name, value in headers.items() if name in signed},
            request.content,
        )
        headers["Authorization"] = authorization(signable, self._key.ak, self._key.sk)
        return (*self._key.secrets, Secret(headers["Authorization"].rpartition("=")[2]))

    def learn(self, refusal: Response) -> bool:
        return self._clock.learn(refusal)
