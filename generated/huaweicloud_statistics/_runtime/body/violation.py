# Written by scripts/generate from openapi/client/runtime/body/violation.py. Edit that.
"""Where a value violates its schema, and how."""

from __future__ import annotations

import json
from typing import Any, NamedTuple, TypeAlias

Step: TypeAlias = "str | int"
"""A step into a value: the name of a property, or the index of an item."""

TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_SHOWN = 80
_LONGEST_NAME = 500
_MISSING = "nothing"
_NAMES = {dict: "object", list: "array"}


class Violation(NamedTuple):
    """Where a value violates its schema, and how."""

    pointer: str
    """Place in the body, as a JSON pointer."""
    expected: str
    received: str

    @property
    def is_missing(self) -> bool:
        """Whether the value is missing."""
        return self.received == _MISSING

    def below(self, *steps: Step) -> Violation:
        """The same violation, with its pointer relative to an enclosing value."""
        return self._replace(pointer=_pointer(steps) + self.pointer) if steps else self

    def __str__(self) -> str:
        where = f"{self.pointer}: " if self.pointer else ""
        if self.is_missing:
            return f"{where}{self.expected} is missing"
        return f"{where}expected {self.expected}; got {self.received}"


def violated(value: Any, expected: str, *steps: Step) -> Violation:
    """The violation of a value that is not as expected."""
    return Violation(_pointer(steps), expected, shown(value))


def missing(name: str) -> Violation:
    """The violation of an object that lacks a required property."""
    return Violation(_pointer([name]), "required property", _MISSING)


def shown(value: Any) -> str:
    """A short representation of a value, on one line."""
    if isinstance(value, dict | list) and value:
        return f"an {_NAMES[type(value)]} of {len(value)}"
    text = json.dumps(value[:_SHOWN] if isinstance(value, str) else value, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _pointer(steps: tuple[Step, ...] | list[Step]) -> str:
    names = (str(step)[:_LONGEST_NAME].replace("~", "~0").replace("/", "~1") for step in steps)
    pointer = "".join(f"/{name}" for name in names)
    # JSON can escape a lone surrogate, which cannot be printed.
    return pointer.encode(errors="backslashreplace").decode()
