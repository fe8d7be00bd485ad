from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from contract_tests.reference_server import ReferenceServer, background
from openapi.contract import CONTRACTS, load_all

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", sorted(load_all()))
@pytest.mark.parametrize("hooks", ["", "contract_tests.conformance.rules"], ids=["plain", "rules"])
def test_reference_server_passes(name: str, hooks: str, tmp_path: Path) -> None:
    """Schemathesis' own command finds nothing in the reference server, with our rules or without.

    Its checks are an opinion of the server that owes nothing to this project.
    """
    server = ReferenceServer(load_all().values())
    with background(server) as base_url:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", CONTRACTS / f"{name}.yaml"),
                *("--url", base_url, "--header", f"X-Auth-Token: {server.access.token}"),
                *("--checks", "all", "--generation-deterministic", "--no-color"),
            ],
            cwd=tmp_path,
            env={**os.environ, "SCHEMATHESIS_HOOKS": hooks, "PYTHONPATH": str(CONTRACTS.parent)},
            capture_output=True,
            check=False,
            text=True,
            timeout=120,
        )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout
