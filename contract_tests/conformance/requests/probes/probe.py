"""Requests before credentials and base URL are added."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contract_tests.conformance.requests.transport.message import HttpRequest
    from openapi.contract import Call


class Kind(Enum):
    """How the contract classifies a request."""

    VALID = "valid"
    INVALID = "invalid"
    """Violates the contract: any 4xx is a valid response."""
    UNDECLARED = "undeclared"
    """A path or method that the contract does not declare."""
    HOSTILE = "hostile"
    """A proxy may refuse it, in any way, before it reaches the service."""


@dataclass(frozen=True)
class Probe:
    """A request to an operation, as a clause asks for it."""

    path: Mapping[str, str] = field(default_factory=dict)
    """Path parameters, decoded."""
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | list[str]] = field(default_factory=dict)
    kind: Kind = Kind.VALID
    method: str | None = None
    """Overrides the method of the operation."""
    target: str | None = None
    """Raw path below the base URL, overrides that of the operation."""
    body: bytes = b""
    credentials: Mapping[str, str] | None = None
    """Headers that replace the target's credentials."""
    call: Call | None = None
    """The call that supplies everything else, by default that of the known ids."""
    request: HttpRequest | None = None
    """The whole request, overrides all but `kind`; credentials are added."""
