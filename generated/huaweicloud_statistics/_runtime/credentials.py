# Written by scripts/generate from openapi/client/runtime/credentials.py. Edit that.
"""How a request shows who sends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from .signing import Signable, authorization, timestamp
from .tokens import Token, from_callable

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._httpx import httpx
    from .calling import Caller
    from .deadline import Deadline

# The rest is rewritten by proxies, or added by the HTTP library.
_SIGNED = {"content-type", "host", "x-project-id", "x-domain-id", "x-sdk-date", "x-security-token"}


class Grant(Protocol):
    """The right to send one request."""

    accepted: bool

    def apply(self, request: httpx.Request, own_headers: set[str]) -> tuple[str, ...]:
        """Put it on a request that has some headers of its own; the secrets that are in it."""


class Credentials(Protocol):
    """Where such rights come from."""

    renewable: bool
    """Whether asking again may help when one is refused."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown."""

    async def grant(self, caller: Caller, deadline: Deadline, refused: Grant | None) -> Grant:
        """One, in place of another that was refused."""


class Anonymous:
    """No credentials; their own grant."""

    renewable: bool = False
    accepted: bool = False
    secrets: tuple[str, ...] = ()

    def apply(self, request: httpx.Request, own_headers: set[str]) -> tuple[str, ...]:  # noqa: ARG002
        return ()

    async def grant(self, caller: Caller, deadline: Deadline, refused: Grant | None) -> Grant:  # noqa: ARG002
        return self


@dataclass(eq=False)
class TokenGrant:
    """A token in its header."""

    header: str
    token: Token

    @property
    def accepted(self) -> bool:
        return self.token.accepted

    @accepted.setter
    def accepted(self, value: bool) -> None:
        self.token.accepted = value

    def apply(self, request: httpx.Request, own_headers: set[str]) -> tuple[str, ...]:  # noqa: ARG002
        # On each request, so that no client's headers hold it.
        request.headers[self.header] = self.token.value
        return (self.token.value,)


class StaticToken:
    """A token that was given once and for all."""

    renewable: bool = False
    secrets: tuple[str, ...] = ()

    def __init__(self, header: str, value: str) -> None:
        self._grant = TokenGrant(header, Token(value))

    async def grant(self, caller: Caller, deadline: Deadline, refused: Grant | None) -> Grant:  # noqa: ARG002
        return self._grant


class FetchedToken:
    """A token that is kept until it expires or is refused, then fetched again."""

    renewable: bool = True

    def __init__(self, header: str) -> None:
        self._header = header
        self._token: Token | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        return ()

    async def grant(self, caller: Caller, deadline: Deadline, refused: Grant | None) -> Grant:
        stale = refused.token if isinstance(refused, TokenGrant) else None

        def ready() -> Token | None:
            token = self._token
            return token if token and token is not stale and token.fresh else None

        async def work(deadline: Deadline) -> Token:
            self._token = await self._fetch(caller, deadline)
            return self._token

        token = ready() or await caller.wire.flight.board(ready, work, deadline)
        return TokenGrant(self._header, token)

    async def _fetch(self, caller: Caller, deadline: Deadline) -> Token:
        raise NotImplementedError


class AskedToken(FetchedToken):
    """A token that a function of the user's gives."""

    def __init__(self, header: str, source: Callable[[], Any]) -> None:
        super().__init__(header)
        self._source = source

    async def _fetch(self, caller: Caller, deadline: Deadline) -> Token:  # noqa: ARG002
        return await from_callable(self._source, may_wait=caller.wire.may_wait)


@dataclass(eq=False)
class AccessKey:
    """A key pair to sign with, permanent or temporary; its own grant."""

    ak: str
    sk: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)
    scope: dict[str, str] = field(default_factory=dict)
    """Headers that say for which project or domain."""
    renewable: bool = False
    accepted: bool = False

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.sk, self.security_token)))

    async def grant(self, caller: Caller, deadline: Deadline, refused: Grant | None) -> Grant:  # noqa: ARG002
        return self

    def apply(self, request: httpx.Request, own_headers: set[str]) -> tuple[str, ...]:
        headers = request.headers
        for name, value in self.scope.items():
            headers.setdefault(name, value)
        if self.security_token:
            headers["X-Security-Token"] = self.security_token
        headers["X-Sdk-Date"] = timestamp()
        signed = _SIGNED | own_headers
        signable = Signable(
            request.method,
            request.url.raw_path.decode("ascii"),
            {name: value for name, value in headers.items() if name in signed},
            request.content,
        )
        headers["Authorization"] = authorization(signable, self.ak, self.sk)
        return (headers["Authorization"].rpartition("=")[2],)
