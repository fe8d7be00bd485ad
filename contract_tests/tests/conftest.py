"""What the tests of several rooms share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import ROOT, processes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

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


@pytest.fixture(scope="session")
def vendor_python(run: processes.Run) -> str:
    """The Python of an environment that has the vendor's SDKs, and nothing of this project's.

    Where it cannot be set up the test is skipped, or with CI set fails.
    """
    done = run(ROOT / "scripts" / "bootstrap", "scripts/sdk/requirements.lock", limit=600)
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(f"the vendor's SDKs cannot be installed: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# No longer than a module: while it lives, no other test could run an event loop.
@pytest.fixture(scope="module")
def browser(run: processes.Run) -> Iterator[Browser]:
    """Chromium, headless."""
    from contract_tests.tests.pages.browser import chromium  # noqa: PLC0415 (it takes a while)

    with chromium(run) as chrome:
        yield chrome
