"""Fault injection, reproducible by seed: latency, failures, throttling."""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

UNITS = {"second": 1, "minute": 60}


@dataclass
class RateLimit:
    """A limit of requests per second or minute, in windows that begin with a request."""

    limit: int
    unit: str = "second"
    now: Callable[[], float] = time.monotonic
    _window_ends: float = field(default=0.0, init=False)
    _taken: int = field(default=0, init=False)

    def wait(self) -> int | None:
        """Count a request; returns ``None`` if it is allowed, else whole seconds to wait."""
        now = self.now()
        if now >= self._window_ends:
            self._window_ends, self._taken = now + UNITS[self.unit], 0
        if self._taken >= self.limit:
            return max(1, math.ceil(self._window_ends - now))
        self._taken += 1
        return None

    @property
    def policy(self) -> str:
        """The policy as in the gateway's message."""
        return f"policy user over ratelimit,limit:{self.limit},time:1 {self.unit}"


class FaultInjection:
    """Decides which faults are injected into responses."""

    def __init__(
        self,
        latency: tuple[float, float] = (0.0, 0.0),
        error_rate: float = 0.0,
        rate_limit: RateLimit | None = None,
        seed: int = 0,
    ) -> None:
        """Take a range of delays in seconds, and the share of requests that fail."""
        self._latency = latency
        self._error_rate = error_rate
        self.rate_limit = rate_limit
        # Separate generators, so that latency does not change which requests fail.
        self._delays, self._failures = random.Random(seed), random.Random(seed)  # noqa: S311

    def delay(self) -> float:
        """Seconds by which to delay the next response."""
        return self._delays.uniform(*self._latency)

    def should_fail(self) -> bool:
        """Whether the next request fails."""
        return self._failures.random() < self._error_rate
