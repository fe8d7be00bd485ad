"""Fixtures of the client's tests: calls, a clean environment, and no pauses.

Most of the run time is shared by both kinds of clients; tests of the rest use both.
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
    """Create a client, call a method and close it; synchronously, except with `both_kinds`."""
    return call_sync


@pytest.fixture
def statistics(call: Call) -> Statistics:
    """Call COC's operation at a URL."""
    return statistics_by(call)


@pytest.fixture
def client_class() -> type[Any]:
    """The client class: the synchronous one, except with `both_classes`."""
    return coc.Client


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Remove all credentials from the environment."""
    for name in list(os.environ):
        if name.startswith(PREFIXES):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that clients would have waited between attempts."""
    waited: list[float] = []

    async def sleep(_: object, seconds: float, deadline: object) -> None:  # noqa: ARG001
        waited.append(seconds)

    monkeypatch.setattr(SyncWire, "sleep", sleep)
    monkeypatch.setattr(AsyncWire, "sleep", sleep)
    return waited


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that advances instead of letting calls wait."""
    return Clock(monkeypatch)
