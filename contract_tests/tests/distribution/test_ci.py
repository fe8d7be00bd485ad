"""The GitHub Action and the GitLab template: their shell lines, run as on their hosts."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from contract_tests.reference_server import ReferenceServer, background, write_target
from contract_tests.tests import ROOT
from contract_tests.tests.processes import complaints
from openapi.contract import load_all

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.tests.processes import Run

pytestmark = [pytest.mark.processes, pytest.mark.slow]
FOLDER = ROOT / ".github" / "actions" / "conformance"
ACTION: dict[str, Any] = yaml.safe_load((FOLDER / "action.yml").read_text(encoding="utf-8"))
SPEC, TEMPLATE = yaml.safe_load_all((ROOT / ".gitlab" / "conformance.yml").read_text("utf-8"))
JOB = TEMPLATE["conformance"]
GUIDE = (ROOT / "contract_tests" / "README.md").read_text(encoding="utf-8")


class Host:
    """A CI host that runs the check in a separate folder."""

    def __init__(self, run: Run, folder: Path, installed: Path) -> None:
        self._run, self._folder = run, folder
        (folder / "bin").mkdir()
        # No network: the packages are installed already, in another test's environment.
        path = folder / "bin" / "python3"
        path.write_text(f'#!/bin/sh\nmkdir -p "$3" && ln -s "{installed}/bin" "$3/bin"\n')
        path.chmod(0o755)

    def shell(self, text: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run shell lines until one fails."""
        path = f"{self._folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, **variables}
        return self._run("/bin/sh", "-e", stdin=text, cwd=self._folder, env=environment)

    def action(self, **arguments: str) -> tuple[list[str], subprocess.CompletedProcess[str]]:
        """Run the Action: the names of its steps, and the result of the last."""
        defaults = {name: field.get("default", "") for name, field in ACTION["inputs"].items()}
        inputs = defaults | arguments
        steps = [step for step in ACTION["runs"]["steps"] if "run" in step]
        for step in steps:
            variables = {name: self._filled(text, inputs) for name, text in step["env"].items()}
            done = self.shell(
                step["run"].replace("/bin/pip", "/bin/true"),
                **variables,
                RUNNER_TEMP=str(self._folder),
                GITHUB_STEP_SUMMARY=str(self._folder / "summary.md"),
            )
        return [step["name"] for step in steps], done

    def _filled(self, text: str, inputs: dict[str, str]) -> str:
        text = text.replace("${{ github.action_path }}", str(FOLDER))
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: inputs[match[1]], text)

    def template(self, **arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the job of the GitLab template."""
        inputs = {name: field.get("default", "") for name, field in SPEC["spec"]["inputs"].items()}
        inputs |= arguments
        variables = {
            name: re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda match: inputs[match[1]], text)
            for name, text in JOB["variables"].items()
        }
        text = "\n".join(JOB["script"]).replace("/bin/pip", "/bin/true")
        return self.shell(text, **variables, CI_PROJECT_DIR=str(self._folder))


@pytest.fixture(name="host")
def _host(run: Run, installed: Path, tmp_path: Path) -> Host:
    with suppress(FileExistsError):
        (installed / "bin" / "true").symlink_to("/bin/true")
    return Host(run, tmp_path, installed)


@pytest.fixture(name="url")
def _url(tmp_path: Path) -> Iterator[str]:
    """A conformant server, with its target and another one that expects other numbers."""
    server = ReferenceServer(load_all().values())
    with background(server) as url:
        write_target(tmp_path / "the target.toml", url, server)
        text = (tmp_path / "the target.toml").read_text(encoding="utf-8")
        (tmp_path / "failing.toml").write_text(
            re.sub("total_instance = 1\\b", "total_instance = 7", text), encoding="utf-8"
        )
        yield url


def cases(report: Path) -> int:
    """The number of cases in the JUnit report."""
    return len(ET.parse(report / "junit.xml").findall(".//testcase"))  # noqa: S314  # our own


def test_action(host: Host, url: str, tmp_path: Path) -> None:
    """It installs and runs the check for the selected API, and keeps report and summary.

    The report of an earlier step in the same job is not kept as this one's.
    """
    earlier = tmp_path / "conformance-report" / "earlier"
    earlier.mkdir(parents=True)

    names, done = host.action(target="the target.toml", api="roma")

    assert names == ["Install huaweicloud-check", "Check the server"]
    assert (done.returncode, complaints(done.stderr)) == (0, []), url
    assert not earlier.exists()
    assert "Conforms: CountTasks passed" in done.stdout
    assert "CountTasks passed" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert {path.name for path in (tmp_path / "conformance-report").iterdir()} >= {
        "junit.xml",
        "report.html",
        "report.json",
    }


def test_action_of_a_server_that_fails(host: Host, url: str, tmp_path: Path) -> None:
    """The step fails if the check does, and report and summary are kept nevertheless."""
    _, done = host.action(target="failing.toml", **{"base-url": url})

    assert done.returncode == 1
    assert "Does not conform" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert cases(tmp_path / "conformance-report") > 0
    (keep,) = [step for step in ACTION["runs"]["steps"] if "uses" in step]
    assert keep["if"] == "always()"
    assert re.fullmatch(r"actions/upload-artifact@[0-9a-f]{40}", keep["uses"])
    assert keep["with"]["path"] == "${{ runner.temp }}/conformance-report"


def test_template(host: Host, url: str, tmp_path: Path) -> None:
    """The job does the same, and GitLab finds the JUnit report."""
    done = host.template(target="the target.toml", api="coc")

    assert (done.returncode, complaints(done.stderr)) == (0, []), url
    assert "Conforms: GetScriptJobStatistics passed" in done.stdout
    junit = JOB["artifacts"]["reports"]["junit"]
    assert cases((tmp_path / junit).parent) > 0
    assert JOB["artifacts"]["when"] == "always"
    assert host.template(target="failing.toml", **{"base-url": url}).returncode == 1


def test_inputs_are_no_shell(host: Host, tmp_path: Path) -> None:
    """Inputs are never interpreted by the shell; empty inputs are omitted."""
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
    assert not [line for line in JOB["script"] if "$[[" in line]
    hostile = '"; touch owned; $(touch owned) `touch owned`'
    _, done = host.action(target=hostile, api=hostile)

    assert done.returncode == 2
    assert host.template(target=hostile, api=hostile).returncode == 2
    assert not (tmp_path / "owned").exists()


def test_both_pass_on_every_input() -> None:
    """Action and template have the same inputs, and each becomes an option."""
    shared = {"target", "api", "accept", "contracts", "base-url"}
    assert shared == ACTION["inputs"].keys() & SPEC["spec"]["inputs"].keys()
    (check,) = [
        step["run"] for step in ACTION["runs"]["steps"] if "--target" in step.get("run", "")
    ]
    for name in shared:
        assert f"--{name} " in check
        assert f"--{name} " in "\n".join(JOB["script"])


def test_recipes_of_the_readme() -> None:
    """They set the required inputs, and take credentials from secrets."""
    fenced = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    workflow, pipeline = map(yaml.safe_load, fenced)
    (step,) = [
        step
        for step in workflow["jobs"]["conformance"]["steps"]
        if "/.github/actions/conformance@" in step["uses"]
    ]
    (include,) = pipeline["include"]

    assert {"target"} <= step["with"].keys() <= ACTION["inputs"].keys()
    assert all(value.startswith("${{ secrets.") for value in step["env"].values())
    assert include["file"] == "/.gitlab/conformance.yml"
    inputs = SPEC["spec"]["inputs"]
    required = {name for name, field in inputs.items() if "default" not in field}
    assert required <= include["inputs"].keys() <= inputs.keys()
    assert include["inputs"]["source"].endswith("#subdirectory=contract_tests/distribution")


def test_source_of_the_action_is_the_distribution() -> None:
    """It installs the distribution from the same commit of this repository."""
    (source,) = [
        step["env"]["SOURCE"] for step in ACTION["runs"]["steps"] if "SOURCE" in step.get("env", {})
    ]
    folder = FOLDER / source.replace("${{ github.action_path }}/", "")

    assert (folder.resolve() / "pyproject.toml").samefile(
        ROOT / "contract_tests" / "distribution" / "pyproject.toml"
    )
