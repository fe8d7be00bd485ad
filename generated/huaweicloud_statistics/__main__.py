# Written by scripts/generate from openapi/client/templates/main.py.jinja. Edit that.
"""The command line: ``huaweicloud-statistics --help``."""

import sys

from . import __version__
from ._commands import COMMANDS
from ._runtime.command import run


def main() -> int:
    """Run the command line; returns its exit status."""
    return run("huaweicloud-statistics", __version__, COMMANDS)


if __name__ == "__main__":
    sys.exit(main())
