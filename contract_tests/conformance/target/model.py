"""What a target says, as typed records."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contract_tests.conformance.target.credentials import StaticToken
from openapi.contract.address import is_loopback

if TYPE_CHECKING:
    from contract_tests.conformance.requests.reproduction.shell import Origins
    from contract_tests.conformance.target.credentials import Credentials
    from contract_tests.conformance.target.iam import IamLogin
    from openapi.contract import JSON, Call

CAPABILITIES = ("authentication", "isolation", "languages", "methods", "unknown_ids")
"""What a target may say it lacks; clauses that need it are not checked then."""


@dataclass(frozen=True)
class KnownIds:
    """A call that succeeds: path parameters of what exists on the server, and more."""

    path: dict[str, str]
    """By name, as text."""
    expect: JSON = None
    """What the body must contain; ``None`` for anything."""
    call: Call | None = field(default=None, compare=False)
    """All that the request needs, where the target adds to the contract's own examples."""


@dataclass(frozen=True)
class Target:
    """How to reach one API."""

    base_url: str
    login: Credentials | IamLogin | None = None
    """Valid credentials, or how to get them."""
    denied_token: str | None = field(default=None, repr=False)
    """Valid, but without the permission."""
    known: dict[str, tuple[KnownIds, ...]] = field(default_factory=dict)
    """By operationId."""
    unknown: dict[str, tuple[dict[str, str], ...]] = field(default_factory=dict)
    """Paths under which nothing exists, by operationId."""
    lacks: frozenset[str] = frozenset()
    """Of `CAPABILITIES`."""
    live: bool | None = None
    """Whether somebody depends on the server; where it is not said, its address tells."""
    ca_bundle: str | None = None
    client_certificate: tuple[str | None, str | None] = (None, None)
    """Paths of a certificate and its key; the key may be in the first."""
    proxy: str | None = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    """Sent with every request."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What must appear in no output."""
    origins: Origins = field(default_factory=dict, repr=False)
    """Where a shell finds those of them that are references."""

    @property
    def token(self) -> str | None:
        """The valid token, where it is known beforehand."""
        return self.login.token if isinstance(self.login, StaticToken) else None

    @cached_property
    def is_live(self) -> bool:
        """Whether the server is one to be careful with."""
        if self.live is not None:
            return self.live
        return not is_loopback(urlsplit(self.base_url).hostname)
