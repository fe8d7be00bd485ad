"""The command line of ``scripts/check``, and the reference server that it starts."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contract_tests.commands import CHECK
from contract_tests.conformance.interruption import shielded
from contract_tests.conformance.options import chosen, define
from contract_tests.conformance.report.terminal.progress import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.conformance.report.terminal.console import Console

ROOT = Path(__file__).resolve().parents[2]
READY = 20
"""Seconds the reference server may take to start."""
UNDECIDED = 2
_GIVEN_ONCE = {"--target", "--api", "--base-url"}


def run(console: Console) -> int:
    """Run the command line, and return the exit status."""
    try:
        arguments = _parser().parse_args()
    except SystemExit as ended:
        return UNDECIDED if ended.code else 0
    if arguments.list:
        from contract_tests.conformance.main import clauses  # noqa: PLC0415

        console.say(f"{name:40} {sentence}" for name, sentence in clauses().items())
        return 0
    # Meant for the caller's own runs of Schemathesis.
    os.environ.pop("SCHEMATHESIS_HOOKS", None)
    try:
        with _target(arguments.target, arguments.contracts) as target:
            # Imported late: the reference server starts while this loads.
            from contract_tests.conformance.main import check  # noqa: PLC0415

            options, folder = chosen(arguments), arguments.report_dir
            return check(target, options, folder, arguments.contracts, arguments.summary)
    except ChildProcessError:
        console.complain("the reference server did not start (see above)")
        return UNDECIDED


@contextmanager
def _target(path: Path | None, contracts: Path) -> Iterator[Path]:
    """The given target, or that of a reference server started for this run."""
    if path:
        yield path
        return
    started: list[subprocess.Popen[bytes]] = []
    folder = None
    try:
        with shielded():
            folder = Path(tempfile.mkdtemp(prefix="scripts-check-"))
            started.append(_reference_server(folder / "target.toml", contracts))
        import contract_tests.conformance.main  # noqa: F401, PLC0415

        with shown(lambda: "starting the reference server"):
            _wait_for(folder / "target.toml", started[0])
        yield folder / "target.toml"
    finally:
        with shielded():
            for process in started:
                # It has nothing to clean up, and a graceful shutdown would take a while.
                process.kill()
                process.wait()
            if folder:
                shutil.rmtree(folder, ignore_errors=True)


def _reference_server(target: Path, contracts: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "contract_tests.reference_server"]
    command += ["--port", "0", "--write-target", str(target), "--contracts", str(contracts)]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    # In its own session, since a Ctrl-C is meant for the check.
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**own, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def _wait_for(target: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY
    while not target.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise ChildProcessError
        time.sleep(0.02)


def _summary_of_the_workflow() -> Path | None:
    """GitHub's step summary, if the file can be written: some containers of a job lack it."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if not summary:
        return None
    path = Path(summary)
    is_usable = path.is_file() if path.exists() else path.parent.is_dir()
    return (
        path if is_usable and os.access(path if path.exists() else path.parent, os.W_OK) else None
    )


class _Once(argparse.Action):
    """Refuses a repeated option, whose first value would not be checked."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        if getattr(namespace, self.dest) is not None:
            raise argparse.ArgumentError(self, "can be given once; check each in a run of its own")
        setattr(namespace, self.dest, values)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=CHECK,
        description="Check a server against its contracts. Without a target, check the reference "
        "server, started on a free port.",
        epilog="Exit status: 0 the server conforms, 1 at least one clause failed, 2 nothing "
        "could be decided.",
    )

    def add(name: str, **settings: Any) -> None:
        once: dict[str, Any] = {"action": _Once} if name in _GIVEN_ONCE else {}
        parser.add_argument(name, **settings, **once)

    define(add)
    parser.add_argument(
        "--report-dir",
        type=Path,
        metavar="DIR",
        help="write junit.xml, report.json and report.html there",
    )
    parser.add_argument(
        "--summary",
        type=Path,
        default=_summary_of_the_workflow(),
        metavar="FILE",
        help="write a summary there, in Markdown (GITHUB_STEP_SUMMARY)",
    )
    parser.add_argument("--list", action="store_true", help="list the clauses, and check nothing")
    return parser
