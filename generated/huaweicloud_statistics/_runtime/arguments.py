# Written by scripts/generate from openapi/client/runtime/arguments.py. Edit that.
"""Arguments of callers: those that are numbers, and those that are invalid."""

from __future__ import annotations

import math
from typing import Any

from .errors import ArgumentError

_LARGEST_SHOWN = 1e16


def number(value: Any) -> float:
    """An argument as a number; not a number if it is none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value > 0 or -1)


def refused(name: str, demand: str, value: Any) -> ArgumentError:
    """The error for an argument; what is no number is not shown, as it may be a secret."""
    is_small = abs(number(value)) < _LARGEST_SHOWN
    received = repr(value) if is_small or value is None else type(value).__name__
    return ArgumentError(f"{name} must be {demand}; got {received}")
