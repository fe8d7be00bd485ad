"""Secrets are kept out of everything that is shown, should a server send them back."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Shorter ones are no secrets; redacting them would garble what is harmless.
_SHORTEST = 6
_REDACTED = "***"
_LOGGERS = ("httpx", *(f"httpcore.{name}" for name in ("connection", "http11", "http2", "proxy")))


class Redactor:
    """Knows the secrets of one call, and replaces them."""

    def __init__(self, secrets: Iterable[str] = (), *, headers_are_secret: bool = False) -> None:
        self.headers_are_secret = headers_are_secret
        """Whether the response's headers bring a secret that is not known yet."""
        self._forms: list[str] = []
        self.add(*secrets)

    def __repr__(self) -> str:
        return "<Redactor>"

    def add(self, *secrets: str) -> None:
        """Learn further secrets, in all forms they may come back in."""
        for secret in secrets:
            if len(secret) >= _SHORTEST:
                quoted = json.dumps(secret)[1:-1]
                forms = {secret, quoted, quoted.replace("/", r"\/")}
                forms |= {quote(secret), quote(secret, safe=""), quote_plus(secret)}
                # The longest first: one may be part of another.
                self._forms = sorted(forms.union(self._forms), key=len, reverse=True)

    def text(self, text: str) -> str:
        """A text without them."""
        for form in self._forms:
            text = text.replace(form, _REDACTED)
        return text

    def content(self, content: bytes) -> bytes:
        """Bytes without them."""
        for form in self._forms:
            content = content.replace(form.encode(), _REDACTED.encode())
        return content

    def json(self, value: Any) -> Any:
        """Parsed JSON without them."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(item) for item in value]
        if isinstance(value, dict):
            return {self.text(name): self.json(member) for name, member in value.items()}
        return value


_current: ContextVar[Redactor | None] = ContextVar("redactor", default=None)


class _Filter(logging.Filter):
    """The HTTP library logs what servers send, at level DEBUG whole headers."""

    def filter(self, record: logging.LogRecord) -> bool:
        redactor = _current.get()
        if redactor is None:
            return True
        message = record.getMessage()
        if redactor.headers_are_secret and "headers" in message:
            return False
        record.msg, record.args = redactor.text(message), None
        return True


_filter = _Filter()


@contextmanager
def redacted_logs(redactor: Redactor) -> Iterator[None]:
    """Keep a call's secrets out of the HTTP library's log records for the length of a block."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_filter)  # does nothing the second time
    previous = _current.set(redactor)
    try:
        yield
    finally:
        _current.reset(previous)
