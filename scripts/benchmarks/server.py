"""``scripts/bench server``: the reference server's speed compared with Prism's."""

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.benchmarks import count
from scripts.benchmarks.load import load
from scripts.environments import redocly

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "openapi" / "coc.yaml"
PATH = "/v1/job/script/orders/SCT2023083109562601af694bf/statistics"
PINS = ROOT / "scripts" / "environments" / "witnesses" / "package.json"
LEAST = 1000
"""Requests per second that the reference server must serve."""
READY = 30
"""Seconds a server may take to start."""


def add_to(commands: Any) -> None:
    """Declare the subcommand."""
    parser = commands.add_parser(
        "server",
        help="the reference server compared with Prism",
        description="Send the same request to the reference server and to Prism, one process and "
        "one core each, in turns, and print both rates and their ratio. Requests are sent by wrk, "
        "or by a client in Python if wrk is not installed. --soak holds many connections instead "
        "and looks for lost requests and leaks.",
    )
    add = parser.add_argument
    add("--seconds", type=count, default=5, help="length of a turn (default: %(default)s)")
    add("--rounds", type=count, default=3, help="turns each (default: %(default)s)")
    add("--connections", type=count, default=32, help="at once (default: %(default)s)")
    add("--soak", type=count, metavar="SECONDS", help="200 connections for so long, no Prism")
    add("--no-prism", action="store_true", help="measure the reference server alone")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="scripts-bench-") as folder:
        try:
            if options.soak:
                return soak(Path(folder), options.soak)
            return compare(Path(folder), options)
        except (redocly.SetUpError, ChildProcessError) as error:
            print(f"scripts/bench: {error}", file=sys.stderr)
            return 2


def compare(folder: Path, options: argparse.Namespace) -> int:
    servers: dict[str, Callable[[Path], Any]] = {"reference server": reference_server}
    if not options.no_prism:
        servers[f"Prism {prism_version()}"] = prism
    measure, sender = loader(options)
    print(f"GET {PATH}, {options.connections} connections kept alive, sent by {sender}")
    rates: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(options.rounds):
        for name, start in servers.items():
            with start(folder) as (url, token, _):
                measure(url, token, 1)
                rates[name].append(measure(url, token, options.seconds))
    return verdict({name: statistics.median(of_server) for name, of_server in rates.items()})


def verdict(rates: dict[str, float]) -> int:
    for name, rate in rates.items():
        print(f"  {name:<20} {rate:8.0f} requests/s")
    ours, *others = rates.values()
    for other in others:
        print(f"  {'ratio':<20} {ours / other:8.2f}")
    return 0 if ours >= max([LEAST, *others]) else 1


def soak(folder: Path, seconds: int) -> int:
    """Hold 200 connections, and report what was lost or left open."""
    with reference_server(folder) as (url, token, process):
        load(url, token, 200, 2)
        before = footprint(process)
        tally = load(url, token, 200, seconds)
        after = footprint(process)
    print(f"200 connections for {tally.seconds:.0f} s: {tally.sent} requests, {tally.rate:.0f}/s")
    print(f"  lost {tally.lost}, statuses {dict(tally.statuses)}, failed {dict(tally.failures)}")
    print(f"  open files {before[0]} before, {after[0]} after")
    print(f"  memory {before[1]} KiB before, {after[1]} KiB after")
    clean = set(tally.statuses) == {200} and not tally.lost and before[0] == after[0]
    return 0 if clean else 1


def footprint(process: int) -> tuple[int, int]:
    """Open files and resident memory in KiB, after a pause; 0 where there is no /proc."""
    time.sleep(1)
    folder = Path(f"/proc/{process}")
    if not folder.exists():
        return 0, 0
    resident = re.search(r"VmRSS:\s+(\d+)", (folder / "status").read_text())
    return len(list((folder / "fd").iterdir())), int(resident[1]) if resident else 0


def loader(options: argparse.Namespace) -> tuple[Callable[[str, str, int], float], str]:
    """A function from URL, token and seconds to requests per second, and the tool's name."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return (
            lambda url, token, seconds: load(url, token, options.connections, seconds).rate,
            "Python, which may be the bottleneck; better with wrk, on Debian: apt-get install wrk",
        )

    def run_wrk(url: str, token: str, seconds: int) -> float:
        command = [wrk, "-t1", f"-c{options.connections}", f"-d{seconds}s"]
        command += ["-H", f"X-Auth-Token: {token}", url]
        output = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        if "Non-2xx" in output or "Socket errors" in output:
            raise ChildProcessError(f"not every response was a success:\n{output}")
        return float(re.findall(r"Requests/sec: +([\d.]+)", output)[0])

    return run_wrk, "wrk"


@contextmanager
def reference_server(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Run the server as scripts/mock does; yields URL, token and process id."""
    target = folder / "target.toml"
    command = [sys.executable, "-m", "contract_tests.reference_server", "--access-log"]
    port = free_port()
    with running([*command, "--port", str(port), "--write-target", str(target)], port) as process:
        token = target.with_suffix(".token").read_text(encoding="utf-8")
        yield f"http://127.0.0.1:{port}{PATH}", token, process


@contextmanager
def prism(_: Path) -> Iterator[tuple[str, str, int]]:
    """Run Prism at its fastest: one process, and no log."""
    node, modules = redocly.packages("witnesses")
    port = free_port()
    command = [node, str(modules / "@stoplight/prism-cli/dist/index.js"), "mock"]
    command += ["-h", "127.0.0.1", "-p", str(port), "-v", "silent", str(SPEC)]
    with running(command, port) as process:
        yield f"http://127.0.0.1:{port}{PATH}", "any", process


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[int]:
    """Run a server on a core of its own; yields its process id."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    finally:
        os.sched_setaffinity(0, cores - {min(cores)} or cores)
    try:
        wait_for(process, port)
        yield process.pid
    finally:
        process.terminate()
        process.wait()
        os.sched_setaffinity(0, cores)


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + READY
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ChildProcessError(f"{Path(str(process.args[0])).name} did not start")  # type: ignore[index]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


def prism_version() -> str:
    version = re.search(r'"@stoplight/prism-cli": "(.+)"', PINS.read_text())
    return version[1] if version else "?"
