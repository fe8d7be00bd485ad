"""Requests to be made, before they have credentials and an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contract_tests.conformance.requests.transport.message import HttpRequest
    from openapi.contract import Call


class Kind(Enum):
    """What the contract says of a request."""

    VALID = "valid"
    INVALID = "invalid"
    """It violates the contract: any 4xx is a proper response."""
    UNDECLARED = "undeclared"
    """Another path or method, about which the contract says nothing."""
    HOSTILE = "hostile"
    """A proxy may refuse it before the service sees it: in any way that is a refusal."""


@dataclass(frozen=True)
class Probe:
    """A request to an operation that a clause wants to be made."""

    path: Mapping[str, str] = field(default_factory=dict)
    """Path parameters, decoded."""
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | list[str]] = field(default_factory=dict)
    kind: Kind = Kind.VALID
    method: str | None = None
    """In place of the operation's."""
    target: str | None = None
    """Raw path in place of the operation's, below the base URL."""
    body: bytes = b""
    credentials: Mapping[str, str] | None = None
    """Headers in place of the target's credentials."""
    call: Call | None = None
    """What the request has beside all this, in place of what a known one has."""
    request: HttpRequest | None = None
    """The whole request, in place of all but `kind`; the target's credentials are added."""
