"""The environments of the tools."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

from contract_tests.tests import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.tests.processes import Run

    Tool: TypeAlias = Callable[[str], list[str]]

LOCK = "scripts/environments/witnesses/requirements.lock"
SET_UP = """
from scripts.environments import redocly
print(*redocly.packages("witnesses"), sep="\\n")
"""


def missing(reason: str) -> None:
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(name="modules", scope="session")
def _modules(run: Run) -> tuple[str, Path]:
    """Node.js, and the folder of the pinned packages."""
    done = run(sys.executable, "-c", SET_UP, cwd=ROOT, limit=600)
    if done.returncode:
        missing(f"their packages cannot be installed: {done.stderr[-200:]}")
    node, folder = done.stdout.splitlines()
    return node, Path(folder)


@pytest.fixture(name="tool", scope="session")
def _tool(modules: tuple[str, Path]) -> Tool:
    """A function from a package's script to its command."""
    node, folder = modules
    return lambda script: [node, str(folder / script)]


@pytest.fixture(name="core_python", scope="session")
def _core_python(run: Run) -> str:
    """The Python of an environment with openapi-core, and nothing of this project's."""
    done = run(ROOT / "scripts" / "bootstrap", LOCK, limit=600)
    if done.returncode:
        missing(f"openapi-core cannot be installed: {done.stderr[-200:]}")
    return done.stdout.strip()
