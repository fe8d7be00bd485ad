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
    """Parsed options."""

    host: str
    port: int
    write_target: Path | None
    contracts: Path
    access_log: bool
    token_lifetime: float
    watch: Stopwatch
    faults: FaultInjection


def parse(arguments: Sequence[str] | None) -> Options:
    """Parse a command line; exits if it is invalid."""
    values = vars(_parser().parse_args(arguments))
    rate, seed = values.pop("rate_limit"), values.pop("seed")
    faults = FaultInjection(values.pop("latency"), values.pop("error_rate"), rate, seed)
    return Options(watch=Stopwatch(values.pop("job_duration")), faults=faults, **values)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=MOCK,
        description="Run a server that conforms to the contracts. It accepts a token, "
        "a key pair (AK/SK) and, at POST /v3/auth/tokens, a password.",
        epilog="One order is in progress: its job starts when it is first read, finishes within "
        "--job-duration, and restarts at the first read after SIGUSR1.",
    )
    _add_place(parser)
    _add_behaviour(parser)
    _add_faults(parser.add_argument_group("fault injection"))
    return parser


def _add_place(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=_port, default=4010, help="port, 0 for a free one (default: %(default)s)")
    add(
        "--write-target",
        type=Path,
        metavar="FILE",
        help="write a target that checks this server, with its credentials in files beside it "
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
        help="log each request to standard error",
    )
    add(
        "--token-lifetime",
        type=_positive,
        default=DAY,
        metavar="SECONDS",
        help="lifetime of tokens from a login (default: %(default)s)",
    )
    add(
        "--job-duration",
        type=_positive,
        default=60,
        metavar="SECONDS",
        help="time until the order in progress finishes (default: %(default)s)",
    )


def _add_faults(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--latency",
        type=_delay,
        default=(0.0, 0.0),
        metavar="SECONDS",
        help="delay each response by this time, or by a random time in a range: 0.1-0.5",
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
        help="429 with Retry-After beyond this many requests per second, or per minute: N/min",
    )
    add("--seed", type=int, default=0, help="seed of the random faults (default: %(default)s)")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port, 0 to 65535")
    return int(text)


def _positive(text: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", text) or float(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is not a time in seconds, more than 0")
    return float(text)


def _delay(text: str) -> tuple[float, float]:
    match = _DELAY.fullmatch(text)
    least, most = (match[1], match[2] or match[1]) if match else ("1", "0")
    if float(least) > float(most):
        raise argparse.ArgumentTypeError(f"{text} is neither seconds nor a range of them: 0.1-0.5")
    return float(least), float(most)


def _share(text: str) -> float:
    if not re.fullmatch(r"\d(\.\d+)?", text) or float(text) > 1:
        raise argparse.ArgumentTypeError(f"{text} is not a share, 0 to 1")
    return float(text)


def _rate(text: str) -> RateLimit:
    match = _RATE.fullmatch(text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text} is not a rate: 5/s or 100/min")
    return RateLimit(int(match[1]), {"s": "second", "min": "minute"}[match[2]])
