"""Measure the parts of the project beside what else there is, or against what they must do."""

import argparse
import sys

import bench_server
import bench_suite


def main() -> int:
    """Exit 0: as good as it must be. 1: not. 2: nothing could be measured."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="WHAT")
    bench_server.add_to(commands)
    bench_suite.add_to(commands)
    options = parser.parse_args()
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
