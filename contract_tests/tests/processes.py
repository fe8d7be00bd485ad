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
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

LIMIT = 180.0
"""Seconds a program may take: what it takes on a slow machine under load, and more."""


_PROGRESS = re.compile(r"\d+ s: ")


class Run(Protocol):
    """The type of `run`."""

    def __call__(
        self,
        *command: str | Path,
        limit: float = LIMIT,
        stdin: str | None = None,
        **options: Any,
    ) -> subprocess.CompletedProcess[str]: ...


class Start(Protocol):
    """The type of `start`."""

    def __call__(
        self, *command: str | Path, limit: float = LIMIT, **options: Any
    ) -> AbstractContextManager[subprocess.Popen[str]]: ...


def run(
    *command: str | Path,
    limit: float = LIMIT,
    stdin: str | None = None,
    **options: Any,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, and give its status and what it wrote.

    Args:
        command: The program and its arguments.
        limit: Seconds after which it is killed, with all it started.
        stdin: What it reads from standard input.
        options: Others of `subprocess.Popen`.

    Raises:
        TimeoutError: It was killed.
    """
    given = subprocess.DEVNULL if stdin is None else subprocess.PIPE
    with start(*command, limit=limit, stdin=given, **options) as process:
        # What it left running in a session of its own may hold its pipes open.
        output, errors = process.communicate(stdin, timeout=limit + 10)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def complaints(errors: str) -> list[str]:
    """What a check wrote to standard error, but for how far it was: that is for slow machines."""
    return [line for line in errors.splitlines() if not _PROGRESS.match(line)]


@contextmanager
def start(
    *command: str | Path, limit: float = LIMIT, **options: Any
) -> Iterator[subprocess.Popen[str]]:
    """Run a program for the length of a block; it is killed there if it has not ended.

    Args:
        command: The program and its arguments.
        limit: Seconds after which it is killed, with all it started, so that no wait is for ever.
        options: Others of `subprocess.Popen`; standard output and error are pipes of text.

    Raises:
        TimeoutError: It was killed for its limit.
    """
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    expired = threading.Event()
    # A session of its own, so that what it starts is killed with it.
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
    """Wait for something that another program does, and gives no sign of.

    Raises:
        TimeoutError: It has not happened within `LIMIT` seconds.
    """
    deadline = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not happen within {LIMIT:g} s")
        time.sleep(0.02)


def need(program: str) -> None:
    """Skip a test where a program is missing that is Debian's package of that name; CI has it."""
    if not shutil.which(program):
        absent = f"{program} is missing; on Debian: apt-get install {program}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(absent)
