"""The additional environments that scripts/environments/ pins."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from contract_tests.tests import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Run


def test_failed_set_up_says_what_to_do(run: Run, tmp_path: Path) -> None:
    """Without Node and a network, an error says so, and nothing incomplete is used."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / "bin").mkdir()

    done = run(
        *(sys.executable, tmp_path / "scripts/environments/redocly.py", "--version"),
        env={"PATH": str(tmp_path / "bin"), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""},
    )

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("scripts/redocly: Node.js 22.12 or newer is")
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob(".node/*/complete"))


def test_pins_name_no_registry() -> None:
    """The lock files name no registry, so that readers can use their own."""
    pins = [ROOT / "requirements.lock", *ROOT.glob("scripts/environments/*/requirements.lock")]
    packages = list(ROOT.glob("scripts/environments/*/package-lock.json"))

    assert all("://" not in path.read_text(encoding="utf-8") for path in pins)
    assert all('"resolved"' not in path.read_text(encoding="utf-8") for path in packages)
    assert len(pins + packages) >= 6
