"""Targets written by tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[str], Path]


@pytest.fixture(name="write")
def _write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a target, whose secret is in an environment variable; return its path."""
    monkeypatch.setenv("TEST_TOKEN", "s3cret")

    def write(text: str) -> Path:
        path = tmp_path / "target.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
