"""Run the reference server: ``scripts/mock``."""

from __future__ import annotations

import gc
import os
import shlex
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.commands import CHECK, MOCK
from contract_tests.reference_server.access.access import Access
from contract_tests.reference_server.options import parse
from contract_tests.reference_server.server import ReferenceServer
from contract_tests.reference_server.target import write_target
from contract_tests.reference_server.wire.access_log import AccessLog
from contract_tests.reference_server.wire.serving import listen, serve
from openapi.contract import CONTRACTS, InvalidContractError, load_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_tests.reference_server.options import Options

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped; returns 0 then, 2 if the server cannot start."""
    # So that no credentials are left behind if it is stopped early or the terminal is closed.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    options = parse(arguments)
    access = Access(token_lifetime=options.token_lifetime)
    try:
        server = ReferenceServer(
            load_all(options.contracts, _warn).values(),
            access,
            faults=options.faults,
            watch=options.watch,
        )
        if options.write_target:
            run(server, options, options.write_target)
        else:
            # Signals are deferred until the folder is certain to be removed.
            signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
            with tempfile.TemporaryDirectory(prefix="scripts-mock-") as folder:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
                run(server, options, Path(folder) / "target.toml")
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"{MOCK}: {place}{error.strerror}", file=sys.stderr)
        return 2
    except InvalidContractError as error:
        print(f"{MOCK}: {error}", file=sys.stderr)
        return 2
    return 0


def _warn(error: InvalidContractError) -> None:
    print(f"{MOCK}: left out: {error}", file=sys.stderr)


def run(server: ReferenceServer, options: Options, target: Path) -> None:
    """Serve on the address of the options, and write a target that checks the server."""
    with listen(options.host, options.port) as sock:
        host = f"[{options.host}]" if ":" in options.host else options.host
        base_url = f"http://{host}:{sock.getsockname()[1]}"
        write_target(target, base_url, server)
        # Everything loaded stays alive; collecting it again and again would take time.
        gc.freeze()
        signal.signal(signal.SIGUSR1, lambda *_: server.watch.restart())
        log = AccessLog(sys.stderr if options.access_log else None)
        greeting = _greeting(server, base_url, target, options.contracts)
        serve(server, sock, lambda: print(greeting, flush=True), log)


def _greeting(server: ReferenceServer, base_url: str, target: Path, contracts: Path) -> str:
    access = server.access
    lines = [f"Reference server on {base_url}; Ctrl-C stops it.", "Known ids:"]
    for operation, known in server.store.known.items():
        lines += [f"  {operation}  {' '.join(call.path_texts.values())}" for call in known]
    moving = [
        f"  {operation}  {' '.join(job.path.values())}"
        for operation, jobs in server.store.moving.items()
        for job in jobs
    ]
    if moving:
        restart = f"  restart: kill -USR1 {os.getpid()}"
        lines += ["In progress, from its first read on:", *moving, restart]
    own = [] if contracts == CONTRACTS else ["--contracts", str(contracts)]
    lines += [
        f"Token: in {target.with_name(target.stem + '.token')}",
        f"Key pair {access.key.access_key}: in {target.with_suffix('.env')}",
        f"User {access.user.name} of {access.domain}: in the same file",
        f"Check it: {shlex.join([CHECK, '--target', str(target), *own])}",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
