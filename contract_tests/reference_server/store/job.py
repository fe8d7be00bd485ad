"""A script order in progress, executed batch by batch from its first read on."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openapi.contract import JSON

STATUSES = ("READY", "PROCESSING", "ABNORMAL", "CANCELED", "FINISHED")
START = 0.1
"""The share of the duration before the first batch starts."""


@dataclass
class Stopwatch:
    """The progress of jobs, from 0 to 1, since they were first read."""

    duration: float = 60.0
    """Seconds from start to end."""
    now: Callable[[], float] = time.monotonic
    _started: float | None = field(default=None, init=False)

    def progress(self) -> float:
        """Start if not yet started, and return the progress."""
        now = self.now()
        if self._started is None:
            self._started = now
        elapsed = now - self._started
        return 1.0 if elapsed >= self.duration else elapsed / self.duration

    def restart(self) -> None:
        """Reset; starts again at the next read."""
        self._started = None


@dataclass(frozen=True)
class Job:
    """An order: the final status of each instance of each batch, and its clock."""

    path: dict[str, str]
    batches: list[list[str]]
    watch: Stopwatch

    @property
    def body(self) -> JSON:
        """The current statistics of the order."""
        instances = list(self._instances(self.watch.progress()))
        statistics = [
            {
                "instance_status": status,
                "instance_count": sum(state == status for _, state in instances),
                "batch_indexes": sorted({batch for batch, state in instances if state == status}),
            }
            for status in STATUSES
        ]
        return {"data": {"total_instance": len(instances), "execute_statistics": statistics}}

    def _instances(self, progress: float) -> Iterator[tuple[int, str]]:
        """The batch index, from 1, and the status of each instance."""
        # Batches run one after another for equal times; the instances of a batch start
        # together and finish one after another.
        passed = (progress - START) / (1 - START) * len(self.batches)
        for index, batch in enumerate(self.batches):
            for done, end in enumerate(batch, start=1):
                if progress >= 1 or passed >= index + done / len(batch):
                    yield index + 1, end
                else:
                    yield index + 1, "PROCESSING" if passed >= index else "READY"
