"""Check a server against the contracts: the one a target names, or the reference server."""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contract_tests.conformance.main import UNDECIDED, check

READY = 20
"""Seconds the reference server may take to start."""


def main() -> int:
    """Exit 0: conforms. 1: at least one clause failed. 2: nothing could be decided."""
    options = _parser().parse_args()
    if options.target:
        return check(options.target, options.api, options.report_dir)
    try:
        with _reference_server() as target:
            return check(target, options.api, options.report_dir)
    except ChildProcessError:
        print("scripts/check: the reference server did not start (see above)", file=sys.stderr)
        return UNDECIDED


@contextmanager
def _reference_server() -> Iterator[Path]:
    """Run the server on a free port, and give the target that checks it."""
    with tempfile.TemporaryDirectory(prefix="scripts-check-") as folder:
        target = Path(folder) / "target.toml"
        command = [sys.executable, "-m", "contract_tests.reference_server"]
        command += ["--port", "0", "--write-target", str(target)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            try:
                _wait_for(target, process)
                yield target
            finally:
                process.terminate()


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
    parser.add_argument("--target", type=Path, metavar="FILE", help="the server, a TOML file")
    parser.add_argument("--api", metavar="NAME", help="check this API alone")
    parser.add_argument("--report-dir", type=Path, metavar="DIR", help="write junit.xml there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
