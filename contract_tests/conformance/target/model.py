"""The data of a target."""

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
"""Capabilities that a target may turn off, with the clauses that need them."""


@dataclass(frozen=True)
class KnownIds:
    """A call that succeeds: path parameters of existing ids, and further inputs."""

    path: dict[str, str]
    """Path parameters by name, as text."""
    expect: JSON = None
    """What the body must contain; ``None`` accepts any body."""
    call: Call | None = field(default=None, compare=False)
    """The whole call, if the target adds inputs to those of the contract's examples."""


@dataclass(frozen=True)
class Target:
    """How to reach one API."""

    base_url: str
    login: Credentials | IamLogin | None = None
    """Valid credentials, or a login to obtain them."""
    denied_token: str | None = field(default=None, repr=False)
    """A valid token without permission."""
    known: dict[str, tuple[KnownIds, ...]] = field(default_factory=dict)
    """By operationId."""
    unknown: dict[str, tuple[dict[str, str], ...]] = field(default_factory=dict)
    """Path parameters of ids that do not exist, by operationId."""
    lacks: frozenset[str] = frozenset()
    """Those of `CAPABILITIES` that are turned off."""
    live: bool | None = None
    """Whether the server is in use; decided by its address if ``None``."""
    ca_bundle: str | None = None
    client_certificate: tuple[str | None, str | None] = (None, None)
    """Paths of a certificate and its key, which may be in the same file."""
    proxy: str | None = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    """Sent with every request."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Must not appear in any output."""
    origins: Origins = field(default_factory=dict, repr=False)
    """Where a shell finds the secrets that are references."""

    @property
    def token(self) -> str | None:
        """The valid token, if the target has one."""
        return self.login.token if isinstance(self.login, StaticToken) else None

    @cached_property
    def is_live(self) -> bool:
        """Whether the server is treated as live."""
        if self.live is not None:
            return self.live
        return not is_loopback(urlsplit(self.base_url).hostname)
