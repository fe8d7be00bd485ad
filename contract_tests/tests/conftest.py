"""What the tests of several rooms share."""

from __future__ import annotations

import pytest

from contract_tests.tests import processes

PROCESSES = ("run", "start")
"""The fixtures by which a test starts other programs."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start other programs; ``scripts/test --fast`` leaves them out."""
    for item in items:
        if not set(PROCESSES).isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("processes")


@pytest.fixture(scope="session")
def run() -> processes.Run:
    """Run a program to its end: `processes.run`."""
    return processes.run


@pytest.fixture(scope="session")
def start() -> processes.Start:
    """Run a program for the length of a block: `processes.start`."""
    return processes.start
