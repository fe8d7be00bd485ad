from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract_tests.reference_server import ReferenceServer, background
from contract_tests.tests.reference_server.support import KNOWN, ask
from openapi.contract import load_all
from scripts.benchmarks.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(name="running")
def _running(tmp_path: Path) -> Iterator[tuple[str, str, int]]:
    """The server as a program: its address, a token and its process id."""
    target = tmp_path / "target.toml"
    command = [sys.executable, "-m", "contract_tests.reference_server", "--port", "0"]
    command += ["--access-log", "--write-target", str(target)]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        assert process.stdout
        address = process.stdout.readline().decode().split()[3].rstrip(";")
        yield address, target.with_suffix(".token").read_text(encoding="utf-8"), process.pid
        process.terminate()
        assert process.wait(timeout=10) == 0


def open_files(process: int) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def settled(process: int, files: int) -> int:
    """The number of open files, once the server has seen its clients leave."""
    deadline = time.monotonic() + 5
    while open_files(process) > files and time.monotonic() < deadline:
        time.sleep(0.05)
    return open_files(process)


def test_many_connections(running: tuple[str, str, int], tmp_path: Path) -> None:
    """200 connections at once: every request is answered and logged, and nothing stays open."""
    address, token, process = running
    files = open_files(process)

    tally = load(address + KNOWN, token, connections=200, seconds=2)

    assert (tally.lost, tally.failures) == (0, {})
    assert set(tally.statuses) == {200}
    assert tally.sent > 1000
    assert files == settled(process, files)
    log = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert tally.sent == len(log)
    assert all(f'"GET {KNOWN}" 200 ' in line for line in log)


def test_a_connection_each(running: tuple[str, str, int]) -> None:
    """Connections that come and go leave nothing behind."""
    address, token, process = running
    files = open_files(process)

    assert [ask(address, KNOWN, token=token)[0] for _ in range(300)] == [200] * 300
    assert files == settled(process, files)


def test_background_leaves_nothing() -> None:
    """A server within a test gives back all it took."""
    server = ReferenceServer(load_all().values())
    with background(server) as base_url:
        ask(base_url, KNOWN)
    gc.collect()
    files = open_files(os.getpid())
    for _ in range(3):
        with background(server) as base_url:
            ask(base_url, KNOWN)

    assert open_files(os.getpid()) <= files


def test_start(tmp_path: Path) -> None:
    """The server is ready at once: half a second, and as much again for a busy machine."""
    target = tmp_path / "target.toml"
    command = [sys.executable, "-m", "contract_tests.reference_server", "--port", "0"]
    took = []
    for _ in range(3):
        began = time.monotonic()
        with subprocess.Popen(
            [*command, "--write-target", str(target)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            process.stdout.readline()
            took.append(time.monotonic() - began)
            process.terminate()

    assert min(took) < 1
