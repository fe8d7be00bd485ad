"""What the client's tests share: calls of one kind of client, no environment, no pauses.

Most of the run time is written once for both kinds; tests of what is not ask for both.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import coc
from huaweicloud_statistics._runtime.http.wire import AsyncWire, SyncWire

from contract_tests.tests.client.calling import call_sync, statistics_by
from contract_tests.tests.client.clock import Clock

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.client.calling import Call, Statistics

PREFIXES = ("HUAWEICLOUD_", "HW_")


@pytest.fixture
def call() -> Call:
    """Make a client, call a method and close it: synchronously, but in tests of `both_kinds`."""
    return call_sync


@pytest.fixture
def statistics(call: Call) -> Statistics:
    """Call COC's operation at a URL."""
    return statistics_by(call)


@pytest.fixture
def client_class() -> type[Any]:
    """The class of clients: the synchronous one, but in tests of `both_classes`."""
    return coc.Client


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials but those a test puts there."""
    for name in list(os.environ):
        if name.startswith(PREFIXES):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that clients would have waited between attempts; they do not."""
    waited: list[float] = []

    async def sleep(_: object, seconds: float, deadline: object) -> None:  # noqa: ARG001
        waited.append(seconds)

    monkeypatch.setattr(SyncWire, "sleep", sleep)
    monkeypatch.setattr(AsyncWire, "sleep", sleep)
    return waited


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that goes on where calls would wait."""
    return Clock(monkeypatch)
