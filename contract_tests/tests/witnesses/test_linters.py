"""Linters with their default rules, none overridden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import ROOT
from openapi.contract import CONTRACTS

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Run
    from contract_tests.tests.witnesses.conftest import Tool

pytestmark = pytest.mark.slow

each_file = pytest.mark.parametrize(
    "path", sorted(CONTRACTS.glob("*.yaml")), ids=lambda path: path.name
)


@each_file
def test_spectral(run: Run, tool: Tool, tmp_path: Path, path: Path) -> None:
    """Spectral's OpenAPI rules report nothing, not even a hint."""
    rules = tmp_path / "rules.yaml"
    rules.write_text('extends: ["spectral:oas"]\n', encoding="utf-8")
    spectral = tool("@stoplight/spectral-cli/dist/index.js")

    done = run(*spectral, "lint", "--ruleset", rules, "--fail-severity", "hint", path)

    assert done.returncode == 0, done.stdout + done.stderr


@each_file
def test_redocly(run: Run, tmp_path: Path, path: Path) -> None:
    """Redocly's recommended-strict rules report nothing."""
    rules = tmp_path / "rules.yaml"
    rules.write_text("extends: [recommended-strict]\n", encoding="utf-8")

    done = run(ROOT / "scripts" / "redocly", "lint", f"--config={rules}", path, limit=600)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Your API description is valid" in done.stderr
