from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from contract_tests.reference_server import ReferenceServer, background
from openapi.contract import CONTRACTS, load_all

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", sorted(load_all()))
@pytest.mark.parametrize("hooks", ["", "contract_tests.conformance.rules"], ids=["plain", "rules"])
def test_reference_server_passes(run: Run, name: str, hooks: str, tmp_path: Path) -> None:
    """Schemathesis' own command finds nothing there, with our rules or without."""
    server = ReferenceServer(load_all().values())
    with background(server) as base_url:
        done = run(
            *(sys.executable, "-m", "schemathesis.cli", "run", CONTRACTS / f"{name}.yaml"),
            *("--url", base_url, "--header", f"X-Auth-Token: {server.access.token}"),
            *("--checks", "all", "--generation-deterministic", "--no-color"),
            cwd=tmp_path,
            env={**os.environ, "SCHEMATHESIS_HOOKS": hooks, "PYTHONPATH": str(CONTRACTS.parent)},
        )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout
