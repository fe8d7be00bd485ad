# Written by scripts/generate from openapi/client/runtime/http/message.py. Edit that.
"""A request to be sent, as often as it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Message:
    """A request before anything is known of the connection."""

    operation: str
    """What it is called in messages."""
    request: dict[str, Any] = field(repr=False)
    """Arguments of the HTTP library: method, url, and what goes with them."""
    idempotent: bool
    """Whether sending it twice has the same effect as once."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Secrets that it holds."""
    response_has_secret: bool = False
    """Whether the headers of its response hold one."""
