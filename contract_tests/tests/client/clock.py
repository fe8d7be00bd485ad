"""A clock that advances instead of letting calls wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huaweicloud_statistics._runtime.call import caller, deadline, throttle
from huaweicloud_statistics._runtime.http.wire import AsyncWire, SyncWire

if TYPE_CHECKING:
    import pytest


class Clock:
    """Replaces `time` and sleeping in the client."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        """Since the start."""

        async def sleep(_: object, seconds: float, deadline: deadline.Deadline) -> None:
            # Others may sleep concurrently.
            until = self.seconds + min(seconds, deadline.left)
            self.seconds = max(self.seconds, until)

        for module in (caller, deadline, throttle):
            monkeypatch.setattr(module, "time", self)
        for wire in (SyncWire, AsyncWire):
            monkeypatch.setattr(wire, "sleep", sleep)

    def monotonic(self) -> float:
        """As `time.monotonic`."""
        return 1000 + self.seconds
