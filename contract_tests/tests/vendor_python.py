"""The environment that holds the vendor's SDKs, apart from the tests' own."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@cache
def vendors_python() -> str:
    """Its Python; where it cannot be set up the test is skipped, or with CI set fails."""
    command: list[str | Path] = [ROOT / "scripts" / "bootstrap", "scripts/sdk/requirements.lock"]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(f"the vendor's SDKs cannot be installed: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
