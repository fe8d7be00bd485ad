"""The second distribution, built and installed with ``pip`` without a network."""

from __future__ import annotations

import sys
import sysconfig
import venv
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Run

DISTRIBUTION = ROOT / "contract_tests" / "distribution"


@pytest.fixture(name="wheel", scope="session")
def _wheel(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the check."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    done = run(*build, folder, cwd=DISTRIBUTION)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.iterdir()
    return wheel


@pytest.fixture(name="installed", scope="session")
def _installed(run: Run, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with only that wheel, which finds its dependencies in the current one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    site = sysconfig.get_path("purelib", "venv", {"base": str(folder)})
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    done = run(*pip, "install", "-qq", "--no-index", "--no-deps", wheel)
    assert done.returncode == 0, done.stderr
    with (folder / site / "needed.pth").open("w") as file:
        file.write(sysconfig.get_path("purelib"))
    return folder
