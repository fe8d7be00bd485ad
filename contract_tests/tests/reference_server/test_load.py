from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.reference_server import ReferenceServer, background
from contract_tests.tests.processes import poll
from contract_tests.tests.reference_server.support import COMMAND, KNOWN, ask
from openapi.contract import load_all
from scripts.benchmarks.load import load

if TYPE_CHECKING:
    from contract_tests.tests.processes import Run, Start


def open_files(process: int) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def test_many_connections(start: Start, tmp_path: Path) -> None:
    """Many connections at once: every request gets a response and a log line; none stays open."""
    target = tmp_path / "target.toml"
    with (
        (tmp_path / "log").open("wb") as log,
        start(*COMMAND, "--access-log", "--write-target", target, stderr=log) as process,
    ):
        assert process.stdout
        address = process.stdout.readline().split()[3].rstrip(";")
        token = target.with_suffix(".token").read_text(encoding="utf-8")
        files = open_files(process.pid)

        tally = load(address + KNOWN, token, connections=200, seconds=0.2)

        assert (tally.lost, tally.failures) == (0, {})
        assert set(tally.statuses) == {200}
        assert tally.sent >= 200
        poll(lambda: open_files(process.pid) == files)
        lines = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
        assert tally.sent == len(lines)
        assert all(f'"GET {KNOWN}" 200 ' in line for line in lines)
        process.terminate()
        assert process.wait() == 0


def test_background_leaves_nothing() -> None:
    """A background server closes all its files."""
    server = ReferenceServer(load_all().values())
    with background(server) as base_url:
        ask(base_url, KNOWN)
    gc.collect()
    files = open_files(os.getpid())
    for _ in range(3):
        with background(server) as base_url:
            ask(base_url, KNOWN)

    assert open_files(os.getpid()) <= files


def test_start_loads_little(run: Run) -> None:
    """The server does not import modules that only a check needs."""
    heavy = {"pytest", "schemathesis", "hypothesis", "requests", "httpx"}
    code = (
        f"import sys, contract_tests.reference_server.__main__; print({heavy} & set(sys.modules))"
    )

    assert run(sys.executable, "-c", code).stdout == "set()\n"
