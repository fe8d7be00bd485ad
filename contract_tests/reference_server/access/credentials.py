"""Kinds of credentials, and the examples that this server accepts."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class KeyPair:
    """An access key, AK/SK; one with a security token is temporary and needs it."""

    access_key: str
    secret_key: str = field(repr=False)
    security_token: str = field(default="", repr=False)
    permitted: bool = True


@dataclass(frozen=True)
class User:
    """A user who can log in."""

    name: str
    password: str = field(repr=False)
    permitted: bool = True


KEY = KeyPair("AKEXAMPLE0000000000", "SKexample/secret+key0000000000000000000000")
"""The key of the published test vectors, the third of which uses `VECTOR_TOKEN`."""
VECTOR_TOKEN = "TOKEN123"
TEMPORARY_KEY = KeyPair(
    "AKEXAMPLETEMPORARY0", "SKexample/temporary+key000000000000000000", "TOKENexample/temporary"
)
DENIED_KEY = KeyPair(
    "AKEXAMPLEDENIED0000", "SKexample/denied+key00000000000000000000", permitted=False
)
USER = User("IAMUser", "IAMPassword")
DENIED_USER = User("IAMGuest", "IAMGuestPassword", permitted=False)
