"""``scripts/bench client``: the cost of a call, compared with other ways to make it."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.benchmarks import count
from scripts.benchmarks.server import free_port, running

if TYPE_CHECKING:
    import argparse

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PEERS = HERE / "peers.py"
LIMIT = 300
"""Seconds that one measurement may take."""
IMPORTS = 5
"""Of which the fastest counts: other load on the machine only slows them down."""
# Not from getrusage, whose figure includes the process that this one was forked from.
_MEMORY = "{0}; print(open('/proc/self/status').read().partition('VmRSS:')[2].split()[0])"


@dataclass(frozen=True)
class Peer:
    """A way to make the call."""

    title: str
    subject: str
    """A function of `peers.py`, or the import statement."""
    environment: str = ""
    """The lock file of its environment; empty for the project's own."""
    most: float | None = None
    """Its highest allowed cost, as a multiple of the first peer's in its group."""


_SDK, _AIOHTTP = (
    "scripts/environments/sdk/requirements.lock",
    "scripts/environments/bench-peers/requirements.lock",
)
GROUPS = {
    "one after the other, CPU µs a call": [
        Peer("raw httpx", "httpx_call"),
        Peer("httpcore connection", "httpcore_call"),
        Peer("stock generated client", "stock_call"),
        Peer("this client, token", "client_call", most=0.8),
        Peer("this client, AK/SK", "signed_call", most=1.0),
        Peer("vendor SDK, AK/SK", "vendor_call", _SDK),
    ],
    "100 at once, CPU µs a call": [
        Peer("aiohttp", "aiohttp_calls", _AIOHTTP),
        Peer("httpcore connections", "httpcore_calls"),
        Peer("raw httpx", "httpx_calls"),
        Peer("this client, asyncio", "client_tasks", most=2.8),
        Peer("this client, threads", "client_threads", most=3.5),
        Peer("vendor SDK, threads", "vendor_threads", _SDK),
    ],
    "import, ms": [
        Peer("httpx", "import httpx"),
        Peer("nothing", "pass"),
        Peer("stock generated client", "import huaweicloud_statistics.coc.lowlevel"),
        Peer("this client", "from huaweicloud_statistics import coc", most=1.25),
        Peer("vendor SDK", "from huaweicloudsdkcoc.v1 import CocClient", _SDK),
    ],
    "memory once imported, MiB": [
        Peer("httpx", "import httpx"),
        Peer("nothing", "pass"),
        Peer("this client", "from huaweicloud_statistics import coc", most=1.15),
        Peer("vendor SDK", "from huaweicloudsdkcoc.v1 import CocClient", _SDK),
    ],
}


def add_to(commands: Any) -> None:
    """Declare the subcommand."""
    parser = commands.add_parser(
        "client",
        help="the cost of a call, compared with other ways to make it",
        description="Make the same call in several ways, each in its own process and in turns, "
        "against a server on another core; print medians, and their ratio to the first of each "
        "group.",
    )
    add = parser.add_argument
    add("--calls", type=count, default=2000, help="in one measurement (default: %(default)s)")
    add("--rounds", type=count, default=5, help="measurements each (default: %(default)s)")
    add("--json", type=Path, metavar="FILE", help="write the measurements there")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit 0: the client is as cheap as required. 1: not. 2: nothing could be measured."""
    try:
        measured = measure(options.calls, options.rounds)
    except (subprocess.SubprocessError, ChildProcessError) as error:
        stderr = getattr(error, "stderr", "") or ""
        print(f"scripts/bench: {error} {stderr[-600:]}", file=sys.stderr)
        return 2
    if options.json:
        options.json.write_text(json.dumps(report(measured), indent=1), encoding="utf-8")
    return table(measured)


def measure(calls: int, rounds: int) -> dict[str, dict[Peer, list[float]]]:
    """All figures, by group and peer."""
    pythons = {lock: python(lock) for lock in ("", _SDK, _AIOHTTP)}
    measured: dict[str, dict[Peer, list[float]]] = {
        group: {peer: [] for peer in peers} for group, peers in GROUPS.items()
    }
    port = free_port()
    with running([sys.executable, str(HERE / "server.py"), str(port)], port):
        for _ in range(rounds):
            for group, peers in measured.items():
                for peer, figures in peers.items():
                    figure = cost(group, peer, pythons[peer.environment], port, calls)
                    figures.append(figure)
    return measured


def python(lock: str) -> str:
    """The Python of an environment."""
    command = [str(ROOT / "scripts" / "bootstrap"), *([lock] if lock else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=900)
    return done.stdout.strip()


def cost(group: str, peer: Peer, interpreter: str, port: int, calls: int) -> float:
    """One measurement."""
    if group.startswith("import"):
        return imported([interpreter, "-c", peer.subject])
    if group.startswith("memory"):
        return float(output([interpreter, "-c", _MEMORY.format(peer.subject)])) / 1024
    url = f"http://127.0.0.1:{port}"
    return float(output([interpreter, str(PEERS), peer.subject, url, str(calls)]))


def imported(command: list[str]) -> float:
    """Milliseconds that a program takes."""
    durations = []
    for _ in range(IMPORTS):
        began = time.monotonic()
        output(command)
        durations.append((time.monotonic() - began) * 1e3)
    return min(durations)


def output(command: list[str]) -> str:
    """What a program prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generated")}
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=LIMIT, env=environment
    )
    return done.stdout


def report(measured: dict[str, dict[Peer, list[float]]]) -> list[dict[str, Any]]:
    """The figures as data."""
    return [
        {
            "group": group,
            "peer": peer.title,
            "figures": figures,
            "median": statistics.median(figures),
            "ratio": ratio(peers, peer),
            "most": peer.most,
        }
        for group, peers in measured.items()
        for peer, figures in peers.items()
    ]


def ratio(peers: dict[Peer, list[float]], peer: Peer) -> float:
    """A peer's cost as a multiple of the first's."""
    first = next(iter(peers.values()))
    return statistics.median(peers[peer]) / statistics.median(first)


def table(measured: dict[str, dict[Peer, list[float]]]) -> int:
    """Print all; return 1 if anything costs more than allowed."""
    code = 0
    for group, peers in measured.items():
        print(f"{group:<38}{'median':>9}{'least':>9}{'ratio':>8}{'most':>7}")
        for peer, figures in peers.items():
            times, most = ratio(peers, peer), f"{peer.most:.2f}" if peer.most else ""
            middle = statistics.median(figures)
            print(f"  {peer.title:<36}{middle:9.1f}{min(figures):9.1f}{times:8.2f}{most:>7}")
            code |= peer.most is not None and times > peer.most
        print()
    return code
