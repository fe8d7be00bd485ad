from __future__ import annotations

import http.server
import re
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from contract_tests.tests import ROOT
from contract_tests.tests.processes import complaints

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.reference_server import ReferenceServer
    from contract_tests.tests.conformance.conftest import Check, Serve
    from contract_tests.tests.processes import Run

PYTEST = (sys.executable, "-m", "pytest", str(ROOT / "contract_tests" / "conformance"))
OPERATIONS = ["GetScriptJobStatistics", "CountTasks"]


def test_reference_server_conforms(scripts_check: Check) -> None:
    """Without arguments the reference server is started, checked and found to conform."""
    done = scripts_check()

    assert (done.returncode, complaints(done.stderr)) == (0, [])
    assert all(operation in done.stdout for operation in OPERATIONS)
    assert "FAIL" not in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Conforms: ")


def test_one_api_with_reports(scripts_check: Check, target: Path, tmp_path: Path) -> None:
    """One API can be checked alone; JUnit's report has a case for each of its clauses."""
    reports = tmp_path / "reports"

    done = scripts_check("--quick", "--target", target, "--api", "roma", "--report-dir", reports)

    assert done.returncode == 0
    assert "CountTasks" in done.stdout
    assert "GetScriptJobStatistics" not in done.stdout
    cases = list(ET.parse(reports / "junit.xml").iter("testcase"))  # noqa: S314
    names = [(case.attrib["classname"], case.attrib["name"]) for case in cases]
    assert len(names) == len(set(names))
    assert ("roma.CountTasks", "known-ids-found") in names


def test_plain_pytest(run: Run, target: Path) -> None:
    """The suite runs under pytest too, from any folder, and only with a target."""
    command = [*PYTEST, "-v"]

    done = run(*command, "--quick", "--target", target, cwd=target.parent)
    assert done.returncode == 0, done.stdout
    assert re.search(r"\d+ passed, \d+ skipped", done.stdout)
    assert all(f"{operation}.known-ids-found]" in done.stdout for operation in OPERATIONS)
    done = run(*command, cwd=target.parent)
    assert done.returncode == 4
    assert "name the server to check with --target FILE" in done.stderr


def test_plain_pytest_fails(run: Run, serve: Serve, server: ReferenceServer) -> None:
    """Under pytest a violation fails its clause, and shows the request."""
    target = serve(lambda request: replace(server(request), body=b'{"a": 1, "a": 1}'))

    done = run(*PYTEST, "--quick", "--api", "coc", "--target", target, cwd=target.parent)

    assert done.returncode == 1
    assert "FAILED" in done.stdout
    assert "GetScriptJobStatistics.strict-json]" in done.stdout
    assert "curl -i --path-as-is" in done.stdout


def test_refused_token(scripts_check: Check, target: Path) -> None:
    """Where the token is refused on every request, nothing is decided."""
    target.with_name("target.token").write_text("invalid", encoding="utf-8")

    done = scripts_check("--target", target)

    assert done.returncode == 2
    assert "refused the credentials on every request (401)" in done.stderr
    assert "Conforms" not in done.stdout


def test_no_server(scripts_check: Check, target: Path) -> None:
    """Where no server listens, nothing is decided."""
    _redirect(target, "http://127.0.0.1:9")

    done = scripts_check("--target", target)

    assert done.returncode == 2
    assert "no server responds at http://127.0.0.1:9" in done.stderr
    assert len(complaints(done.stderr)) == 1


def test_no_known_id(scripts_check: Check, target: Path) -> None:
    """An operation without a known id cannot be decided, and the key to add is named."""
    text = target.read_text(encoding="utf-8")
    target.write_text(text[: text.index("[[known.CountTasks]]")], encoding="utf-8")

    done = scripts_check("--target", target)

    assert done.returncode == 2
    assert "[[known.CountTasks]]" in done.stderr


def test_unusable_target(scripts_check: Check, tmp_path: Path) -> None:
    """A target that cannot be used is named in one sentence."""
    done = scripts_check("--target", tmp_path / "nowhere.toml")

    assert done.returncode == 2
    assert "nowhere.toml: No such file or directory" in done.stderr


def test_unrelated_server(scripts_check: Check, target: Path) -> None:
    """A server that knows nothing of the contract never passes."""
    handler = http.server.BaseHTTPRequestHandler
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        _redirect(target, f"http://127.0.0.1:{server.server_address[1]}")
        try:
            done = scripts_check("--quick", "--target", target)
        finally:
            server.shutdown()
            thread.join()

    assert done.returncode == 1
    assert "FAIL known-ids-found" in done.stdout


def test_list(scripts_check: Check) -> None:
    """Every clause is listed under its id with one sentence."""
    done = scripts_check("--list")

    assert done.returncode == 0
    names, sentences = zip(
        *(line.split(maxsplit=1) for line in done.stdout.splitlines()), strict=True
    )
    assert len(names) == len(set(names)) >= 30
    assert all(sentence.endswith(".") for sentence in sentences)


def _redirect(target: Path, base_url: str) -> None:
    """Let a target name another server."""
    text = target.read_text(encoding="utf-8")
    target.write_text(text.replace(text.splitlines()[0].split('"')[1], base_url), encoding="utf-8")
