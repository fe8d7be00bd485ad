"""How long a call may take, all in all."""

from __future__ import annotations

import math
import time

from .errors import ArgumentError


class Deadline:
    """A point in time that everything a call does ends before."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until then, 0 when it has passed."""
        return max(0.0, self._end - time.monotonic())

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._end


def seconds(timeout: float) -> float:
    """Judge an argument named timeout.

    Raises:
        ArgumentError: It is no positive number.
    """
    number = isinstance(timeout, int | float) and not isinstance(timeout, bool)
    if not number or not math.isfinite(timeout) or timeout <= 0:
        raise ArgumentError(f"timeout must be a positive number of seconds; got {timeout!r}")
    return float(timeout)
