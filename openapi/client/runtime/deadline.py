"""How long a call may take in all."""

from __future__ import annotations

import math
import time

from .errors import ArgumentError


class Deadline:
    """The point in time by which everything that a call does has ended."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        """How long the call may take in all."""
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until then, 0 once it has passed."""
        return max(0.0, self._end - time.monotonic())

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._end


def checked_seconds(name: str, value: float) -> float:
    """An argument that is a length of time.

    Raises:
        ArgumentError: It is not a positive number.
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value <= 0:
        raise ArgumentError(f"{name} must be a positive number of seconds; got {value!r}")
    return float(value)
