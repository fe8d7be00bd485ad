"""``huaweicloud-check`` and ``huaweicloud-mock``, as installed by ``pip``."""

from __future__ import annotations

import ast
import os
import shutil
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from contract_tests.tests import DATA, ROOT
from contract_tests.tests.processes import complaints

if TYPE_CHECKING:
    from contract_tests.tests.processes import Run, Start

pytestmark = [pytest.mark.processes, pytest.mark.slow]
PACKAGE = "huaweicloud_statistics_check"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
INDIRECT = {"h11", "hypothesis"}
"""Dependencies of uvicorn and Schemathesis, whose versions those determine."""


def files(folder: Path) -> dict[Path, int]:
    """All files below a folder, with their modification times."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_wheel_has_one_top_level_name(wheel: Path) -> None:
    """Only its own package is installed into site-packages, without this repository's tests."""
    names = [Path(name) for name in ZipFile(wheel).namelist()]

    tops = {name.parts[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {PACKAGE}
    inner = {name.parts[1:3] for name in names if name.parts[0] == PACKAGE}
    assert ("contract_tests", "tests") not in inner
    assert ("contract_tests", "faults") not in inner
    assert {("openapi", path.name) for path in (ROOT / "openapi").glob("*.yaml")} <= inner


@pytest.fixture(name="imports")
def _imports(wheel: Path) -> set[str]:
    """The modules that modules of the wheel import."""
    with ZipFile(wheel) as archive:
        sources = [archive.read(name) for name in archive.namelist() if name.endswith(".py")]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    absolute = [node for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    plain = [node for node in nodes if isinstance(node, ast.Import)]
    return {str(node.module) for node in absolute} | {
        alias.name for node in plain for alias in node.names
    }


def test_dependencies_are_those_of_the_group(wheel: Path, imports: set[str]) -> None:
    """It depends on all packages that it imports, in the tested versions."""
    with ZipFile(wheel) as archive:
        (metadata,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
        lines = archive.read(metadata).decode().splitlines()
    needed = {line.partition(": ")[2] for line in lines if line.startswith("Requires-Dist")}

    assert needed == set(PROJECT["dependency-groups"]["contract"])
    assert f"Version: {PROJECT['project']['version']}" in lines
    named = {requirement.split(">")[0].split("=")[0] for requirement in needed} | INDIRECT
    distributions = packages_distributions()
    for name in {name.split(".")[0] for name in imports}:
        owners = {owner.lower().replace("_", "-") for owner in distributions.get(name, ())}
        assert not owners or owners & named, name


def test_wheel_is_whole(wheel: Path, imports: set[str]) -> None:
    """It contains all modules of this repository that its modules import."""
    names = set(ZipFile(wheel).namelist())

    for name in imports:
        place = f"{PACKAGE}/{name.replace('.', '/')}"
        if name.split(".")[0] in ("contract_tests", "openapi", "scripts"):
            assert names & {f"{place}.py", f"{place}/__init__.py"}, name


def test_extra_of_the_client() -> None:
    """``huaweicloud-statistics[check]`` installs it."""
    assert PROJECT["project"]["optional-dependencies"]["check"] == ["huaweicloud-statistics-check"]


@pytest.mark.parametrize("name", ["check", "mock"])
def test_options_are_those_of_the_script(run: Run, installed: Path, name: str) -> None:
    """Script and installed command have the same help, apart from their names."""
    wide = {**os.environ, "COLUMNS": "400"}
    script = run(ROOT / "scripts" / name, "--help", env=wide)
    command = run(installed / "bin" / f"huaweicloud-{name}", "--help", env=wide)

    assert (command.returncode, command.stderr) == (0, "")
    expected = script.stdout.replace(f"scripts/{name}", f"huaweicloud-{name}")
    assert " ".join(command.stdout.split()) == " ".join(expected.split())


def test_a_server_is_checked(run: Run, start: Start, installed: Path, tmp_path: Path) -> None:
    """The mock passes the check, with the output of ``scripts/check``; no file is written."""
    target = tmp_path / "mock" / "target.toml"
    mock = installed / "bin" / "huaweicloud-mock"
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    before = files(installed)

    with start(mock, "--port", "0", "--write-target", target, cwd=tmp_path) as process:
        assert process.stdout
        greeting = f"Check it: huaweicloud-check --target {target}\n"
        assert greeting in iter(process.stdout.readline, "")
        check = installed / "bin" / "huaweicloud-check"
        done = run(check, "--target", target, "--quick", cwd=folder)
        script = run(ROOT / "scripts" / "check", "--target", target, "--quick")

    assert (done.returncode, complaints(done.stderr)) == (0, [])
    assert done.stdout.splitlines()[-1].startswith("Conforms: ")
    assert done.stdout == script.stdout
    assert files(installed) == before
    assert list(folder.iterdir()) == []


def test_own_contracts(run: Run, installed: Path, tmp_path: Path) -> None:
    """A user's own contracts replace the bundled ones."""
    contracts = tmp_path / "my contracts"
    contracts.mkdir()
    shutil.copy(DATA / "batches.yaml", contracts)
    check = installed / "bin" / "huaweicloud-check"

    done = run(check, "--quick", "--contracts", "my contracts", cwd=tmp_path)

    assert (done.returncode, complaints(done.stderr)) == (0, [])
    assert "Conforms: ListScriptJobBatches passed" in done.stdout
    assert "GetScriptJobStatistics" not in done.stdout


@pytest.mark.parametrize("name", ["check", "mock"])
def test_a_folder_without_contracts(run: Run, installed: Path, tmp_path: Path, name: str) -> None:
    """The error names the folder."""
    done = run(installed / "bin" / f"huaweicloud-{name}", "--contracts", tmp_path)

    assert done.returncode == 2
    sentence = f"huaweicloud-mock: {tmp_path}: there is no contract (*.yaml) to use"
    assert done.stderr.splitlines()[0] == sentence


def test_own_contracts_under_pytest(run: Run, tmp_path: Path) -> None:
    """The check accepts own contracts under pytest, too."""
    (tmp_path / "target.toml").write_text("")
    options = [f"--target={tmp_path / 'target.toml'}", f"--contracts={tmp_path}"]

    done = run(sys.executable, "-m", "pytest", "contract_tests/conformance", *options, cwd=ROOT)

    assert done.returncode == 4
    assert f"{tmp_path}: there is no contract (*.yaml) to use" in done.stderr


def test_variables_meant_for_other_programs(run: Run, installed: Path) -> None:
    """PYTHON* variables in the caller's environment do not change what a command does."""
    stray = {"PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2", "PYTHONPATH": "/nowhere"}

    done = run(
        installed / "bin" / "huaweicloud-check",
        *("--quick", "--api", "roma"),
        env={**os.environ, **stray, "PYTHONINSPECT": "1"},
    )

    assert (done.returncode, complaints(done.stderr)) == (0, [])


def test_a_greeting_names_own_contracts(start: Start, tmp_path: Path) -> None:
    """The printed check command names the contracts, quoted; no moving job is mentioned."""
    contracts = tmp_path / "my contracts"
    contracts.mkdir()
    shutil.copy(DATA / "batches.yaml", contracts)
    mock = ROOT / "scripts" / "mock"
    with start(mock, "--port", "0", "--contracts", contracts) as process:
        assert process.stdout
        lines = [process.stdout.readline()]
        while lines[-1] and not lines[-1].startswith("Check it"):
            lines.append(process.stdout.readline())

    assert lines[-1].rstrip().endswith(f"--contracts '{contracts}'")
    assert not [line for line in lines if "Moving" in line or "kill" in line]
