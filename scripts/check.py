"""Check a server against the contracts: the one a target names, or the reference server."""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contract_tests.conformance.options import chosen, define

READY = 20
"""Seconds the reference server may take to start."""
UNDECIDED = 2


def main() -> int:
    """Exit 0: conforms. 1: at least one clause failed. 2: nothing could be decided."""
    arguments = _parser().parse_args()
    if arguments.list:
        return _list()
    try:
        with _target(arguments.target) as target:
            # Late: the reference server starts while this loads.
            from contract_tests.conformance.main import check  # noqa: PLC0415

            return check(target, chosen(arguments), arguments.report_dir)
    except ChildProcessError:
        print("scripts/check: the reference server did not start (see above)", file=sys.stderr)
    except KeyboardInterrupt:
        print("scripts/check: interrupted", file=sys.stderr)
    return UNDECIDED


def _list() -> int:
    from contract_tests.conformance.main import clauses  # noqa: PLC0415

    for name, sentence in clauses().items():
        print(f"{name:40} {sentence}")
    return 0


@contextmanager
def _target(given: Path | None) -> Iterator[Path]:
    """The target given, or one that checks a reference server started for it."""
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="scripts-check-") as folder:
        target = Path(folder) / "target.toml"
        command = [sys.executable, "-m", "contract_tests.reference_server"]
        command += ["--port", "0", "--write-target", str(target)]
        # In a session of its own, it is not stopped by a Ctrl-C that is meant for the check.
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, start_new_session=True
        ) as process:
            try:
                import contract_tests.conformance.main  # noqa: F401, PLC0415

                _wait_for(target, process)
                yield target
            finally:
                # It has nothing to tidy up, and stopping gently would take a while.
                process.kill()


def _wait_for(target: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY
    while not target.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise ChildProcessError
        time.sleep(0.02)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/check",
        description="Check a server against the contracts under openapi/. Without a target it "
        "starts the reference server on a free port and checks that.",
        epilog="Exit status: 0 the server conforms, 1 at least one clause failed, 2 nothing "
        "could be decided.",
    )
    define(parser.add_argument)
    parser.add_argument(
        "--report-dir",
        type=Path,
        metavar="DIR",
        help="write junit.xml, report.json and report.html there",
    )
    parser.add_argument("--list", action="store_true", help="list the clauses, and check nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main())
