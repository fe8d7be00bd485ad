"""A violation of the contract, and values as they are shown in one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openapi.contract import JSON

_SHOWN = 200


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
    """A value as JSON, cut to fit a line."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
