from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from contract_tests.tests.processes import complaints

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.conformance.conftest import Check

OPERATIONS = ["GetScriptJobStatistics", "CountTasks"]


def test_reference_server_conforms(scripts_check: Check) -> None:
    """Without arguments the reference server is started and checked, and conforms."""
    done = scripts_check()

    assert (done.returncode, complaints(done.stderr)) == (0, [])
    assert all(operation in done.stdout for operation in OPERATIONS)
    assert "FAIL" not in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Conforms: ")


def test_one_api_with_reports(scripts_check: Check, target: Path, tmp_path: Path) -> None:
    """A single API can be checked, and reports are written."""
    reports = tmp_path / "reports"

    done = scripts_check(
        *("--quick", "--clause", "known-ids-found", "--target", target),
        *("--api", "roma", "--report-dir", reports),
    )

    assert done.returncode == 0
    assert "CountTasks" in done.stdout
    assert "GetScriptJobStatistics" not in done.stdout
    cases = list(ET.parse(reports / "junit.xml").iter("testcase"))  # noqa: S314
    assert {case.attrib["classname"] for case in cases} == {"roma.CountTasks"}


@pytest.mark.parametrize("option", ["--api=coc", "--target=other.toml", "--base-url=http://[::1]"])
def test_repeated_options(scripts_check: Check, option: str) -> None:
    """Naming two servers or APIs is an error, rather than a verdict on the last alone."""
    done = scripts_check(option, option)

    assert done.returncode == 2
    name = option.partition("=")[0]
    assert f"argument {name}: can be given once; check each in a run of its own" in done.stderr


def test_pytest(under_pytest: Check, target: Path) -> None:
    """The suite runs under pytest too, from any folder, but only with a target."""
    done = under_pytest("-v", "--clause", "known-ids-found", "--target", target)
    assert done.returncode == 0, done.stdout
    assert re.search(r"\d+ passed, \d+ skipped", done.stdout)
    assert all(f"{operation}.known-ids-found]" in done.stdout for operation in OPERATIONS)
    done = under_pytest()
    assert done.returncode == 4
    assert "name the server to check with --target FILE" in done.stderr


def test_unusable_target(scripts_check: Check, tmp_path: Path) -> None:
    """An invalid target is reported in a single sentence."""
    done = scripts_check("--target", tmp_path / "nowhere.toml")

    assert done.returncode == 2
    assert "nowhere.toml: No such file or directory" in done.stderr


def test_list(scripts_check: Check) -> None:
    """Every clause is listed with its id and sentence."""
    done = scripts_check("--list")

    assert done.returncode == 0
    names, sentences = zip(
        *(line.split(maxsplit=1) for line in done.stdout.splitlines()), strict=True
    )
    assert len(names) == len(set(names)) >= 30
    assert all(sentence.endswith(".") for sentence in sentences)
