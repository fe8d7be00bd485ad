"""A signal ends a run gracefully: reports are written, and nothing is left behind."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import sys
import threading
import uuid
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.main import check
from contract_tests.conformance.report.files import Outputs
from contract_tests.tests import ROOT
from contract_tests.tests.conformance.checks import only
from contract_tests.tests.processes import poll

if TYPE_CHECKING:
    from contract_tests.reference_server import ReferenceServer, Request, Response
    from contract_tests.tests.conformance.conftest import Serve
    from contract_tests.tests.processes import Start
    from openapi.contract import JSON

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
COMMAND = (sys.executable, "-m", "scripts.checking")


class Traces:
    """The processes and files that a program leaves behind."""

    def __init__(self, folder: Path) -> None:
        self._mark = uuid.uuid4().hex
        self._folder = folder / "temporary"
        self._folder.mkdir()
        own = {"PYTHONPATH": str(ROOT), "TMPDIR": str(self._folder), "MARK": self._mark}
        self.environment = os.environ | own

    def processes(self) -> list[str]:
        """Its children that still run."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                found += [path.parent.name] if self._mark.encode() in path.read_bytes() else []
        return found

    def folders(self) -> list[str]:
        """Temporary files and folders."""
        return [path.name for path in self._folder.iterdir()]


@pytest.fixture(name="traces")
def _traces(tmp_path: Path) -> Traces:
    return Traces(tmp_path)


def test_during_the_run(
    start: Start, serve: Serve, server: ReferenceServer, traces: Traces
) -> None:
    """The results so far are reported at once, in files too, even if the signal is repeated."""
    reached, resumed = threading.Event(), threading.Event()
    received: list[Request] = []

    def hold(request: Request) -> Response:
        received.append(request)
        # The first requests, and those of the first clause.
        if len(received) > 60:
            reached.set()
            resumed.wait(30)
        return server(request)

    target = serve(hold)
    reports = target.parent / "reports"
    options = ("--target", str(target), "--report-dir", str(reports))
    with start(*COMMAND, *options, env=traces.environment) as process:
        assert reached.wait(60)
        for number in SIGNALS:
            process.send_signal(number)
        output, errors = process.communicate()
        resumed.set()

    assert process.returncode == 2
    assert "2 passed" in output
    assert "unfinished: interrupted by SIG" in output
    assert re.fullmatch("scripts/check: Undecided: interrupted by SIG(INT|TERM|HUP)\n", errors)
    assert {path.name for path in reports.iterdir()} == {"junit.xml", "report.html", "report.json"}
    assert traces.processes() + traces.folders() == []


@pytest.mark.slow
@pytest.mark.parametrize("is_running", [False, True], ids=["starting", "running"])
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_with_the_reference_server(
    start: Start, traces: Traces, number: signal.Signals, *, is_running: bool
) -> None:
    """The reference server exits, and its credentials are deleted, even while it starts."""
    with start(*COMMAND, env=traces.environment) as process:
        poll(lambda: bool(traces.folders()))
        if is_running:
            assert process.stdout
            process.stdout.readline()
            assert len(traces.processes()) >= 2
        process.send_signal(number)
        _, errors = process.communicate()

    assert (process.returncode, errors.count("\n")) == (2, 1)
    assert f"interrupted by {number.name}" in errors
    assert traces.processes() + traces.folders() == []


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_before_python_runs(start: Start, traces: Traces, number: signal.Signals) -> None:
    """A signal that arrives before it can be handled is deferred, without a traceback."""
    early = (
        "import os, signal, sys; signal.pthread_sigmask(signal.SIG_BLOCK, (1, 2, 15)); "
        f"signal.raise_signal({number.value}); os.execv(sys.argv[1], sys.argv[1:])"
    )
    command = (sys.executable, "-c", early, *COMMAND)
    with start(*command, env=traces.environment) as process:
        output, errors = process.communicate()

    assert (process.returncode, output) == (2, "")
    assert errors == f"scripts/check: interrupted by {number.name}\n"


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_while_the_environment_is_looked_for(
    start: Start, tmp_path: Path, number: signal.Signals
) -> None:
    """A signal to the whole process group is reported in a sentence, even at the start."""
    # Instead of Python, a slow program that reports its start.
    shim = tmp_path / "python3"
    shim.write_text(
        '#!/bin/sh\ncd "$(dirname "$0")"\ntouch here\nwhile [ ! -e gone ]; do sleep 0.05; done\n'
        "exit 4\n"
    )
    shim.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    script = ("/bin/sh", ROOT / "scripts" / "check")
    with start(*script, env=environment, cwd=tmp_path) as process:
        poll((tmp_path / "here").exists)
        os.killpg(process.pid, number)
        (tmp_path / "gone").touch()
        _, errors = process.communicate()

    assert process.returncode == 2
    assert "scripts/check: interrupted" in errors
    assert "Traceback" not in errors


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_while_ids_are_listed(
    start: Start, target: Path, traces: Traces, number: signal.Signals
) -> None:
    """A command that lists ids is killed with its children."""
    text = target.read_text(encoding="utf-8")
    command = "known = \"command:sh -c 'touch listing; sleep 600 & sleep 600'\"\n"
    target.write_text(f"{text[: text.index('[')]}{command}", encoding="utf-8")
    with start(*COMMAND, "--target", str(target), env=traces.environment) as process:
        poll((target.parent / "listing").exists)
        process.send_signal(number)
        _, errors = process.communicate()

    assert (process.returncode, errors.count("\n")) == (2, 1)
    assert f"interrupted by {number.name}" in errors
    poll(lambda: not traces.processes())


