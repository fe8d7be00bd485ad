"""The commands ``huaweicloud-check`` and ``huaweicloud-mock``."""

import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

_CARRIED = Path(__file__).resolve().parent
"""Where the folders of the repository are that the commands consist of."""


def check() -> NoReturn:
    """Check a server against the contracts: ``huaweicloud-check --help``."""
    _need_posix()
    # What interrupts it before it can listen waits until it does.
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGHUP, signal.SIGINT, signal.SIGTERM))
    _become("scripts.checking")


def mock() -> NoReturn:
    """Run the reference server: ``huaweicloud-mock --help``."""
    _need_posix()
    _become("contract_tests.reference_server")


def _need_posix() -> None:
    if os.name != "posix":
        print(f"{Path(sys.argv[0]).stem} needs Linux or macOS", file=sys.stderr)  # noqa: T201
        sys.exit(2)


def _become(module: str) -> NoReturn:
    # In a process of their own these folders are top-level packages, and in site-packages not.
    # What the caller tells Python is for other programs.
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-P", "-m", module, *sys.argv[1:]]
    os.execve(sys.executable, command, {**own, "PYTHONPATH": str(_CARRIED)})  # noqa: S606
