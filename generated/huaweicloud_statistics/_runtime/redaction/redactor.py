# Written by scripts/generate from openapi/client/runtime/redaction/redactor.py. Edit that.
"""Secrets are kept out of everything that is shown, should a server send them back."""

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
"""What logs, and might show secrets."""


class Redactor:
    """Knows the secrets of one call, and replaces them in whatever form they come back."""

    def __init__(
        self, secrets: Iterable[Secret[str]] = (), *, headers_are_secret: bool = False
    ) -> None:
        self.headers_are_secret = headers_are_secret
        """Whether the response's headers bring a secret that is not known yet."""
        self._secrets = list(secrets)
        self._found: list[Needle] = []
        if (created := _made.get()) is not None:
            created.append(self)

    def __repr__(self) -> str:
        return "<Redactor>"

    def add(self, *secrets: Secret[str]) -> None:
        """Learn further secrets."""
        self._secrets += secrets

    def text(self, text: str) -> str:
        """A text without them."""
        return self.content(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def content(self, content: bytes, most: int | None = None) -> bytes:
        """Bytes without them, and so many at most."""
        if most is not None:
            content = content[: 2 * most]  # what is cut in two cannot be told any more
        return conceal(content, self._needles)[:most]

    def json(self, value: Any) -> Any:
        """Parsed JSON without them."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(item) for item in value]
        if isinstance(value, dict):
            return {self.text(name): self.json(member) for name, member in value.items()}
        return value

    @property
    def _needles(self) -> list[Needle]:
        # Not before something is to be shown, as most calls show nothing.
        while self._secrets:
            self._found += Needle.of(self._secrets.pop().reveal())
        return self._found


_current: ContextVar[Redactor | None] = ContextVar("redactor", default=None)
_made: ContextVar[list[Redactor] | None] = ContextVar("redactors", default=None)


@contextmanager
def redactors() -> Iterator[list[Redactor]]:
    """The redactors of all calls that are made in the length of a block."""
    created: list[Redactor] = []
    previous = _made.set(created)
    try:
        yield created
    finally:
        _made.reset(previous)


class _Filter(logging.Filter):
    """The HTTP library logs what servers send, at level DEBUG whole headers."""

    def filter(self, record: logging.LogRecord) -> bool:
        redactor = _current.get()
        if redactor is None:
            return True
        # The line that httpx logs of each request at level INFO is our own at level DEBUG.
        if record.name == "httpx":
            return False
        message = record.getMessage()
        if redactor.headers_are_secret and "headers" in message:
            return False
        record.msg, record.args = redactor.text(message), None
        return True


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_Filter())


class redacted_logs:  # noqa: N801  # as of contextlib, which takes long
    """Keep a call's secrets out of the HTTP library's log records for the length of a block."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def __enter__(self) -> None:
        self._previous = _current.get()
        _current.set(self._redactor)

    def __exit__(self, *_: object) -> None:
        # Not by a token: a coroutine may be closed in another context.
        _current.set(self._previous)
