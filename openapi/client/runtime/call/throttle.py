"""The request rate of a client: the caller's limit, and the rate learned from the server's 429s."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from ..arguments import invalid_argument, number
from ..fork import reset_in_children

if TYPE_CHECKING:
    from ..body.response import Response

_SHORTEST, _WINDOW = 1.0, 10.0
"""Seconds over which accepted requests are counted; servers count them per second or longer."""
_SHARE, _SHARE_IF_SOON, _SOON = 0.9, 0.75, 5.0
"""The share of the accepted rate to use after a 429; less if another follows within seconds."""
_LEAST_AT_FIRST, _LEAST = 1.0, 0.05
_UNSURE, _LINEAR, _CUBIC = 4.0, 200.0, 30.0
"""Seconds in which the rate doubles: quickly after the first 429, whose rate is a rough estimate;
later slowly at first, then ever faster."""
_FORGOTTEN = 120.0


def checked_rate(value: float | None) -> float | None:
    """An argument that is a number of requests per second.

    Raises:
        ArgumentError: It is not.
    """
    if value is None:
        return None
    rate = number(value)
    if not 0 < rate < math.inf:
        raise invalid_argument("rate", "a positive number of requests per second", value)
    return rate


class SendTime(NamedTuple):
    """A point in time at which a request may be sent."""

    at: float
    """On the monotonic clock."""
    generation: int
    """The number of rates learned when it was assigned."""


class Throttle:
    """Schedules the requests of a client to one origin."""

    def __init__(self, cap: float | None = None) -> None:
        self._cap = cap
        self._learned: float | None = None
        self._learned_at = 0.0
        self._generation = 0
        self._is_unsure = False
        self._held_until = 0.0
        self._next = 0.0
        self._accepted: deque[float] = deque(maxlen=512)
        self._served_at = -math.inf
        self._refused_since: float | None = None
        """When the first 429 came since a request was served."""
        self.refusal: Response | None = None
        """The last 429."""
        self.reset_after_fork()
        reset_in_children(self)

    def reset_after_fork(self) -> None:
        """Replace the lock, which a thread of the parent process may hold."""
        # Reentrant, as a signal handler may make a call.
        self._lock = threading.RLock()

    def send_time(self, waited_for: SendTime | None = None) -> SendTime | None:
        """When to send a request; None for now.

        After waiting for an earlier send time: None if it is still valid, otherwise another one.
        """
        if self._learned is None and self._cap is None and not self._held_until:
            return None
        now = time.monotonic()
        with self._lock:
            if waited_for and self._holds(waited_for):
                return None
            at = max(now, self._held_until, self._next)
            rate = self._rate(at)
            if rate is None:
                self._held_until = self._held_until if at > now else 0.0
            else:
                self._next = at + 1 / rate
            return SendTime(at, self._generation)

    def _holds(self, planned: SendTime) -> bool:
        return planned.generation == self._generation and planned.at >= self._held_until

    @property
    def has_learned(self) -> bool:
        """Whether a rate has been learned from a 429."""
        return self._learned is not None

    @property
    def held_for(self) -> float:
        """Seconds for which requests are held back."""
        return max(0.0, self._held_until - time.monotonic())

    def accept(self, *, is_served: bool = True) -> None:
        """Record a request that was not throttled, and whether it needs no retry either."""
        now = time.monotonic()
        self._accepted.append(now)
        if is_served:
            self._served_at, self._refused_since = now, None

    def serves(self, seconds: float) -> bool:
        """Whether a request was served in the last seconds, or 429s have only begun to come."""
        now, since = time.monotonic(), self._refused_since
        return since is None or now - since < _SHORTEST or now - self._served_at < seconds

    def hold(self, seconds: float, sent_at: float, refusal: Response) -> None:
        """Record a 429: send nothing for some time, and at a lower rate from then on."""
        now = time.monotonic()
        with self._lock:
            self.refusal = refusal
            if self._refused_since is None:
                self._refused_since = now
            self._held_until = max(self._held_until, now + seconds)
            if sent_at >= self._learned_at:  # else it was sent before the last 429
                self._learned = self._affordable(now)
                self._learned_at = now
                self._generation += 1
                self._next = now if self._is_unsure else now + 1 / self._learned

    def _affordable(self, now: float) -> float:
        """A rate that the server may accept, after it rejected the previous one."""
        before = self._rate(now)
        self._is_unsure = self._learned is None
        if self._learned is not None and before is not None:
            is_far_off = now - self._learned_at < _SOON
            return max(before * (_SHARE_IF_SOON if is_far_off else _SHARE), _LEAST)
        # Copied, as other threads append to it meanwhile.
        recent = [at for at in list(self._accepted) if at > now - _WINDOW]
        span = max(_SHORTEST, self._held_until - recent[0]) if recent else _SHORTEST
        return max(_SHARE * len(recent) / span, _LEAST_AT_FIRST)

    def _rate(self, at: float) -> float | None:
        """Requests per second; None for no limit."""
        if self._learned is None:
            return self._cap
        passed = max(0.0, at - self._learned_at)
        if passed > _FORGOTTEN:
            self._learned = None
            return self._cap
        growth = 1 + passed / _LINEAR + (passed / _CUBIC) ** 3
        rate = self._learned * (2 ** (passed / _UNSURE) if self._is_unsure else growth)
        return rate if self._cap is None else min(rate, self._cap)
