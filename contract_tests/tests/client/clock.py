"""A clock for calls, which goes on where they would wait, and waits for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huaweicloud_statistics._runtime.call import caller, deadline, throttle
from huaweicloud_statistics._runtime.http.wire import AsyncWire, SyncWire

if TYPE_CHECKING:
    import pytest


class Clock:
    """What a client takes for the time, in place of `time`, and for waiting."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        """Since it began."""

        async def sleep(_: object, seconds: float, deadline: deadline.Deadline) -> None:
            # Others may sleep at the same time.
            until = self.seconds + min(seconds, deadline.left)
            self.seconds = max(self.seconds, until)

        for module in (caller, deadline, throttle):
            monkeypatch.setattr(module, "time", self)
        for wire in (SyncWire, AsyncWire):
            monkeypatch.setattr(wire, "sleep", sleep)

    def monotonic(self) -> float:
        """As `time.monotonic`."""
        return 1000 + self.seconds
