"""Measure the parts of the project beside what else there is: ``scripts/bench server``."""

import argparse
import sys

import bench_server


def main() -> int:
    """Exit 0: as fast as it must be. 1: not. 2: nothing could be measured."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure speed.")
    commands = parser.add_subparsers(required=True, metavar="WHAT")
    bench_server.add_to(commands)
    options = parser.parse_args()
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
