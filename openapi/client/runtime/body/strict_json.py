"""Strict JSON."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_VALUES = 1_000_000
_MOST_DIGITS = 309
"""The number of digits of the largest double."""
_TOO_MANY_DIGITS = b"0" * (_MOST_DIGITS + 1)
_DIGITS_AS_ZEROS = bytes.maketrans(b"123456789", b"0" * 9)
# One match for each value and one more for each array and object; each character is read once.
_VALUE = re.compile(rb'(?:[^",\[{]++|"(?:[^"\\]++|\\.)*+"?)*+(?:[,\[{]|\Z)', re.DOTALL)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def loads(content: bytes) -> Any:
    """The value of a JSON document in UTF-8; integers stay exact, even with an exponent.

    Raises:
        ValueError: It is not JSON, has a duplicate member, a number that is too large, or too many
            values.
        RecursionError: It is nested too deeply.
    """
    if content.startswith(_BYTE_ORDER_MARK):
        raise ValueError("a byte order mark before the JSON text")
    if len(content) > _MOST_VALUES and any(islice(_VALUE.finditer(content), _MOST_VALUES, None)):
        raise ValueError(f"more than {_MOST_VALUES:,} values")
    are_long = _TOO_MANY_DIGITS in content.translate(_DIGITS_AS_ZEROS)
    return (_CAREFUL_DECODER if are_long else _DECODER).decode(content.decode())


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member appears twice in an object")
    return members


def _reject_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _integer(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        _finite(text)
    return int(text)


def _number(text: str) -> float | int:
    """A number with a fraction or an exponent: an int if it is integral, to avoid rounding."""
    value = _finite(text)
    if not value:
        return value if text.lower().partition("e")[0].strip("-0.") else 0
    if not value.is_integer():
        return value
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else value


def _decoder(parse_int: Callable[[str], int] | None) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_members,
        parse_constant=_reject_constant,
        parse_float=_number,
        parse_int=parse_int,
    )


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError("a number is too large")
    return value


_DECODER = _decoder(None)
# Slower, and so only for documents with long numbers.
_CAREFUL_DECODER = _decoder(_integer)
