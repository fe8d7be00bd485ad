"""Secrets kept out of what is shown, should a server send them back."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Shorter ones are no secrets; taking them out would garble what is not meant.
_SHORTEST = 6
_MASK = "***"
_LOGGERS = ("httpx", *(f"httpcore.{one}" for one in ("connection", "http11", "http2", "proxy")))


class Mask:
    """The secrets of one call."""

    def __init__(self, secrets: Iterable[str] = (), *, headers_are_secret: bool = False) -> None:
        self.headers_are_secret = headers_are_secret
        """Whether the answer's headers bring a secret that is not known yet."""
        self._forms: list[str] = []
        self.add(*secrets)

    def __repr__(self) -> str:
        return "<Mask>"

    def add(self, *secrets: str) -> None:
        """Know further secrets, in all forms they may come back in."""
        for secret in secrets:
            if len(secret) >= _SHORTEST:
                quoted = json.dumps(secret)[1:-1]
                forms = {secret, quoted, quoted.replace("/", r"\/"), quote(secret, safe="")}
                self._forms += forms | {quote(secret), quote_plus(secret)} - set(self._forms)
        self._forms.sort(key=len, reverse=True)

    def text(self, text: str) -> str:
        """A text without them."""
        for form in self._forms:
            text = text.replace(form, _MASK)
        return text

    def content(self, content: bytes) -> bytes:
        """Bytes without them."""
        for form in self._forms:
            content = content.replace(form.encode(), _MASK.encode())
        return content

    def json(self, value: Any) -> Any:
        """Parsed JSON without them."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(one) for one in value]
        if isinstance(value, dict):
            return {self.text(key): self.json(one) for key, one in value.items()}
        return value


_current: ContextVar[Mask | None] = ContextVar("mask", default=None)


class _Filter(logging.Filter):
    """The HTTP library logs what servers send, at level DEBUG whole headers."""

    def filter(self, record: logging.LogRecord) -> bool:
        mask = _current.get()
        if mask is None:
            return True
        message = record.getMessage()
        if mask.headers_are_secret and "headers" in message:
            return False
        record.msg, record.args = mask.text(message), None
        return True


_filter = _Filter()


@contextmanager
def masked_logs(mask: Mask) -> Iterator[None]:
    """Keep a call's secrets out of the HTTP library's log records for the length of a block."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_filter)  # does nothing the second time
    previous = _current.set(mask)
    try:
        yield
    finally:
        _current.reset(previous)
