"""Run the reference server: ``scripts/mock``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.reference_server.server import ReferenceServer
from contract_tests.reference_server.target import write_target
from contract_tests.reference_server.transport import listen, serve
from contract_tests.spec import SpecError, load_all

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped; 0 then, 2 if it cannot start."""
    options = _parser().parse_args(arguments)
    try:
        server = ReferenceServer(load_all().values())
        with tempfile.TemporaryDirectory(prefix="scripts-mock-") as folder:
            run(server, options, options.write_target or Path(folder) / "target.toml")
    except (OSError, SpecError) as error:
        print(f"scripts/mock: {error}", file=sys.stderr)
        return 2
    return 0


def run(server: ReferenceServer, options: argparse.Namespace, target: Path) -> None:
    """Serve on the address asked for, with a target that checks the server beside it."""
    with listen(options.host, options.port) as sock:
        host = f"[{options.host}]" if ":" in options.host else options.host
        base_url = f"http://{host}:{sock.getsockname()[1]}"
        write_target(target, base_url, server)
        serve(server, sock, lambda: print(_greeting(server, base_url, target), flush=True))


def _greeting(server: ReferenceServer, base_url: str, target: Path) -> str:
    lines = [f"Reference server on {base_url}; Ctrl-C stops it.", "Known ids:"]
    for operation, known in server.store.known.items():
        lines += [f"  {operation}  {' '.join(one.path.values())}" for one in known]
    lines += [
        f"Token: in {target.with_name(target.stem + '.token')}",
        f"Check it: scripts/check --target {target}",
    ]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/mock", description="Run a server that keeps every contract under openapi/."
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s)"
    )
    parser.add_argument(
        "--port", type=_port, default=4010, help="port, 0 for a free one (default: %(default)s)"
    )
    parser.add_argument(
        "--write-target",
        type=Path,
        metavar="FILE",
        help="write the target that checks this server, its tokens in files beside it "
        "(default: in a temporary folder)",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port, 0 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
