"""The additional environments that scripts/environments/ pins."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING
from unittest.mock import Mock

from contract_tests.tests import ROOT
from scripts.environments import bootstrap

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

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


def test_cache_of_npm(run: Run, tmp_path: Path) -> None:
    """The cache of npm is in the checkout: its own may not be writable, or belong to root."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / "bin").mkdir()
    for name, script in (("node", "echo v22.12.0"), ("npm", f'echo "$@" > {tmp_path / "npm"}')):
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "bin" / name).chmod(0o700)

    run(
        *(sys.executable, tmp_path / "scripts/environments/redocly.py", "lint"),
        env={"PATH": str(tmp_path / "bin"), "HOME": "/proc/none"},
    )

    options = (tmp_path / "npm").read_text().split()
    assert f"--cache={tmp_path / '.node' / 'npm'}" in options
    # A new cache makes npm look for a newer npm, and say so.
    assert "--no-update-notifier" in options


def test_command_of_redocly(run: Run) -> None:
    """An option in place of the command is an error in one sentence, not the CLI's pages."""
    done = run(ROOT / "scripts/redocly", "--nonsense")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "scripts/redocly: --nonsense: a command comes first; see --help\n"


def test_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    """Where packages cannot be written, an error says so in one sentence."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / ".node").touch()

    done = run(sys.executable, tmp_path / "scripts/environments/redocly.py", "--version")

    assert done.returncode == 2
    assert done.stderr.startswith("scripts/redocly: ")
    assert f"{tmp_path / '.node'} could not be set up" in done.stderr
    assert done.stderr.count("\n") == 1


def test_settings_of_pip_for_other_places(run: Run, tmp_path: Path) -> None:
    """Variables that make pip install elsewhere, or nothing, are not for the environment."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    wheel = tmp_path / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr(
            "tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1"
        )
        archive.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any")
        archive.writestr("tiny-1.dist-info/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (tmp_path / "tiny.lock").write_text(f"tiny==1 --hash=sha256:{digest}")
    elsewhere = dict.fromkeys(("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"), str(tmp_path / "elsewhere"))

    done = run(
        *(sys.executable, "-I", tmp_path / "scripts/environments/bootstrap.py", "tiny.lock"),
        env={"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_USER": "1", **elsewhere},
    )

    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob(".venv/*/lib/python*/site-packages/tiny.py"))
    assert not (tmp_path / "elsewhere").exists()


def test_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If venv cannot install pip, the reason is given and not the command that failed."""
    output = b"OSError: [Errno 28] No space left on device\n\nCalledProcessError: Command\n"
    failure = subprocess.CalledProcessError(1, ["ensurepip"], output)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr("venv.create", Mock(side_effect=failure))

    assert bootstrap.build(tmp_path / "new", tmp_path / "lock") == bootstrap.FAILED

    sentence = "new could not be created: [Errno 28] No space left on device\n"
    assert capsys.readouterr().err.endswith(sentence)


def test_no_such_lock(run: Run) -> None:
    """A lock file that does not exist is an error in one sentence."""
    done = run(ROOT / "scripts/bootstrap", "nope.lock")

    assert done.returncode == 2
    assert done.stderr.startswith("scripts/bootstrap: ")
    assert "nope.lock: No such file or directory" in done.stderr
    assert done.stderr.count("\n") == 1


def test_pins_name_no_registry() -> None:
    """The lock files name no registry, so that readers can use their own."""
    pins = [ROOT / "requirements.lock", *ROOT.glob("scripts/environments/*/requirements.lock")]
    packages = list(ROOT.glob("scripts/environments/*/package-lock.json"))

    assert all("://" not in path.read_text(encoding="utf-8") for path in pins)
    assert all('"resolved"' not in path.read_text(encoding="utf-8") for path in packages)
    assert len(pins + packages) >= 6
