# Written by scripts/generate from openapi/client/runtime/message.py. Edit that.
"""A request to be made, as often as it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Message:
    """What httpx makes a request of."""

    operation: str
    request: dict[str, Any] = field(repr=False)
    """Arguments for httpx: method, url, and what goes with them."""
    repeatable: bool
    """Whether sending it twice has the same effect as once."""
    brings_secret: bool = False
    """Whether the answer's headers have a secret."""
