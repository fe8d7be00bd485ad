"""How many requests a run may make, for how long, and how fast."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from contract_tests.conformance.errors import ExhaustedError

UNANSWERED = 6
"""After this many requests without a complete response in time, no more are made."""


@dataclass
class Budget:
    """What is left of requests and time."""

    requests: int
    seconds: float
    rate: float | None
    """Requests per second, ``None`` for no limit."""
    spent: int = 0
    throttled: int = 0
    """How often the server asked to wait."""
    ended: str = ""
    """Why no further request may be made."""
    _unanswered: int = 0
    _started: float = field(default_factory=time.monotonic)
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> None:
        """Wait for a turn to make a request.

        Raises:
            ExhaustedError: There is none left.
        """
        with self._lock:
            self.ended = self.ended or self._limit()
            if self.ended:
                raise ExhaustedError(self.ended)
            self.spent += 1
            turn = max(self._next, time.monotonic())
            self._next = turn + (1 / self.rate if self.rate else 0)
        time.sleep(max(0.0, turn - time.monotonic()))

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._started

    def _limit(self) -> str:
        if self.spent >= self.requests:
            return f"the budget of {self.requests} requests is spent"
        if self.elapsed > self.seconds:
            return f"the {self.seconds:g} s of the run are over"
        return ""

    def end(self, why: str) -> None:
        """Allow no further request."""
        self.ended = self.ended or why

    def count_unanswered(self) -> None:
        """Count a request without a complete response in time."""
        with self._lock:
            self._unanswered += 1
            if self._unanswered >= UNANSWERED:
                self.end(f"{UNANSWERED} requests received no complete response in time")
