"""The commands ``huaweicloud-check`` and ``huaweicloud-mock``."""

import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

_ROOT = Path(__file__).resolve().parent
"""The folder that contains the packages of the commands."""


def check() -> NoReturn:
    """Check a server against the contracts: ``huaweicloud-check --help``."""
    _require_posix()
    # Signals are deferred until the command handles them.
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGHUP, signal.SIGINT, signal.SIGTERM))
    _exec("scripts.checking")


def mock() -> NoReturn:
    """Run the reference server: ``huaweicloud-mock --help``."""
    _require_posix()
    _exec("contract_tests.reference_server")


def _require_posix() -> None:
    if os.name != "posix":
        print(f"{Path(sys.argv[0]).stem} needs Linux or macOS", file=sys.stderr)  # noqa: T201
        sys.exit(2)


def _exec(module: str) -> NoReturn:
    # A new process, in which the packages are top-level. PYTHON* variables of the caller are meant
    # for other programs.
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-P", "-m", module, *sys.argv[1:]]
    os.execve(sys.executable, command, {**variables, "PYTHONPATH": str(_ROOT)})  # noqa: S606
