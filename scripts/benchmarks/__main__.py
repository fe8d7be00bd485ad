"""Measure the parts of the project beside what else there is, or against what they must do."""

import argparse
import sys

from scripts.benchmarks import server, suite
from scripts.benchmarks.contracts import command as contracts


def main() -> int:
    """Exit 0: as good as it must be. 1: not. 2: nothing could be measured."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="WHAT")
    server.add_to(commands)
    suite.add_to(commands)
    contracts.add_to(commands)
    options = parser.parse_args()
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
