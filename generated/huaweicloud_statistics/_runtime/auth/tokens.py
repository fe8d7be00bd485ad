# Written by scripts/generate from openapi/client/runtime/auth/tokens.py. Edit that.
"""A token, wherever it comes from."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import Any

from ..errors import CredentialsError


@dataclass(eq=False)
class Token:
    """What a server issued, and how it has fared."""

    value: str = field(repr=False)
    renew_at: float = math.inf
    """When it is time for another one, on the monotonic clock."""
    accepted: bool = False
    """Whether a server has accepted it."""

    @property
    def fresh(self) -> bool:
        return time.monotonic() < self.renew_at


def checked_token(value: Any) -> str:
    """A token that can be sent.

    Raises:
        CredentialsError: It cannot; the message does not show it.
    """
    # What is refused here would be echoed by an error of the HTTP library.
    if not isinstance(value, str) or not value or not value.isascii():
        raise CredentialsError("token must be a non-empty string of ASCII characters")
    if not value.isprintable() or " " in value:
        raise CredentialsError("token must not contain a space, line break or the like")
    return value
