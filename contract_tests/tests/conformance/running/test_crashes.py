"""Exit status 1 means only that a clause failed; other errors are a sentence and exit status 2."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.main import check
from contract_tests.tests import ROOT
from contract_tests.tests.conformance.checks import QUICK, only
from contract_tests.tests.processes import complaints

if TYPE_CHECKING:
    from contract_tests.tests.conformance.conftest import Check
    from contract_tests.tests.processes import Run

OPTIONS = ("--quick", "--api", "roma")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
OF_THE_CALLER = (
    *("yaml", "uvicorn", "json", "urllib3", "requests", "schemathesis", "hypothesis", "pathlib"),
    *("sitecustomize", "usercustomize", "contract_tests", "scripts", "argparse", "hashlib"),
)


def sentences(errors: str) -> list[str]:
    """The messages, which must not be tracebacks."""
    assert "Traceback" not in errors
    return complaints(errors)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ("| true", "standard output cannot be written: Broken pipe"),
        (">&-", "standard output is closed"),
        ("2>/dev/full", ""),
        ("2>&-", ""),
    ],
)
def test_standard_streams(run: Run, target: Path, where: str, problem: str) -> None:
    """If the verdict cannot be printed, the status is 2; without standard error it is the same."""
    check_it = f'"$0" -m scripts.checking {" ".join(OPTIONS)} --target "$1"; echo $? >status'
    command = ("sh", "-c", f"({check_it}) {where}", sys.executable, target)

    done = run(*command, cwd=target.parent, env=ENVIRONMENT)

    assert (target.parent / "status").read_text() == ("2\n" if problem else "0\n")
    if problem:
        assert sentences(done.stderr) == [f"scripts/check: Nothing could be decided: {problem}"]
    else:
        assert done.stdout.splitlines()[-1].startswith("Conforms: ")


@pytest.mark.parametrize("kind", ["pipe", "looping link", "file for a folder"])
def test_files_of_another_kind(target: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A path where no report can be written is reported before the first request."""
    reports = target.parent / "reports"
    path = reports / "report.json"
    if kind == "file for a folder":
        path = reports
        path.touch()
    else:
        reports.mkdir()
        os.mkfifo(path) if kind == "pipe" else path.symlink_to(path)

    assert check(target, QUICK, reports) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    (sentence,) = sentences(errors)
    assert str(path) in sentence
    assert "exists" not in sentence


