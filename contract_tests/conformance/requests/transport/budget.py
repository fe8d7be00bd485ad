"""Limits on the number, time and rate of requests of a run."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from contract_tests.conformance.errors import ExhaustedError

UNANSWERED = 6
"""Requests without a complete response in time after which the run ends."""


@dataclass
class Budget:
    """The remaining requests and time."""

    requests: int
    seconds: float
    rate: float | None
    """Requests per second, ``None`` for no limit."""
    spent: int = 0
    throttled: int = 0
    """How often the server asked to wait."""
    remarks: list[str] = field(default_factory=list)
    """Events worth reporting that are not failures."""
    ended: str = ""
    """Why no further request may be made."""
    remedy: str = ""
    """The option that raises the limit that was reached."""
    over: threading.Event = field(default_factory=threading.Event, repr=False)
    """Set when the run must end, to wake up waiting threads."""
    started: float = field(default_factory=time.monotonic)
    """When the run began, on the monotonic clock."""
    _unanswered: int = 0
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> None:
        """Wait for a turn to make a request.

        Raises:
            ExhaustedError: A limit is reached.
        """
        with self._lock:
            self._end_at_limits()
            if self.ended:
                raise ExhaustedError(self.ended)
            self.spent += 1
            turn = max(self._next, time.monotonic())
            self._next = turn + (1 / self.rate if self.rate else 0)
        self.wait(turn - time.monotonic())

    def remark(self, words: str) -> bool:
        """Add a remark; returns whether it is new."""
        with self._lock:
            is_new = words not in self.remarks
            self.remarks += [words] if is_new else []
        return is_new

    def wait(self, seconds: float) -> None:
        """Sleep.

        Raises:
            ExhaustedError: The run ends first.
        """
        is_too_long = seconds > self.left
        self.over.wait(min(max(seconds, 0.0), self.left))
        if is_too_long:
            self.end_in_time()
        if self.ended:
            raise ExhaustedError(self.ended)

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        """Seconds until the run ends."""
        return max(0.0, self.seconds - self.elapsed)

    @property
    def time_over(self) -> str:
        """The reason given when the time is over."""
        return f"the {round(self.seconds, 2):g} s of the run are over"

    def _end_at_limits(self) -> None:
        if self.spent >= self.requests:
            self.end(f"the budget of {self.requests} requests is spent", "--max-requests N")
        elif not self.left:
            self.end_in_time()

    def end(self, why: str, remedy: str = "") -> None:
        """Allow no more requests, and wake up waiting threads."""
        if not self.ended:
            self.ended, self.remedy = why, remedy
        self.over.set()

    def end_in_time(self) -> None:
        """End the run because its time is over."""
        self.end(self.time_over, "--deadline SECONDS")

    def count_unanswered(self) -> None:
        """Count a request without a complete response in time.

        Raises:
            ExhaustedError: The time of the run is over.
        """
        if not self.left:
            self.end_in_time()
            raise ExhaustedError(self.ended)
        with self._lock:
            self._unanswered += 1
            if self._unanswered >= UNANSWERED:
                self.end(f"{UNANSWERED} requests received no complete response in time")
