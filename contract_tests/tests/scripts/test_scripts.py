from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import ROOT
from scripts.packaging import __main__ as packaging

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Run

SCRIPTS = sorted(
    path for path in (ROOT / "scripts").iterdir() if path.is_file() and os.access(path, os.X_OK)
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_help(run: Run, script: Path, tmp_path: Path) -> None:
    """Every script prints its help in 80 columns, from any folder and through symbolic links.

    A PYTHONHOME is for another Python.
    """
    link = tmp_path / "link"
    link.symlink_to(script)

    done = run(link, "--help", cwd=tmp_path, env=os.environ | {"PYTHONHOME": str(tmp_path)})

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: scripts/{script.name}")
    assert len(done.stdout.splitlines()) >= 5
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_nothing_is_installed_by_surprise() -> None:
    """Only bootstrap installs system packages, and no script escalates privileges."""
    files = [path for path in (ROOT / "scripts").rglob("*") if path.is_file()]
    texts = {
        path.name: path.read_text(encoding="utf-8")
        for path in files
        if path.suffix in ("", ".py") and "__pycache__" not in path.parts
    }

    assert {name for name, text in texts.items() if re.search("s[u]do", text)} == set()
    installs = re.compile(r"^[^#\n\"']*apt-get\b|\"apt-get\"", re.MULTILINE)
    assert {name for name, text in texts.items() if installs.search(text)} == {"bootstrap"}


def test_nowhere_to_leave_wheels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """That wheels cannot be left in a folder is reported before they are built and tested."""
    (tmp_path / "file").touch()
    monkeypatch.setattr("sys.argv", ["scripts/wheel", "--output", str(tmp_path / "file")])
    monkeypatch.setattr(packaging, "build", lambda *_: pytest.fail("built"))

    assert packaging.main() == 1

    error = capsys.readouterr().err
    assert str(tmp_path / "file") in error
    assert error.count("\n") == 1


def test_fix(run: Run, tmp_path: Path) -> None:
    """What can be fixed is fixed, and the rest is reported."""
    (tmp_path / "ruff.toml").write_text('lint.select = ["F"]\n')
    module = tmp_path / "module.py"
    module.write_text("import os\n\n\ndef name( ):\n  return undefined\n")

    done = run(ROOT / "scripts" / "fix", "module.py", cwd=tmp_path)

    assert module.read_text() == "def name():\n    return undefined\n"
    assert done.returncode == 1
    assert "F821" in done.stdout


def test_nothing_to_fix(run: Run) -> None:
    """What is neither a file nor a folder is an error in one sentence, not pages of ruff's."""
    done = run(ROOT / "scripts" / "fix", "--nonsense")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "scripts/fix: --nonsense: there is no such file\n"
