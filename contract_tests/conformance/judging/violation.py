"""A violation of the contract, and values as they are shown in one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openapi.contract import JSON

_KEPT = 2048
"""Characters of a value, of which the first are shown once they are redacted."""


_ENCODER = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True)
class Violation:
    """What was expected, what was received instead, and where the contract says so."""

    expected: str
    received: str
    place: str
    """The contract's file and a JSON pointer."""

    def __str__(self) -> str:
        return f"expected {self.expected}\nreceived {self.received}\nsee {self.place}"


def short(value: JSON) -> str:
    """The beginning of a value as JSON, longer than what is shown of it."""
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
    """A long text alone would be encoded as a whole."""
    return value[:_KEPT] if isinstance(value, str) else value
