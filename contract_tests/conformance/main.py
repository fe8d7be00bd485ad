"""Check a server and say what came of it: the command behind ``scripts/check``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import hypothesis.configuration
import pytest

from contract_tests.conformance.report import Collector, render, verdict
from contract_tests.conformance.run import load_run
from contract_tests.conformance.target import TargetError
from contract_tests.spec import SpecError

ROOT = Path(__file__).resolve().parents[2]
CONFORMS, BROKEN, UNDECIDED = 0, 1, 2


def check(target: Path, api: str | None = None, report_dir: Path | None = None) -> int:
    """Check the server that a target names; 0 conforms, 1 does not, 2 cannot be decided."""
    try:
        run = load_run(target, api)
        if report_dir:
            report_dir.mkdir(parents=True, exist_ok=True)
    except (SpecError, TargetError, OSError) as error:
        return _undecided(str(error))
    collector = Collector(run)
    _run_pytest(collector, report_dir)
    if why := _undecidable(collector):
        return _undecided(why)
    print(render(run, collector.results))
    print(verdict(run, collector.results))
    return BROKEN if any(one.outcome == "failed" for one in collector.results) else CONFORMS


def _undecidable(collector: Collector) -> str:
    """Why the results are worth nothing, if so."""
    if collector.undecided or collector.broken:
        return collector.undecided or f"the check itself failed:\n{collector.broken}"
    for operation in collector.run.operations:
        answered = any(one.status == 200 for one in collector.run.exchanges(operation))
        failed = any(one.outcome == "failed" for one in collector.results)
        if not answered and not failed:
            return f"no request to {operation.id} was answered with 200"
    return ""


def _undecided(why: str) -> int:
    print(f"scripts/check: nothing could be decided: {why}", file=sys.stderr)
    return UNDECIDED


def _run_pytest(collector: Collector, report_dir: Path | None) -> None:
    """Run the suite in this process, without whatever else pytest would load or print."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ.pop("PYTEST_ADDOPTS", None)
    arguments = [str(Path(__file__).parent), f"--rootdir={ROOT}", f"-c{ROOT / 'pyproject.toml'}"]
    arguments += ["-oaddopts=", "-pno:terminal", "-pno:cacheprovider"]
    if report_dir:
        arguments += [f"--junitxml={report_dir / 'junit.xml'}", "-ojunit_suite_name=conformance"]
    with tempfile.TemporaryDirectory(prefix="scripts-check-") as folder:
        hypothesis.configuration.set_hypothesis_home_dir(folder)
        pytest.main(arguments, plugins=[collector])
