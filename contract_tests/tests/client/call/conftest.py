"""What the tests of calls share."""

from __future__ import annotations

import pytest

from contract_tests.tests.client.call.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that goes on where calls would wait."""
    return Clock(monkeypatch)
