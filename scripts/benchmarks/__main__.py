"""Measure the parts of the project against alternatives or against required figures."""

import argparse
import sys

from scripts.benchmarks import server, suite
from scripts.benchmarks.client import command as client
from scripts.benchmarks.contracts import command as contracts

ALL = {"client": client, "server": server, "suite": suite, "contracts": contracts}


def main(arguments: list[str] | None = None) -> int:
    """Exit 0: as good as required. 1: not. 2: nothing could be measured."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    commands = parser.add_subparsers(metavar="WHAT", help="all of them if none is named")
    for part in ALL.values():
        part.add_to(commands)
    options = parser.parse_args(arguments)
    if "run" in options:
        code: int = options.run(options)
        return code
    return max(_run(parser, name) for name in ALL)


def _run(parser: argparse.ArgumentParser, name: str) -> int:
    print(f"{name}:", flush=True)
    options = parser.parse_args([name])
    code: int = options.run(options)
    print(flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
