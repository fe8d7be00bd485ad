# Written by scripts/generate from openapi/client/runtime/arguments.py. Edit that.
"""Validation of arguments: numbers, and the error for an invalid argument."""

from __future__ import annotations

import math
from typing import Any

from .errors import ArgumentError

_LARGEST_SHOWN = 1e16


def number(value: Any) -> float:
    """An argument as a number; NaN if it is not a number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value > 0 or -1)


def invalid_argument(name: str, demand: str, value: Any) -> ArgumentError:
    """The error for an argument; only numbers are shown, as anything else may be a secret."""
    is_small = abs(number(value)) < _LARGEST_SHOWN
    received = repr(value) if is_small or value is None else type(value).__name__
    return ArgumentError(f"{name} must be {demand}; got {received}")
