from __future__ import annotations

import http.server
import os
import re
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from contract_tests.reference_server import (
    FaultInjection,
    ReferenceServer,
    background,
    write_target,
)
from contract_tests.tests import ROOT
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.reference_server import Request, Response

OPERATIONS = ["GetScriptJobStatistics", "CountTasks"]


def check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run ``scripts/check`` in the environment of the tests."""
    return subprocess.run(
        [sys.executable, "-m", "scripts.check", *arguments],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture(name="target")
def _target(tmp_path: Path) -> Iterator[Path]:
    """A target for the reference server."""
    server = ReferenceServer(load_all().values())
    with background(server) as base_url:
        write_target(tmp_path / "target.toml", base_url, server)
        yield tmp_path / "target.toml"


def test_reference_server_conforms() -> None:
    """Without arguments the reference server is started, checked and found to conform."""
    done = check()

    assert (done.returncode, done.stderr) == (0, "")
    assert all(operation in done.stdout for operation in OPERATIONS)
    assert "FAIL" not in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Conforms: ")


def test_reports(target: Path, tmp_path: Path) -> None:
    """JUnit's report has a case per clause and operation, named by both."""
    done = check("--quick", "--target", target, "--report-dir", tmp_path / "reports")

    assert done.returncode == 0
    report = ET.parse(tmp_path / "reports" / "junit.xml")  # noqa: S314
    names = [case.attrib["name"] for case in report.iter("testcase")]
    assert len(names) == len(set(names))
    assert all(f"test_known_ids_answer[{operation}]" in names for operation in OPERATIONS)


def test_one_api(target: Path) -> None:
    """One API can be checked alone."""
    done = check("--quick", "--target", target, "--api", "roma")

    assert done.returncode == 0
    assert "CountTasks" in done.stdout
    assert "GetScriptJobStatistics" not in done.stdout


def test_plain_pytest(target: Path) -> None:
    """The suite runs under pytest too, from any folder, and only with a target."""
    command = [sys.executable, "-m", "pytest", ROOT / "contract_tests" / "conformance", "-v"]
    run = partial(
        subprocess.run, cwd=target.parent, capture_output=True, check=False, text=True, timeout=60
    )

    done = run([*command, "--quick", "--target", target])
    assert done.returncode == 0, done.stdout
    assert re.search(r"\d+ passed, \d+ skipped", done.stdout)
    assert all(f"[{operation}]" in done.stdout for operation in OPERATIONS)
    done = run(command)
    assert done.returncode == 4
    assert "name the server to check with --target FILE" in done.stderr


def test_wrong_token(target: Path) -> None:
    """Where the token is refused on every request, nothing is decided."""
    target.with_name("target.token").write_text("wrong", encoding="utf-8")

    done = check("--target", target)

    assert done.returncode == 2
    assert "refused the token on every request (401)" in done.stderr
    assert "Conforms" not in done.stdout


def test_nobody_there(target: Path) -> None:
    """Where no server listens, nothing is decided."""
    text = target.read_text(encoding="utf-8")
    base_url = text.splitlines()[0].split('"')[1]
    target.write_text(text.replace(base_url, "http://127.0.0.1:9"), encoding="utf-8")

    done = check("--target", target)

    assert done.returncode == 2
    assert "no server answers at http://127.0.0.1:9" in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_known_id(target: Path) -> None:
    """An operation without a known id cannot be decided, and the key to add is named."""
    text = target.read_text(encoding="utf-8")
    target.write_text(text[: text.index("[[known.CountTasks]]")], encoding="utf-8")

    done = check("--target", target)

    assert done.returncode == 2
    assert "[[known.CountTasks]]" in done.stderr


def test_unusable_target(tmp_path: Path) -> None:
    """A target that cannot be used is named in one sentence."""
    done = check("--target", tmp_path / "nowhere.toml")

    assert done.returncode == 2
    assert "nowhere.toml: No such file or directory" in done.stderr


def test_something_else_entirely(target: Path) -> None:
    """A server that knows nothing of the contract never passes."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    text = target.read_text(encoding="utf-8")
    base_url = text.splitlines()[0].split('"')[1]
    other = f"http://127.0.0.1:{server.server_address[1]}"
    target.write_text(text.replace(base_url, other), encoding="utf-8")
    try:
        done = check("--quick", "--target", target)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

    assert done.returncode == 1
    assert "FAIL known-ids-answer" in done.stdout


def test_list() -> None:
    """Every clause is listed under its id with one sentence."""
    done = check("--list")

    assert done.returncode == 0
    names, sentences = zip(
        *(line.split(maxsplit=1) for line in done.stdout.splitlines()), strict=True
    )
    assert len(names) == len(set(names)) >= 30
    assert all(sentence.endswith(".") for sentence in sentences)


def test_interrupted(target: Path) -> None:
    """Ctrl-C ends the run, and what was found until then is still told."""
    server = ReferenceServer(load_all().values(), faults=FaultInjection(latency=(0.1, 0.1)))
    asked: list[Request] = []

    def counting(request: Request) -> Response:
        asked.append(request)
        return server(request)

    with background(counting) as base_url:
        write_target(target, base_url, server)
        with subprocess.Popen(
            [sys.executable, "-m", "scripts.check", "--target", target],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            text=True,
        ) as process:
            deadline = time.monotonic() + 30
            # The first requests, and all of the first clause.
            while len(asked) < 40 and time.monotonic() < deadline:
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            out, error = process.communicate(timeout=30)

    assert process.returncode == 2
    assert "pass  credentials-required" in out
    assert "interrupted" in error
    assert "Traceback" not in error