def test_summary_on_a_full_disk(
    target: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The summary that cannot be written is named."""

    def write(_: object) -> list[str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("contract_tests.conformance.report.markdown.markdown", write)

    assert check(target, only("known-ids-found"), summary=target.parent / "summary.md") == 2
    assert "/summary.md: No space left on device" in sentences(capsys.readouterr().err)[0]


def test_disk_that_is_full(
    target: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If a report cannot be written, the old one is kept."""
    reports = target.parent / "reports"
    assert check(target, only("known-ids-found"), reports) == 0
    before = (reports / "report.json").read_bytes()
    capsys.readouterr()

    def write(_: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device", len(content))

    monkeypatch.setattr("pathlib.Path.write_bytes", write)

    assert check(target, QUICK, reports) == 2
    assert "/junit.xml: No space left on device" in sentences(capsys.readouterr().err)[0]
    assert (reports / "report.json").read_bytes() == before
    assert len(list(reports.iterdir())) == 3


def test_links_to_reports_stay(target: Path) -> None:
    """A report that is a symbolic link is written to its destination."""
    reports = target.parent / "reports"
    reports.mkdir()
    (reports / "report.json").symlink_to(target.parent / "elsewhere.json")

    assert check(target, only("known-ids-found"), reports) == 0
    assert (reports / "report.json").is_symlink()
    assert (target.parent / "elsewhere.json").stat().st_size > 1000


@pytest.mark.slow
def test_docstrings_are_left_out(run: Run) -> None:
    """Clauses have their sentences even if Python strips docstrings."""
    usual, optimized = (
        run(sys.executable, *more, "-P", "-m", "scripts.checking", "--list", env=ENVIRONMENT).stdout
        for more in ((), ("-OO",))
    )
    assert usual == optimized


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """A folder with modules that must not be run."""
    folder = tmp_path / "caller"
    folder.mkdir()
    for name in OF_THE_CALLER:
        (folder / f"{name}.py").write_text("raise SystemExit('this was run')\n")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("is_given", [False, True], ids=["reference server", "target"])
def test_nothing_of_the_callers_is_run(
    run: Run, target: Path, folder: Path, *, is_given: bool
) -> None:
    """Modules and settings in the caller's folder and environment do not affect the check."""
    for name in ("schemathesis.toml", "pytest.ini", "pyproject.toml", "conftest.py", "setup.cfg"):
        (folder / name).write_text("[[[ nonsense\n")
    (folder / ".netrc").write_text("default login caller password s3cret\n")
    own = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "HOME", "TMPDIR", "PYTHONUSERBASE")
    nonsense = ("PYTEST_PLUGINS", "PYTEST_ADDOPTS", "SCHEMATHESIS_HOOKS")
    environment = {
        **{name: value for name, value in os.environ.items() if name not in own},
        "PYTHONPATH": str(folder),
        "PYTHONOPTIMIZE": "2",
        "PYTHONWARNINGS": "error",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis"),
        **dict.fromkeys(nonsense, "nonsense"),
    }
    if is_given:
        # A check of a target needs no temporary folder.
        environment |= {"HOME": "/nowhere", "TMPDIR": "/nowhere"}
    before = sorted(folder.iterdir())

    options = ("--target", target) if is_given else ()
    done = run(ROOT / "scripts" / "check", "--api", "roma", *options, cwd=folder, env=environment)

    assert (done.returncode, sentences(done.stderr)) == (0, [])
    assert sorted(folder.iterdir()) == before


SETTINGS = (
    *("PYTHONHASHSEED=x", "PYTHONMALLOC=x", "PYTHONUTF8=x", "PYTHONTRACEMALLOC=x"),
    *("PYTHONIOENCODING=x", "PYTHONPLATLIBDIR=x", "PYTHONHOME=/x", "PYTHONINTMAXSTRDIGITS=1"),
    *("PYTHONVERBOSE=1", "PYTHONPROFILEIMPORTTIME=1", "PYTHONINSPECT=1", "CDPATH=.", "LC_ALL=C"),
)


@pytest.mark.slow
@pytest.mark.parametrize("command", [("check", "--list"), ("mock", "--help")], ids=" ".join)
def test_settings_of_the_callers(run: Run, folder: Path, command: tuple[str, str]) -> None:
    """The caller's modules and variables for Python and the shell change neither of the scripts."""
    script, option = ROOT / "scripts" / command[0], command[1]
    settings = dict(setting.split("=") for setting in SETTINGS) | {"PYTHONPATH": str(folder)}

    done = run(script, option, cwd=folder, env={**os.environ, **settings})

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run(script, option, cwd=ROOT).stdout


@pytest.mark.slow
def test_terminal_of_few_characters(run: Run, target: Path) -> None:
    """Control characters, commands of CI and what a terminal cannot encode are escaped."""
    target.write_text('"\\u001b[31m\\n::error::\\u2603" = 1', encoding="utf-8")
    environment = {**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}

    done = run(sys.executable, "-m", "scripts.checking", "--target", target, env=environment)

    assert done.returncode == 2
    assert len(sentences(done.stderr)) == 1
    assert "unknown key \\x1b[31m\\n:\\x3aerror::\\u2603" in done.stderr


@pytest.mark.slow
def test_crash_under_pytest(run: Run, target: Path) -> None:
    """Under pytest, too, an error in the check itself is not a failed clause."""
    (target.parent / "faulty.py").write_text(
        "from contract_tests.conformance.running.clause import clause\n\n\n"
        "@clause()\ndef faulty_clause(check):\n    'It fails.'\n    1 / 0\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{target.parent}"}
    command = (sys.executable, "-m", "pytest", "-p", "faulty", ROOT / "contract_tests/conformance")

    done = run(*command, "--target", target, *OPTIONS, cwd=target.parent, env=environment)

    assert done.returncode == 2, done.stdout
    assert "ZeroDivisionError: division by zero" in done.stdout


def test_contract_that_is_none(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With an invalid contract nothing is decided."""
    folder = target.parent / "contracts"
    folder.mkdir()
    (folder / "coc.yaml").write_text("openapi: 3.1.0\npaths: 1", encoding="utf-8")

    assert check(target, QUICK, contracts=folder) == 2
    assert sentences(capsys.readouterr().err)


@pytest.mark.slow
@pytest.mark.parametrize("options", ["--max-requests=" + "9" * 5000, "--api=x\x1b"])
def test_options_that_are_none(scripts_check: Check, target: Path, options: str) -> None:
    """An option out of range is rejected."""
    done = scripts_check("--target", target, options)

    assert done.returncode == 2
    assert sentences(done.stderr)
    assert "\x1b" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a program as somebody else")
def test_checkout_of_another_user(run: Run) -> None:
    """If no environment can be created, a sentence says so, and the exit status is 2."""
    if run("python3", "--version", user="nobody", env={"PATH": os.defpath}).returncode:
        pytest.skip("nobody has no Python")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "scripts" / "environments").mkdir(parents=True)
        for script in ("check", "bootstrap", "environments/bootstrap.py"):
            shutil.copy(ROOT / "scripts" / script, folder / "scripts" / script)
        shutil.copy(ROOT / "requirements.lock", folder)
        done = run(folder / "scripts" / "check", user="nobody", env={"PATH": os.defpath}, cwd="/")

    assert done.returncode == 2
    assert re.search("Permission denied|is missing|is needed", sentences(done.stderr)[0])
