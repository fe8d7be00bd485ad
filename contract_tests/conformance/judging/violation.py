"""Violations of the contract, and the values shown in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from openapi.contract import JSON

_KEPT = 2048
"""Characters kept of a value; it is shortened further once it is redacted."""


_ENCODER = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True)
class Violation:
    """What was expected, what was received, and where the contract says so."""

    expected: str
    received: str
    place: str
    """The contract's file and a JSON pointer."""
    why: str = ""
    """Why this is expected of the request."""
    advice: str = ""
    """How to fix the server, if known."""
    statuses: frozenset[int] = frozenset()
    """The expected statuses, if the status is the violation."""

    def __str__(self) -> str:
        return f"expected {self.expected}\nreceived {self.received}\nsee {self.place}"


def in_words(statuses: Collection[int]) -> str:
    """Statuses in words, with complete classes such as 4xx summarized."""
    if set(range(100, 500)) <= set(statuses):
        return "any status below 500"
    classes = [
        first for first in range(100, 600, 100) if {*range(first, first + 100)} <= {*statuses}
    ]
    others = sorted(status for status in statuses if status // 100 * 100 not in classes)
    *words, last = [*map(str, others), *(f"any {first // 100}xx" for first in classes)]
    return f"{', '.join(words)} or {last}" if words else last


def short(value: JSON) -> str:
    """The beginning of a value as JSON, longer than the part that is shown."""
    text = ""
    try:
        for part in _ENCODER.iterencode(_cut(value)):
            text += part
            if len(text) > _KEPT:
                break
    except RecursionError:
        text += "…"
    return text[:_KEPT]


def _cut(value: JSON) -> JSON:
    """A long string, which would otherwise be encoded whole."""
    return value[:_KEPT] if isinstance(value, str) else value
