"""Tokens that IAM has issued, until they expire."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

KEPT = 10_000
"""Maximum number of tokens; further logins drop the oldest."""


def new_token() -> str:
    """A random token, longer than any id."""
    return secrets.token_urlsafe(64)


def timestamp(seconds: float) -> str:
    """A time in the format of IAM."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True)
class Grant:
    """What a token permits, and until when."""

    permitted: bool
    expires_at: float


class IssuedTokens:
    """Issued tokens, looked up by digest to prevent timing attacks."""

    def __init__(self) -> None:
        self._grants: dict[bytes, Grant] = {}

    def issue(self, grant: Grant) -> str:
        """Make a token."""
        while len(self._grants) >= KEPT:
            del self._grants[next(iter(self._grants))]
        token = new_token()
        self._grants[_digest(token)] = grant
        return token

    def find(self, token: str) -> Grant | None:
        """The grant of a token, expired or not."""
        return self._grants.get(_digest(token))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
