# Written by scripts/generate from openapi/client/runtime/auth/credentials.py. Edit that.
"""How a request shows who sends it, and who provides that."""

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

# The rest is rewritten by proxies, or added by the HTTP library.
_SIGNED = {"content-type", "host", "x-project-id", "x-domain-id", "x-sdk-date", "x-security-token"}


class Sender(Protocol):
    """What a provider may need to get credentials with."""

    @property
    def is_async(self) -> bool:
        """Whether it may await."""

    @property
    def background(self) -> Background:
        """Where things go on that many wait for."""

    async def send(self, message: Message, deadline: Deadline) -> Response:
        """Send a message that needs no credentials; transient failures are retried."""


class Credentials:
    """What authenticates a request; by default nothing."""

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
        """Put them on a request that has some headers of its own; the secrets it holds now."""
        return ()

    def learn(self, refusal: Response) -> bool:  # noqa: ARG002
        """Whether they may be accepted after all, with what a refusal tells."""
        return False


class CredentialsProvider:
    """Where credentials come from."""

    renewable: bool = True
    """Whether there may be others when some are rejected."""
    secrets: tuple[Secret[str], ...] = ()
    """What must not be shown, beside the credentials themselves."""
    urls: tuple[str, ...] = ()
    """The addresses it sends messages to."""

    async def get(
        self, sender: Sender, deadline: Deadline, rejected: Credentials | None
    ) -> Credentials:
        """Credentials; those that were rejected if there are no others."""
        raise NotImplementedError


class StaticProvider(CredentialsProvider):
    """Credentials that were given once and for all; by default none."""

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
    """Credentials as they were issued, and how they have fared."""

    value: Value
    renew_at: float = math.inf
    """When it is time for others, on the monotonic clock."""
    valid_until: float = math.inf
    """When these are of no more use."""
    accepted: bool = False
    """Whether a server has accepted them."""

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() < self.renew_at

    @property
    def is_valid(self) -> bool:
        return time.monotonic() < self.valid_until


class Shown(Credentials):
    """What was issued, as a request shows it."""

    issued: Issued

    def __init__(self, issued: Issued) -> None:
        self.issued = issued


class TokenHeader(Shown):
    """A token in its header."""

    def __init__(self, issued: Issued, token: Token, header: str) -> None:
        super().__init__(issued)
        self._token = token
        self._header = header

    def apply(self, request: Request, own_headers: set[str]) -> tuple[Secret[str], ...]:  # noqa: ARG002
        # On each request, so that no client's headers hold it.
        request.headers[self._header] = self._token.value
        return self._token.secrets


class Signature(Shown):
    """A request's signature, made with an access key."""

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
