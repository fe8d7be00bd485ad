"""Fixtures shared by the tests of several rooms."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import ROOT, processes

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from playwright.sync_api import Browser

PROCESSES = ("run", "start")
"""The fixtures with which a test starts other programs."""
STARTS = {"subprocess.Popen", "os.posix_spawn", "os.fork", "os.exec", "os.system"}
"""Python's audit events for starting a program."""


def pytest_configure() -> None:
    """Let signals interrupt the programs that tests start, wherever the tests run.

    Programs inherit what is ignored: SIGINT in the background of a shell, SIGHUP under nohup. A
    handler is not inherited, and one that does nothing ignores the signal here as before.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)  # tests raise it here, too
    for number in (signal.SIGHUP, signal.SIGTERM):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start other programs; ``scripts/test --fast`` leaves them out."""
    for item in items:
        if not set(PROCESSES).isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("processes")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool, bool]:
    """Fail a test that starts a program without being marked."""
    AUDITED.append(item.get_closest_marker("processes") is None)
    try:
        return (yield)
    finally:
        AUDITED.pop()


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event in STARTS and AUDITED and AUDITED[-1]:
        raise RuntimeError(f"{arguments[0]} is started without the fixture run or start")


AUDITED: list[bool] = []
sys.addaudithook(_audit)


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
    """The Python of an environment with the vendor's SDKs, and nothing of this project's."""
    done = run(
        ROOT / "scripts" / "bootstrap", "scripts/environments/sdk/requirements.lock", limit=600
    )
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(f"the vendor's SDKs cannot be installed: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# Per module: while the browser runs, other tests cannot run an event loop.
@pytest.fixture(scope="module")
def browser(run: processes.Run) -> Iterator[Browser]:
    """Chromium, headless."""
    from contract_tests.tests.pages.browser import chromium  # noqa: PLC0415 (slow to import)

    with chromium(run) as chrome:
        yield chrome
