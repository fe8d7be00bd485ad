"""Credentials as callers pass them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeAlias

from ..arguments import invalid_argument
from ..errors import ArgumentError, CredentialsError
from ..guarding import guarded
from ..redaction.secret import Secret

Instant: TypeAlias = datetime | float | str
_INSTANT = "a datetime with a time zone, such a time in ISO 8601, or seconds since 1970"


class AccessKey:
    """An access key, permanent or temporary, to sign requests with.

    Args:
        ak: Access key ID.
        sk: Secret access key.
        security_token: Security token of a temporary access key.
        expires_at: When it expires: a `datetime` with a time zone, the same in
            ISO 8601, or seconds since 1970. None if it does not expire.

    Raises:
        ArgumentError: An argument has the wrong type, or is not such a time.
        CredentialsError: The key cannot be sent.
    """

    __slots__ = ("_secrets", "ak", "expires_at")

    ak: str
    expires_at: float | None
    """Seconds since 1970."""

    def __init__(
        self,
        ak: str,
        sk: str,
        security_token: str | None = None,
        expires_at: Instant | None = None,
    ) -> None:
        arguments = Secret((ak, sk, security_token, expires_at))
        del ak, sk, security_token
        with guarded():
            self._set(*arguments.reveal())

    def _set(self, ak: Any, sk: Any, security_token: Any, expires_at: Any) -> None:
        self.ak = sendable("ak", ak)
        self._secrets = {"sk": Secret(sendable("sk", sk))}
        if security_token is not None:
            self._secrets["security_token"] = Secret(sendable("security_token", security_token))
        self.expires_at = _checked_instant(expires_at)

    @property
    def sk(self) -> str:
        return self._secrets["sk"].reveal()

    @property
    def security_token(self) -> str | None:
        secret = self._secrets.get("security_token")
        return secret.reveal() if secret else None

    @property
    def secrets(self) -> tuple[Secret[str], ...]:
        """What must not be shown."""
        return tuple(self._secrets.values())

    def __repr__(self) -> str:
        return "AccessKey(***)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AccessKey):
            return NotImplemented
        return (self.ak, self.secrets) == (other.ak, other.secrets)

    def __hash__(self) -> int:
        return hash((self.ak, self.secrets))


class Token:
    """A token, sent in the API's token header.

    Args:
        value: The token.
        expires_at: When it expires: a `datetime` with a time zone, the same in
            ISO 8601, or seconds since 1970. None if that is unknown.

    Raises:
        ArgumentError: An argument has the wrong type, or is not such a time.
        CredentialsError: The token cannot be sent.
    """

    __slots__ = ("_secret", "expires_at")

    expires_at: float | None
    """Seconds since 1970."""

    def __init__(self, value: str, expires_at: Instant | None = None) -> None:
        arguments = Secret((value, expires_at))
        del value
        with guarded():
            self._set(*arguments.reveal())

    def _set(self, value: Any, expires_at: Any) -> None:
        self._secret = Secret(sendable("token", value))
        self.expires_at = _checked_instant(expires_at)

    @property
    def value(self) -> str:
        return self._secret.reveal()

    @property
    def secrets(self) -> tuple[Secret[str], ...]:
        """What must not be shown."""
        return (self._secret,)

    def __repr__(self) -> str:
        return "Token(***)"

    def __eq__(self, other: object) -> bool:
        return self._secret == other._secret if isinstance(other, Token) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._secret)


def text(name: str, value: Any) -> str:
    """An argument that must be a string.

    Raises:
        ArgumentError: It is not; the message does not show it.
    """
    if not isinstance(value, str):
        raise ArgumentError(f"{name} must be a string; got {type(value).__name__}")
    return str.__str__(value)  # str() of an enumeration's member would be its name


def sendable(name: str, value: Any) -> str:
    """A string that a header can carry.

    Raises:
        ArgumentError: It is not a string.
        CredentialsError: It cannot be sent; the message does not show it.
    """
    plain = text(name, value)
    # Checked here, as an error of the HTTP library would show the value.
    fits = plain.isascii() and plain.isprintable() and " " not in plain
    if not plain or not fits:
        raise CredentialsError(
            f"{name} must be a non-empty string of printable ASCII, without a space, line break "
            "or the like"
        )
    return plain


def _checked_instant(value: Any) -> float | None:
    instant = None if value is None else _instant(value)
    if instant is None and value is not None:
        raise invalid_argument("expires_at", _INSTANT, value)
    return instant


def _instant(value: Any) -> float | None:
    try:
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            value = datetime.fromtimestamp(value, UTC)  # rejects milliseconds, for example
    except (ValueError, OverflowError, OSError):
        return None
    has_zone = isinstance(value, datetime) and value.tzinfo is not None
    return float(value.timestamp()) if has_zone else None
