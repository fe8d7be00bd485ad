"""Run a variant: ``python -m contract_tests.faults NAME --write-target FILE``."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path

from contract_tests.faults.catalog import BENIGN, BROKEN, VARIANTS
from contract_tests.reference_server import ReferenceServer
from openapi.contract import load_all


def main(arguments: list[str] | None = None) -> None:
    """Serve a variant until stopped, or list all variants."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.list:
        for kind, variants in (("broken", BROKEN), ("benign", BENIGN)):
            for variant in variants.values():
                print(f"{kind:6}  {variant.category:14}  {variant.id:36}  {variant.sentence}")
        return
    if not (options.variant and options.write_target):
        parser.error("NAME and --write-target FILE are needed, or --list")
    serve(options.variant, options.write_target)


def serve(name: str, target: Path) -> None:
    """Serve one variant until SIGINT or SIGTERM, with a target that checks it."""
    # Blocked in all threads and awaited in this one: a handler that sets an event could deadlock
    # on a lock held by the wait it interrupts.
    ends = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    variant = VARIANTS[name]
    server = ReferenceServer(load_all().values())
    with variant.running(server) as base_url:
        variant.write_target(target, base_url, server)
        print(f"{name} on {base_url}", flush=True)
        signal.sigwait(ends)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.faults",
        description="Run a variant of the reference server, to see what scripts/check reports.",
    )
    parser.add_argument("--list", action="store_true", help="list the variants instead")
    parser.add_argument(
        "variant", nargs="?", choices=sorted(VARIANTS), metavar="NAME", help="see --list"
    )
    parser.add_argument(
        "--write-target", type=Path, metavar="FILE", help="write the target that checks it"
    )
    return parser


if __name__ == "__main__":
    main()