@pytest.mark.slow
@pytest.mark.parametrize("is_second", [False, True], ids=["first", "second"])
def test_while_nobody_reads(
    start: Start, serve: Serve, server: ReferenceServer, traces: Traces, *, is_second: bool
) -> None:
    """A stalled reader of the output delays neither the reports nor the exit."""
    reached = threading.Event()
    received: list[Request] = []

    def behave(request: Request) -> Response:
        received.append(request)
        if len(received) > 60:
            reached.set()
        # Failures produce long output.
        return server(request) if len(received) < 10 else replace(server(request), status=500)

    target = serve(behave)
    report = target.parent / "reports" / "report.json"
    options = ("--target", str(target), "--quick", "--report-dir", str(report.parent))
    reader, writer = os.pipe()
    # The pipe has room for the earlier output and little more.
    os.write(writer, b"x" * (fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096) - 1024))
    streams = {"stdout": writer, "stderr": writer}
    with (
        os.fdopen(reader),
        os.fdopen(writer, "w"),
        start(*COMMAND, *options, env=traces.environment, **streams) as process,
    ):
        if is_second:
            assert reached.wait(60)
            process.send_signal(signal.SIGTERM)
        poll(report.exists)
        process.send_signal(signal.SIGINT)
        process.wait()

    assert process.returncode == 2


def test_while_reports_are_written(
    target: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reports are written again, and no reader of the output is waited for."""
    written = []

    def write(_: Outputs, report: JSON) -> None:
        written.append(report["verdict"])
        if len(written) == 1:
            raise KeyboardInterrupt("interrupted by SIGINT")

    monkeypatch.setattr(Outputs, "write", write)
    status = check(target, only("known-ids-found"))
    shown = capsys.readouterr()

    assert status == 2
    assert "passed" not in shown.out
    assert written[1] in shown.err
    assert "interrupted by SIGINT" in written[1]


@pytest.mark.slow
def test_ignored_signals(
    start: Start, serve: Serve, server: ReferenceServer, traces: Traces
) -> None:
    """A signal that the parent ignores, as nohup does, is ignored."""
    reached, resumed = threading.Event(), threading.Event()

    def hold(request: Request) -> Response:
        reached.set()
        resumed.wait(30)
        return server(request)

    ignore = (
        "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    command = (sys.executable, "-c", ignore, *COMMAND, "--quick", "--api", "roma")
    with start(*command, "--target", str(serve(hold)), env=traces.environment) as process:
        assert reached.wait(60)
        process.send_signal(signal.SIGHUP)
        resumed.set()
        output, _ = process.communicate()

    assert process.returncode == 0
    assert "Conforms: " in output


def test_mock_leaves_no_credentials(start: Start, traces: Traces) -> None:
    """A terminated reference server leaves no credentials behind either."""
    command = (*COMMAND[:-1], "contract_tests.reference_server", "--port", "0")
    with start(*command, env=traces.environment) as process:
        poll(lambda: bool(traces.folders()))
        process.send_signal(signal.SIGTERM)
        process.communicate()

    assert traces.folders() == []
