"""JSON, read strictly."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from typing import Any

_MOST_VALUES = 1_000_000
_MOST_DIGITS = 309
"""What the largest number of double precision has."""
_LONG = re.compile(rb"[0-9]{%d}" % (_MOST_DIGITS + 1))
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def loads(content: bytes) -> Any:
    """The value of a JSON document in UTF-8; integers stay exact, however they are written.

    Raises:
        ValueError: It is not JSON, names a member twice, has a number that is too large or values
            without number.
        RecursionError: It is nested too deeply.
    """
    if content.startswith(_BYTE_ORDER_MARK):
        raise ValueError("a byte order mark before the JSON text")
    if _commas(content) >= _MOST_VALUES and _commas(_STRING.sub(b"", content)) >= _MOST_VALUES:
        raise ValueError(f"more than {_MOST_VALUES:,} values")
    return json.loads(
        content.decode(),
        object_pairs_hook=_members,
        parse_constant=_refuse,
        parse_float=_number,
        # Only what is long needs to be looked at.
        parse_int=_integer if _LONG.search(content) else None,
    )


def _commas(content: bytes) -> int:
    """As many as there are values, but for the first ones of arrays and objects."""
    return sum(map(content.count, (b",", b"[", b"{")))


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member appears twice in an object")
    return members


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _integer(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        _finite(text)
    return int(text)


def _number(text: str) -> float | int:
    """A number with a point or an exponent: an integer if it is one, so that none is rounded."""
    value = _finite(text)
    if not value:
        return value if text.lower().partition("e")[0].strip("-0.") else 0
    if not value.is_integer():
        return value
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else value


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError("a number is too large")
    return value
