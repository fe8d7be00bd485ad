"""The verdicts of scripts/check on broken and on benign servers."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contract_tests.conformance.main import CONFORMS, FAILED, check
from contract_tests.conformance.options import RunOptions
from contract_tests.faults.catalog import BENIGN, BROKEN, VARIANTS
from contract_tests.reference_server import ReferenceServer
from openapi.contract import load_all

if TYPE_CHECKING:
    import argparse


LEAST = 0.97
"""The share of broken servers that must be caught; Schemathesis at maximum effort finds 0.72."""


@dataclass(frozen=True)
class Verdict:
    """The outcome for one server."""

    name: str
    exit_status: int
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether a broken server failed, or a benign one passed."""
        return self.exit_status == (FAILED if self.name in BROKEN else CONFORMS)


def add_to(commands: Any) -> None:
    """Declare the subcommand."""
    parser = commands.add_parser("suite", help=__doc__, description=__doc__)
    parser.add_argument("--quick", action="store_true", help="as scripts/check --quick")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the table there, too")
    parser.add_argument("names", nargs="*", metavar="NAME", help="of a server (default: all)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit 0: no false alarm, and enough servers caught. 1: otherwise. 2: no such server."""
    unknown = sorted(set(options.names) - set(VARIANTS))
    if unknown:
        print(f"scripts/bench: no server is called {unknown[0]}; this names them:", file=sys.stderr)
        print('"$(scripts/bootstrap)" -m contract_tests.faults --list', file=sys.stderr)
        return 2
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        names = options.names or list(VARIANTS)
        verdicts = list(pool.map(partial(judge, quick=options.quick), names))
    for verdict in verdicts:
        if not verdict.is_right:
            error = "missed" if verdict.name in BROKEN else "false alarm"
            print(f"{error}: {verdict.name} ({VARIANTS[verdict.name].sentence})")
    print(table := _table(verdicts))
    if options.report:
        options.report.parent.mkdir(parents=True, exist_ok=True)
        options.report.write_text(table, encoding="utf-8")
    return _summarise(verdicts)


def judge(name: str, *, quick: bool) -> Verdict:
    """Check one server in this process."""
    server = ReferenceServer(load_all().values())
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        VARIANTS[name].running(server) as base_url,
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        target = Path(folder) / "target.toml"
        VARIANTS[name].write_target(target, base_url, server)
        status = check(target, RunOptions(quick=quick))
    return Verdict(name, status, time.monotonic() - started)


def _table(verdicts: list[Verdict]) -> str:
    """How many servers of each category were judged correctly, in Markdown."""
    rows = ["| kind | category | servers | judged correctly | seconds |", "|---|---|--:|--:|--:|"]
    for kind, variants in (("broken", BROKEN), ("benign", BENIGN)):
        by_category: dict[str, list[Verdict]] = {}
        for verdict in verdicts:
            if verdict.name in variants:
                by_category.setdefault(variants[verdict.name].category, []).append(verdict)
        for category, judged in by_category.items():
            correct = sum(verdict.is_right for verdict in judged)
            seconds = sum(verdict.seconds for verdict in judged)
            rows.append(f"| {kind} | {category} | {len(judged)} | {correct} | {seconds:.0f} |")
    return "\n".join([*rows, ""])


def _summarise(verdicts: list[Verdict]) -> int:
    broken = [verdict for verdict in verdicts if verdict.name in BROKEN]
    benign = [verdict for verdict in verdicts if verdict.name in BENIGN]
    caught, alarms = (
        sum(verdict.is_right for verdict in broken),
        sum(not verdict.is_right for verdict in benign),
    )
    slowest = max(verdicts, key=lambda verdict: verdict.seconds)
    share = caught / len(broken) if broken else 1.0
    print(f"broken servers caught: {caught} of {len(broken)} ({share:.1%})")
    print(f"benign servers failed: {alarms} of {len(benign)}")
    print(f"slowest: {slowest.name}, {slowest.seconds:.0f} s")
    return int(bool(alarms) or share < LEAST)
