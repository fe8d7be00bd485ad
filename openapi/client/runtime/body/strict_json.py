"""JSON, read strictly."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

_LARGEST_EXPONENT = 308


def loads(content: bytes) -> Any:
    """The value of a JSON document in UTF-8; integers stay exact, however they are written.

    Raises:
        ValueError: It is not JSON, names a member twice or has a number that is too large.
        RecursionError: It is nested too deeply.
    """
    return json.loads(
        content.decode(),
        object_pairs_hook=_members,
        parse_constant=_refuse,
        parse_float=_number,
    )


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member appears twice in an object")
    return members


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _number(text: str) -> float | int:
    """A number with a point or an exponent: an integer if it is one, so that none is rounded."""
    exact = Decimal(text)
    if exact and exact.adjusted() > _LARGEST_EXPONENT:
        raise ValueError("a number is too large")
    if exact == exact.to_integral_value():
        return int(exact)
    value = float(text)
    if math.isinf(value):
        raise ValueError("a number is too large")
    return value
