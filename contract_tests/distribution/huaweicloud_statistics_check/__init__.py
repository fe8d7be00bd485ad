"""The commands ``huaweicloud-check`` and ``huaweicloud-mock``."""

import os
import sys
from pathlib import Path
from typing import NoReturn

_CARRIED = Path(__file__).resolve().parent
"""Where the folders of the repository are that the commands consist of."""
_STRAY = ("PYTHONHOME", "PYTHONINSPECT", "PYTHONOPTIMIZE", "PYTHONWARNINGS")
"""What the caller has set for programs of their own."""


def check() -> NoReturn:
    """Check a server against the contracts: ``huaweicloud-check --help``."""
    _become("scripts.check")


def mock() -> NoReturn:
    """Run the reference server: ``huaweicloud-mock --help``."""
    _become("contract_tests.reference_server")


def _become(module: str) -> NoReturn:
    # In a process of their own these folders are top-level packages, and in site-packages not.
    environment = {name: value for name, value in os.environ.items() if name not in _STRAY}
    environment["PYTHONPATH"] = str(_CARRIED)
    command = [sys.executable, "-P", "-m", module, *sys.argv[1:]]
    os.execve(sys.executable, command, environment)  # noqa: S606
