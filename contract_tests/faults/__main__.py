"""Run a server with a fault: ``python -m contract_tests.faults NAME --write-target FILE``."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from contract_tests.faults.catalog import FAULTS
from contract_tests.reference_server.server import ReferenceServer
from contract_tests.reference_server.target import write_target
from contract_tests.reference_server.transport import listen, serve
from contract_tests.spec import load_all


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.faults",
        description="Run the reference server with one fault, to see how scripts/check finds it.",
        epilog="\n".join(f"{name}: {fault.__doc__}" for name, fault in FAULTS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("fault", choices=sorted(FAULTS), metavar="NAME")
    parser.add_argument("--write-target", type=Path, required=True, metavar="FILE")
    options = parser.parse_args()
    server = ReferenceServer(load_all().values())
    with listen("127.0.0.1", 0) as sock:
        base_url = f"http://127.0.0.1:{sock.getsockname()[1]}"
        write_target(options.write_target, base_url, server)
        handler = partial(FAULTS[options.fault], server)
        serve(handler, sock, lambda: print(f"{options.fault} on {base_url}", flush=True))


if __name__ == "__main__":
    main()
