"""The command line of ``scripts/mock``."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.commands import MOCK
from contract_tests.reference_server.access.access import DAY
from contract_tests.reference_server.fault_injection import FaultInjection, RateLimit
from contract_tests.reference_server.store.job import Stopwatch
from openapi.contract import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Sequence

_RATE = re.compile(r"([1-9]\d*)/(s|min)")
_DELAY = re.compile(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?")


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    host: str
    port: int
    write_target: Path | None
    contracts: Path
    access_log: bool
    token_lifetime: float
    watch: Stopwatch
    faults: FaultInjection


def parse(arguments: Sequence[str] | None) -> Options:
    """Read a command line; one that cannot be read ends the program."""
    given = vars(_parser().parse_args(arguments))
    rate, seed = given.pop("rate_limit"), given.pop("seed")
    faults = FaultInjection(given.pop("latency"), given.pop("error_rate"), rate, seed)
    return Options(watch=Stopwatch(given.pop("job_duration")), faults=faults, **given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=MOCK,
        description="Run a server that keeps its contracts, and lets in by token, "
        "by key pair (AK/SK) and, at POST /v3/auth/tokens, by password.",
        epilog="One order moves: its job begins when it is first read, ends after --job-duration, "
        "and begins anew at the first reading after SIGUSR1.",
    )
    _add_place(parser)
    _add_behaviour(parser)
    _add_faults(parser.add_argument_group("fault injection"))
    return parser


def _add_place(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=_port, default=4010, help="0 for a free one (default: %(default)s)")
    add(
        "--write-target",
        type=Path,
        metavar="FILE",
        help="write the target that checks this server, its credentials in files beside it "
        "(default: in a temporary folder)",
    )
    add(
        "--contracts",
        type=Path,
        default=CONTRACTS,
        metavar="FOLDER",
        help="contracts of your own, each a <name>.yaml",
    )


def _add_behaviour(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--access-log",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="a line on standard error for each request",
    )
    add(
        "--token-lifetime",
        type=_positive,
        default=DAY,
        metavar="SECONDS",
        help="how long a token lives that a login gives (default: %(default)s)",
    )
    add(
        "--job-duration",
        type=_positive,
        default=60,
        metavar="SECONDS",
        help="how long the order that moves takes (default: %(default)s)",
    )


def _add_faults(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--latency",
        type=_delay,
        default=(0.0, 0.0),
        metavar="SECONDS",
        help="delay each response so long, or for a time between two: 0.1-0.5",
    )
    add(
        "--error-rate",
        type=_share,
        default=0.0,
        metavar="SHARE",
        help="fail this share of the requests, 0 to 1, with the documented 500",
    )
    add(
        "--rate-limit",
        type=_rate,
        metavar="N/s",
        help="429 and Retry-After beyond so many requests a second, or a minute: N/min",
    )
    add("--seed", type=int, default=0, help="other faults at the same rates (default: %(default)s)")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port, 0 to 65535")
    return int(text)


def _positive(text: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", text) or float(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is not a time in seconds, more than 0")
    return float(text)


def _delay(text: str) -> tuple[float, float]:
    found = _DELAY.fullmatch(text)
    least, most = (found[1], found[2] or found[1]) if found else ("1", "0")
    if float(least) > float(most):
        raise argparse.ArgumentTypeError(f"{text} is neither seconds nor a range of them: 0.1-0.5")
    return float(least), float(most)


def _share(text: str) -> float:
    if not re.fullmatch(r"\d(\.\d+)?", text) or float(text) > 1:
        raise argparse.ArgumentTypeError(f"{text} is not a share, 0 to 1")
    return float(text)


def _rate(text: str) -> RateLimit:
    found = _RATE.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text} is not a rate: 5/s or 100/min")
    return RateLimit(int(found[1]), {"s": "second", "min": "minute"}[found[2]])
