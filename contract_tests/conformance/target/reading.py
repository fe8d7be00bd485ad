"""Reads files, pipes and the output of programs within limits of time and size."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from contract_tests.conformance.interruption import shielded

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 4 << 20
"""Bytes."""
_FILE_LIMIT = 10.0
"""Seconds, as a file may be a pipe."""


def read_file(path: Path) -> bytes:
    """The content of a file.

    Raises:
        OSError: It cannot be read in time, or is too large.
        ValueError: The path is invalid.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return _drained(descriptor, _FILE_LIMIT)
    finally:
        os.close(descriptor)


def read_program(command: list[str], folder: Path, limit: float) -> bytes:
    """The standard output of a program; it is killed at the end, with its children.

    Args:
        command: The program and its arguments.
        folder: The working directory.
        limit: The time limit in seconds.

    Raises:
        OSError: It cannot be started, times out, or prints too much.
        subprocess.CalledProcessError: It exits with a nonzero status.
    """
    deadline = time.monotonic() + limit
    started: list[subprocess.Popen[bytes]] = []
    try:
        with shielded():
            started.append(_started(command, folder))
        (process,) = started
        assert process.stdout
        os.set_blocking(process.stdout.fileno(), False)
        output = _drained(process.stdout.fileno(), limit)
        status = process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise TimeoutError(_late(limit)) from None
    finally:
        with shielded():
            _end(started)
    if status:
        raise subprocess.CalledProcessError(status, command)
    return output


def _started(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def _drained(descriptor: int, limit: float) -> bytes:
    """The content until end of file."""
    content, deadline = bytearray(), time.monotonic() + limit
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    while True:
        try:
            chunk = os.read(descriptor, 1 << 16)
        except BlockingIOError:
            # An empty pipe whose writer is still open.
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise TimeoutError(_late(limit)) from None
            continue
        content += chunk
        if not chunk:
            return bytes(content)
        if len(content) > LARGEST:
            raise OSError(f"more than {LARGEST >> 20} MiB")


def _late(limit: float) -> str:
    return f"did not end within {limit:g} s"
