"""Prism: a mock server generated from a contract, checked like any other server."""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest
import tomlkit

from contract_tests.reference_server import listen
from contract_tests.tests import ROOT
from openapi.contract import Contract, load_all

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Run, Start
    from contract_tests.tests.witnesses.conftest import Tool

pytestmark = pytest.mark.slow

CONTRACTS = load_all()
ANY_TOKEN = "Prism requires a token, and accepts any"
NO_ALLOW = "Prism rejects methods without the header Allow, which HTTP requires (RFC 9110, 15.5.6)"
FAILED = {
    "authentication-precedes-lookup": ANY_TOKEN,
    "invalid-tokens-rejected": ANY_TOKEN,
    "malformed-tokens-rejected": ANY_TOKEN,
    "undeclared-methods-rejected": NO_ALLOW,
    "head-equivalent-to-get": NO_ALLOW,
    "options-handled": NO_ALLOW,
}
"""The clauses that Prism violates, and why; it passes all others."""


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_prism(run: Run, start: Start, tool: Tool, tmp_path: Path, contract: Contract) -> None:
    """A check of Prism reports exactly the known violations."""
    with listen("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
    prism = tool("@stoplight/prism-cli/dist/index.js")
    command = [*prism, "mock", "--host", "127.0.0.1", "--port", str(port), str(contract.path)]
    with start(*command, stderr=None) as process:
        assert process.stdout
        assert any("Prism is listening" in line for line in process.stdout), "Prism exited"
        threading.Thread(target=process.stdout.read, daemon=True).start()
        done = run(
            *(
                sys.executable,
                "-m",
                "scripts.checking",
                "--target",
                target(contract, port, tmp_path),
            ),
            *("--api", contract.name, "--report-dir", tmp_path),
            cwd=ROOT,
            env={**os.environ, "ANY_TOKEN": "a-token-of-any-kind"},
        )

    assert done.returncode == 1, done.stdout + done.stderr
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    for operation in report["operations"]:
        outcomes = {clause["id"]: clause["outcome"] for clause in operation["clauses"]}
        assert {name for name in outcomes if outcomes[name] == "failed"} == set(FAILED)
        assert {"known-ids-found", "schema-conformance"} <= outcomes.keys()
    assert report["unchecked"].get("unfinished", 0) == 0


def target(contract: Contract, port: int, folder: Path) -> Path:
    """Prism's target: it has no data, so that it accepts every id."""
    document = {
        "base_url": f"http://127.0.0.1:{port}",
        "token": "env:ANY_TOKEN",
        "capabilities": {"unknown_ids": False},
        "known": {operation.id: [operation.call.path] for operation in contract.operations},
    }
    path = folder / "target.toml"
    path.write_text(tomlkit.dumps(document), encoding="utf-8")
    return path
