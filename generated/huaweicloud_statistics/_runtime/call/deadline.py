# Written by scripts/generate from openapi/client/runtime/call/deadline.py. Edit that.
"""The deadline of a call."""

from __future__ import annotations

import math
import time
from contextvars import ContextVar

from ..arguments import invalid_argument, number

_MOMENT, _HOUR = 0.1, 3600.0


class Scope:
    """Calls that can be cancelled together, from any thread."""

    is_over: bool = False

    def end(self) -> None:
        """Cancel the calls: their deadlines pass at once."""
        self.is_over = True


current_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)
"""The scope of the deadlines that are created in this context."""


class Deadline:
    """The point in time by which a call must finish."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        """The timeout of the call as a whole."""
        self._scope = current_scope.get()
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, 0 once it has passed."""
        if self._scope is not None and self._scope.is_over:
            return 0.0
        return max(0.0, self._end - time.monotonic())

    @property
    def spent(self) -> float:
        """Seconds since it started."""
        return self.seconds - (self._end - time.monotonic())

    @property
    def passed(self) -> bool:
        return self.left == 0.0

    @property
    def step(self) -> float:
        """Seconds that a thread may block before it checks the deadline again."""
        # Capped, as system calls limit their timeouts.
        return min(self.left, _HOUR if self._scope is None else _MOMENT)

    @property
    def starts_when_sent(self) -> bool:
        """Whether it starts when the request is sent, not while it waits for its turn."""
        return self._scope is not None

    def within(self, seconds: float) -> Deadline:
        """A deadline for a part of the call."""
        part = Deadline(min(seconds, self.left))
        part._scope = self._scope  # of the same class
        return part

    @property
    def is_suspended(self) -> bool:
        return self._end == math.inf

    def restart(self) -> None:
        """Start again from now."""
        self._end = time.monotonic() + self.seconds

    def suspend(self) -> None:
        """Do not pass until it is restarted."""
        self._end = math.inf


def checked_seconds(name: str, value: float) -> float:
    """An argument in seconds.

    Raises:
        ArgumentError: It is not a positive number.
    """
    seconds = number(value)
    if not 0 < seconds < math.inf:
        raise invalid_argument(name, "a positive number of seconds", value)
    return seconds
