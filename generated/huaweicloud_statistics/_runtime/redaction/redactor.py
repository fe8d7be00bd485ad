# Written by scripts/generate from openapi/client/runtime/redaction/redactor.py. Edit that.
"""Redacts secrets that a server may echo."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from .concealment import Needle, conceal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .secret import Secret

_LOGGERS = ("httpx", *(f"httpcore.{part}" for part in ("connection", "http11", "proxy", "socks")))
"""Loggers whose records may contain secrets."""


class Redactor:
    """Redacts the secrets of one call, in any encoding."""

    def __init__(
        self, secrets: Iterable[Secret[str]] = (), *, headers_are_secret: bool = False
    ) -> None:
        self.headers_are_secret = headers_are_secret
        """Whether the response's headers contain a secret that is not known yet."""
        self._secrets = list(secrets)
        self._found: list[Needle] = []
        if (created := _made.get()) is not None:
            created.append(self)

    def __repr__(self) -> str:
        return "<Redactor>"

    def add(self, *secrets: Secret[str]) -> None:
        """Add secrets."""
        self._secrets += secrets

    def text(self, text: str) -> str:
        """A text with the secrets redacted."""
        return self.content(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def content(self, content: bytes, most: int | None = None) -> bytes:
        """Bytes with the secrets redacted, cut to a length."""
        if most is not None:
            content = content[: 2 * most]  # a secret that is cut in two would not be recognized
        return conceal(content, self._needles)[:most]

    def json(self, value: Any) -> Any:
        """Parsed JSON with the secrets redacted."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(item) for item in value]
        if isinstance(value, dict):
            return {self.text(name): self.json(member) for name, member in value.items()}
        return value

    @property
    def _needles(self) -> list[Needle]:
        # Computed on first use, as most calls redact nothing.
        while self._secrets:
            self._found += Needle.of(self._secrets.pop().reveal())
        return self._found


_current: ContextVar[Redactor | None] = ContextVar("redactor", default=None)
_made: ContextVar[list[Redactor] | None] = ContextVar("redactors", default=None)


@contextmanager
def redactors() -> Iterator[list[Redactor]]:
    """The redactors of all calls that are made inside a block."""
    created: list[Redactor] = []
    previous = _made.set(created)
    try:
        yield created
    finally:
        _made.reset(previous)


class _Filter(logging.Filter):
    """Redacts the records of httpx and httpcore, which log headers at level DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        redactor = _current.get()
        if redactor is None:
            return True
        # httpx logs each request at level INFO; our own line is at level DEBUG.
        if record.name == "httpx":
            return False
        message = record.getMessage()
        if redactor.headers_are_secret and "headers" in message:
            return False
        record.msg, record.args = redactor.text(message), None
        return True


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_Filter())


class redacted_logs:  # noqa: N801  # faster than contextlib.contextmanager
    """Redact a call's secrets in the records of httpx and httpcore inside a block."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def __enter__(self) -> None:
        self._previous = _current.get()
        _current.set(self._redactor)

    def __exit__(self, *_: object) -> None:
        # Not reset by a token: a coroutine may be closed in another context.
        _current.set(self._previous)
