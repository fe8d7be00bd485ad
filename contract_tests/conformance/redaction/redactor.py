"""Redacts secrets, and parts of them, in output."""

from __future__ import annotations

import base64
import threading
from typing import TYPE_CHECKING

from contract_tests.conformance.redaction.views import Root, View, compact, decodings, spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REDACTED = "[redacted]"
PART = 8
"""The shortest part of a secret that is redacted, in characters; shorter could be anything."""
MARGIN = 1024
"""Characters beyond a cut that are read to recognize a secret across it."""
_DEPTH = 2
"""The depth of nested encodings that are decoded."""


class Redactor:
    """Redacts the secrets of a run, except parts that are public anyway."""

    def __init__(self, *secrets: str, public: Callable[[], str] = str) -> None:
        """Create a redactor.

        Args:
            secrets: Must not appear in any output.
            public: Returns text that may be shown even where a secret contains it.
        """
        self._parts: set[str] = set()
        self._short: set[str] = set()
        self._public_text = public
        self._public: str | None = None
        self._lock = threading.Lock()
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Add secrets."""
        for secret in secrets:
            # UTF-8 bytes may be decoded as Latin-1 where no charset is declared.
            for text in {secret, secret.encode("utf-8", "replace").decode("latin-1")}:
                for spelled in {text, compact(Root(text)).text, *_in_base64(text)}:
                    self._add(_lower(spelled))

    def _add(self, text: str) -> None:
        with self._lock:
            if 0 < len(text) < PART:
                self._short |= {text}
            self._parts |= {text[at : at + PART] for at in range(len(text) - PART + 1)}

    def __call__(self, text: str) -> str:
        """The text with secrets redacted."""
        shown, end = [], 0
        for start, stop in _merged(self._spans(Root(text), 0)):
            shown += [text[end:start], REDACTED]
            end = stop
        return "".join([*shown, text[end:]])

    def excerpt(self, text: str, limit: int) -> str:
        """The beginning of a text; it is redacted before it is cut."""
        shown = self(text[: limit + MARGIN])
        is_whole = len(text) <= limit + MARGIN and len(shown) <= limit
        return shown if is_whole else f"{shown[:limit]}…"

    def _spans(self, view: View, depth: int) -> Iterator[tuple[int, int]]:
        """The spans of secrets in the original text."""
        for spelled in spellings(view):
            dense = compact(spelled)
            for candidate in {spelled, dense}:
                yield from (candidate.span(*hit) for hit in self._hits(_lower(candidate.text)))
            for inner in decodings(dense) if depth < _DEPTH else ():
                yield from self._spans(inner, depth + 1)

    def _hits(self, text: str) -> Iterator[tuple[int, int]]:
        parts = self._parts
        for at in range(len(text) - PART + 1):
            part = text[at : at + PART]
            if part in parts and not self._is_public(part):
                yield at, at + PART
        for short in self._short:
            at = text.find(short)
            while at >= 0:
                if not self._is_public(short):
                    yield at, at + len(short)
                at = text.find(short, at + 1)

    def _is_public(self, part: str) -> bool:
        if self._public is None:
            # Lazy: most runs show nothing that resembles a secret.
            self._public = _lower(self._public_text())
        return part in self._public


def _in_base64(text: str) -> Iterator[str]:
    """The text in Base64 at each offset, since Base64 in another case cannot be decoded."""
    content = text.encode("utf-8", "replace")
    for before in range(3) if len(content) >= PART else ():
        encoded = base64.b64encode(b"\0" * before + content).decode()
        core = encoded[-(-before * 4 // 3) : (before + len(content)) * 4 // 3]
        yield from {core, core.replace("+", "-").replace("/", "_")}


def _lower(text: str) -> str:
    lower = text.lower()
    # The lower case of İ is two characters.
    return lower if len(lower) == len(text) else text.replace("\u0130", "i").lower()


def _merged(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    yield from merged
