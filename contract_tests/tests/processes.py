"""Other programs, none of which outlives its test or its limit."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]
    Start = Callable[..., AbstractContextManager[subprocess.Popen[str]]]

LIMIT = 180.0
"""Seconds a program may take, ample even for a slow machine under load."""
_PROGRESS = re.compile(r"\d+ s: ")


def run(
    *command: str | Path,
    limit: float = LIMIT,
    stdin: str | None = None,
    **options: Any,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end or, with a `TimeoutError`, its limit: its status and output."""
    source = subprocess.DEVNULL if stdin is None else subprocess.PIPE
    with start(*command, limit=limit, stdin=source, **options) as process:
        # A child in a session of its own may hold the pipes open.
        output, errors = process.communicate(stdin, timeout=limit + 10)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def complaints(errors: str) -> list[str]:
    """A check's lines on standard error without its progress, which only slow machines show."""
    return [line for line in errors.splitlines() if not _PROGRESS.match(line)]


@contextmanager
def start(
    *command: str | Path, limit: float = LIMIT, **options: Any
) -> Iterator[subprocess.Popen[str]]:
    """Run a program for the length of a block; it is killed there, or at its limit before."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    expired = threading.Event()
    # A session of its own, so that its children are killed with it.
    with subprocess.Popen(command, start_new_session=True, **{**pipes, **options}) as process:

        def expire() -> None:
            expired.set()
            _kill(process)

        timer = threading.Timer(limit, expire)
        timer.start()
        try:
            yield process
        finally:
            timer.cancel()
            _kill(process)
            if expired.is_set():
                raise TimeoutError(f"{command} did not end within {limit:g} s")


def _kill(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def poll(condition: Callable[[], bool]) -> None:
    """Wait for a condition that another program brings about without an event."""
    deadline = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not happen within {LIMIT:g} s")
        time.sleep(0.02)


def need(program: str) -> None:
    """Skip a test if a program, a Debian package of the same name, is missing; fail in CI."""
    if not shutil.which(program):
        reason = f"{program} is missing; on Debian: apt-get install {program}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
