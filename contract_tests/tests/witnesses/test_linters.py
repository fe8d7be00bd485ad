"""A linter with its default rules, none overridden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from openapi.contract import CONTRACTS

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Run
    from contract_tests.tests.witnesses.conftest import Tool

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", sorted(CONTRACTS.glob("*.yaml")), ids=lambda path: path.name)
def test_spectral(run: Run, tool: Tool, tmp_path: Path, path: Path) -> None:
    """Spectral's OpenAPI rules report nothing, not even a hint."""
    rules = tmp_path / "rules.yaml"
    rules.write_text('extends: ["spectral:oas"]\n', encoding="utf-8")
    spectral = tool("@stoplight/spectral-cli/dist/index.js")

    done = run(*spectral, "lint", "--ruleset", rules, "--fail-severity", "hint", path)

    assert done.returncode == 0, done.stdout + done.stderr
