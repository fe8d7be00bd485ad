"""Replaces secrets, and parts of them, in what is shown."""

from __future__ import annotations

import base64
import threading
from typing import TYPE_CHECKING

from contract_tests.conformance.redaction.views import Root, View, compact, decodings, spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REDACTED = "[redacted]"
PART = 8
"""Characters of a secret that tell something; fewer could be anything."""
MARGIN = 1024
"""Characters beyond a cut that may belong to a part of a secret before it."""
_DEPTH = 2
"""How often an encoding is looked for within an encoding."""


class Redactor:
    """Knows the secrets of a run, and what may be shown although it is part of one."""

    def __init__(self, *secrets: str, public: Callable[[], str] = str) -> None:
        """Know of secrets.

        Args:
            secrets: What must appear in no output.
            public: Gives what is no secret, even where a secret holds it.
        """
        self._parts: set[str] = set()
        self._short: set[str] = set()
        self._public_text = public
        self._public: str | None = None
        self._lock = threading.Lock()
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Know of further secrets."""
        for secret in secrets:
            # Bytes beyond ASCII are read one by one where nothing says that they are UTF-8.
            for text in {secret, secret.encode("utf-8", "replace").decode("latin-1")}:
                for spelled in {text, compact(Root(text)).text, *_in_base64(text)}:
                    self._add(_lower(spelled))

    def _add(self, text: str) -> None:
        with self._lock:
            if 0 < len(text) < PART:
                self._short |= {text}
            self._parts |= {text[at : at + PART] for at in range(len(text) - PART + 1)}

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        shown, end = [], 0
        for start, stop in _merged(self._found(Root(text), 0)):
            shown += [text[end:start], REDACTED]
            end = stop
        return "".join([*shown, text[end:]])

    def excerpt(self, text: str, limit: int) -> str:
        """The beginning of a text without secrets; what is cut off is cut off afterwards."""
        shown = self(text[: limit + MARGIN])
        is_whole = len(text) <= limit + MARGIN and len(shown) <= limit
        return shown if is_whole else f"{shown[:limit]}…"

    def _found(self, view: View, depth: int) -> Iterator[tuple[int, int]]:
        """Where in the original text a secret stands."""
        for spelled in spellings(view):
            dense = compact(spelled)
            for each in {spelled, dense}:
                yield from (each.span(*hit) for hit in self._hits(_lower(each.text)))
            for inner in decodings(dense) if depth < _DEPTH else ():
                yield from self._found(inner, depth + 1)

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
            # Late: most runs show nothing that is like a secret.
            self._public = _lower(self._public_text())
        return part in self._public


def _in_base64(text: str) -> Iterator[str]:
    """In Base64 at each offset: once its case is changed nothing can decode it any more."""
    content = text.encode("utf-8", "replace")
    for before in range(3) if len(content) >= PART else ():
        encoded = base64.b64encode(b"\0" * before + content).decode()
        core = encoded[-(-before * 4 // 3) : (before + len(content)) * 4 // 3]
        yield from {core, core.replace("+", "-").replace("/", "_")}


def _lower(text: str) -> str:
    lower = text.lower()
    # One letter has a lower case of two.
    return lower if len(lower) == len(text) else text.replace("\u0130", "i").lower()


def _merged(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    yield from merged
