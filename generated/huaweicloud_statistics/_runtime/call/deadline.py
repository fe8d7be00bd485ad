# Written by scripts/generate from openapi/client/runtime/call/deadline.py. Edit that.
"""How long a call may take in all."""

from __future__ import annotations

import math
import time
from contextvars import ContextVar

from ..arguments import number, refused

_MOMENT, _HOUR = 0.1, 3600.0


class Scope:
    """Calls that can be called off together, from any thread."""

    is_over: bool = False

    def end(self) -> None:
        """Call them off: to each its deadline has passed."""
        self.is_over = True


current_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)
"""The scope that deadlines set from here on belong to."""


class Deadline:
    """The point in time by which everything that a call does has ended."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        """How long the call may take in all."""
        self._scope = current_scope.get()
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until then, 0 once it has passed."""
        if self._scope is not None and self._scope.is_over:
            return 0.0
        return max(0.0, self._end - time.monotonic())

    @property
    def spent(self) -> float:
        """Seconds since it was set."""
        return self.seconds - (self._end - time.monotonic())

    @property
    def passed(self) -> bool:
        return self.left == 0.0

    @property
    def step(self) -> float:
        """Seconds that a thread may wait before it looks at the deadline again."""
        # No longer than the system's functions take.
        return min(self.left, _HOUR if self._scope is None else _MOMENT)

    @property
    def starts_when_sent(self) -> bool:
        """Whether the time spent waiting to be sent is not counted."""
        return self._scope is not None

    def within(self, seconds: float) -> Deadline:
        """A deadline for a part of the call."""
        part = Deadline(min(seconds, self.left))
        part._scope = self._scope  # its own kind
        return part

    def restart(self) -> None:
        """Count from now on."""
        self._end = time.monotonic() + self.seconds

    def suspend(self) -> None:
        """Do not count until it is restarted."""
        self._end = math.inf


def checked_seconds(name: str, value: float) -> float:
    """An argument that is a length of time.

    Raises:
        ArgumentError: It is not a positive number.
    """
    seconds = number(value)
    if not 0 < seconds < math.inf:
        raise refused(name, "a positive number of seconds", value)
    return seconds
