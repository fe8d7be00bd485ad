"""Check a server and say what came of it: the command behind ``scripts/check``."""

from __future__ import annotations

import contextlib
import gc
import importlib
import inspect
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import hypothesis.configuration
import pytest

from contract_tests.conformance import files
from contract_tests.conformance.report import Collector, render
from contract_tests.conformance.rules import RULES
from contract_tests.conformance.run import load_run
from contract_tests.conformance.target import TargetError
from openapi.contract import InvalidContractError

if TYPE_CHECKING:
    from contract_tests.conformance.options import Options

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CONFORMS, BROKEN, UNDECIDED = 0, 1, 2


def check(target: Path, options: Options, report_dir: Path | None = None) -> int:
    """Check the server that a target names; 0 conforms, 1 does not, 2 cannot be decided."""
    try:
        run = load_run(target, options)
        if report_dir:
            report_dir.mkdir(parents=True, exist_ok=True)
    except (InvalidContractError, TargetError, OSError) as error:
        return _fail(f"Nothing could be decided: {error}")
    print(f"{run.plan}\n", flush=True)
    collector = Collector(run)
    # What was loaded stays; looking through it again and again would take time.
    gc.freeze()
    with contextlib.closing(run):
        _run_pytest(collector, report_dir)
        return _conclude(collector, report_dir)


def _conclude(collector: Collector, report_dir: Path | None) -> int:
    status = BROKEN if collector.count("failed") else CONFORMS
    status = UNDECIDED if collector.undecided else status
    if collector.results:
        print(render(collector))
    if report_dir:
        files.write(collector, report_dir, status)
    if status == UNDECIDED:
        return _fail(collector.verdict)
    print(collector.verdict)
    return status


def _fail(sentence: str) -> int:
    print(f"scripts/check: {sentence}", file=sys.stderr)
    return UNDECIDED


def _run_pytest(collector: Collector, report_dir: Path | None) -> None:
    """Run the suite in this process, without whatever else pytest would load or print."""
    arguments = [str(HERE), f"--rootdir={ROOT}", f"-c{ROOT / 'pyproject.toml'}"]
    arguments += ["-oaddopts=", "--assert=plain", "-pno:terminal", "-pno:cacheprovider"]
    arguments += ["-pno:unraisableexception", "-pno:threadexception"]
    if report_dir:
        arguments += [f"--junitxml={report_dir / 'junit.xml'}", "-ojunit_suite_name=conformance"]
    settings = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    with tempfile.TemporaryDirectory(prefix="scripts-check-") as folder:
        hypothesis.configuration.set_hypothesis_home_dir(folder)
        with mock.patch.dict(os.environ, settings):
            pytest.main(arguments, plugins=[collector])


def clauses() -> dict[str, str]:
    """Every clause in words, by id."""
    found = {}
    for path in sorted(HERE.glob("test_*.py")):
        module = importlib.import_module(f"contract_tests.conformance.{path.stem}")
        for name, test in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("test_") and name != "test_rule":
                found[name.removeprefix("test_").replace("_", "-")] = str(test.__doc__)
    return found | {name: str(rule.judge.__doc__) for name, rule in RULES.items()}
