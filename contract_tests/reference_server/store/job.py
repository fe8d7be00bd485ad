"""A script order that moves: worked off batch by batch while somebody watches."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openapi.contract import JSON

STATUSES = ("READY", "PROCESSING", "ABNORMAL", "CANCELED", "FINISHED")
START = 0.1
"""The part of the time that passes before the first batch begins."""


@dataclass
class Stopwatch:
    """How far things that move have come, from 0 to 1, since they were first looked at."""

    duration: float = 60.0
    """Seconds from start to end."""
    now: Callable[[], float] = time.monotonic
    _started: float | None = field(default=None, init=False)

    def progress(self) -> float:
        """Start if not yet started, and tell how far it is."""
        now = self.now()
        if self._started is None:
            self._started = now
        elapsed = now - self._started
        return 1.0 if elapsed >= self.duration else elapsed / self.duration

    def restart(self) -> None:
        """Stand at the beginning until it is looked at again."""
        self._started = None


@dataclass(frozen=True)
class Job:
    """An order: how each instance of each batch will end, and the watch it goes by."""

    path: dict[str, str]
    batches: list[list[str]]
    watch: Stopwatch

    @property
    def body(self) -> JSON:
        """The order as it stands now."""
        found = list(self._instances(self.watch.progress()))
        statistics = [
            {
                "instance_status": status,
                "instance_count": sum(state == status for _, state in found),
                "batch_indexes": sorted({batch for batch, state in found if state == status}),
            }
            for status in STATUSES
        ]
        return {"data": {"total_instance": len(found), "execute_statistics": statistics}}

    def _instances(self, progress: float) -> Iterator[tuple[int, str]]:
        """The batch, from 1, and the status of each instance."""
        # Batches take equal times, one after the other; in a batch all instances begin at
        # once and end one after the other.
        passed = (progress - START) / (1 - START) * len(self.batches)
        for index, batch in enumerate(self.batches):
            for done, end in enumerate(batch, start=1):
                if progress >= 1 or passed >= index + done / len(batch):
                    yield index + 1, end
                else:
                    yield index + 1, "PROCESSING" if passed >= index else "READY"
