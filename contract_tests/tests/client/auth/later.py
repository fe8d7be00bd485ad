"""A clock that can be set ahead, for tests of expiry."""

from __future__ import annotations

import functools
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

from huaweicloud_statistics._runtime.auth import credentials, fetched, functions

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


class Later:
    """Sets a client's clock ahead."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        clock = SimpleNamespace(
            monotonic=lambda: time.monotonic() + self.seconds,
            time=lambda: time.time() + self.seconds,
        )
        for module in (credentials, fetched, functions):
            monkeypatch.setattr(module, "time", clock)

    def at(self, *seconds: float) -> list[Callable[[], None]]:
        """Functions that set the clock ahead by these seconds."""
        return [functools.partial(setattr, self, "seconds", moment) for moment in seconds]
