"""The share of contracts that pass every stage: lint, generate, mypy, client, check, docs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.benchmarks.contracts.stages import work
from scripts.benchmarks.contracts.subjects import (
    FAILED,
    PASSED,
    REFUSED,
    STAGES,
    WRITES,
    Subject,
    gather,
)

if TYPE_CHECKING:
    import argparse

ROOT = Path(__file__).resolve().parents[3]
SHARE = 0.95
"""The share that must pass every stage."""
BATCH = 40
"""Contracts per package: mypy and start-up cost once per package."""
_ERROR = re.compile(r"huaweicloud_statistics[/.]([a-z0-9_]+)[/.].*?: error: (.*)")


def add_to(commands: Any) -> None:
    """Declare the subcommand."""
    parser = commands.add_parser("contracts", help=__doc__, description=__doc__)
    parser.add_argument(
        "folders",
        type=Path,
        nargs="*",
        default=[ROOT / "openapi"],
        metavar="FOLDER",
        help="of YAML files or *.jsonl.gz (default: the project's own)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcomes there")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit 0: at least 95 % pass. 1: fewer pass. 2: there is nothing to measure."""
    if missing := [folder for folder in options.folders if not folder.exists()]:
        print(f"scripts/bench: {missing[0]}: there is no such folder", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-contracts-") as aside:
        copies = Path(aside, "openapi")
        copies.mkdir()
        subjects = gather(options.folders, copies)
        if not subjects:
            print("scripts/bench: no contract there (*.yaml, *.jsonl.gz)", file=sys.stderr)
            return 2
        batches = [subjects[start : start + BATCH] for start in range(0, len(subjects), BATCH)]
        folders = [Path(aside, str(index)) for index in range(len(batches))]
        # A fresh process per batch, since all packages have the same name.
        with get_context("spawn").Pool(os.cpu_count(), maxtasksperchild=1) as pool:
            done = pool.starmap(measure, zip(batches, folders, strict=True), chunksize=1)
        measured = [subject for batch in done for subject in batch]
    if options.json:
        options.json.write_text(json.dumps(list(map(report, measured)), indent=1))
    return summarise(measured)


def measure(subjects: list[Subject], folder: Path) -> list[Subject]:
    """All stages for one batch."""
    done = work(subjects, folder)
    if not any(subject.outcomes.get("generate") == PASSED for subject in done):
        return done
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--no-error-summary"]
    command += ["--python-version", "3.11", "huaweicloud_statistics"]
    mypy = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    errors: dict[str, str] = {}
    for error in _ERROR.finditer(mypy.stdout):
        errors.setdefault(error[1], error[2])
    if mypy.returncode and not errors:
        raise RuntimeError(mypy.stdout + mypy.stderr)
    for subject in done:
        if subject.outcomes.get("generate") == PASSED:
            message = errors.get(subject.path.stem, "")
            subject.ends("mypy", FAILED if message else PASSED, message)
    return done


def report(subject: Subject) -> dict[str, Any]:
    """The outcome for a contract, as data."""
    return {
        "name": subject.name,
        "passed": subject.passed,
        "stages": subject.outcomes,
        "words": subject.words,
    }


def summarise(subjects: list[Subject]) -> int:
    """Print a table, which contracts did not pass and why, and the share that passed."""
    kinds = (PASSED, WRITES, REFUSED, FAILED, "not reached")
    print(f"{'stage':10}" + "".join(f"{kind:>{len(kind) + 2}}" for kind in kinds))
    for stage in STAGES:
        counts = Counter(subject.outcomes.get(stage, "not reached") for subject in subjects)
        print(f"{stage:10}" + "".join(f"{counts[kind]:>{len(kind) + 2}}" for kind in kinds))
    print()
    for subject in subjects:
        if not subject.passed:
            for stage, words in subject.words.items():
                shown = " ".join(words.split())
                print(f"{subject.name}: {stage} {subject.outcomes[stage]}: {shown}")
    share = sum(subject.passed for subject in subjects) / len(subjects)
    print(f"{share:.1%} of {len(subjects)} contracts pass every stage")
    return int(share < SHARE)
