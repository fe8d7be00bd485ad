"""The command line: a command for each read-only operation."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import Command

INTERRUPTED = 130
"""The exit status that shells use for SIGINT."""
_NEEDED = ("click", "rich")


def run(program: str, version: str, commands: Sequence[Command]) -> int:
    """Run the command line with the arguments of the process.

    Returns:
        Its exit status: 0 on success; 1 if a response was an error or a watched order failed;
        2 for invalid usage; 3 if the server could not be reached.
    """
    try:
        from .process import main  # noqa: PLC0415  # it needs an optional dependency
    except ModuleNotFoundError as error:
        name = str(error.name).partition(".")[0]
        if name not in _NEEDED:
            raise
        words = f"{name} is missing; install it with: pip install '{program}[cli]'"
        print(f"{program}: {words}", file=sys.stderr)  # noqa: T201  # a program prints
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED
    return main(program, version, commands)
