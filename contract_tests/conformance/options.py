"""Options of a run apart from its target, shared by ``scripts/check`` and pytest."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openapi.contract import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST = 1e9
RATE = 5
"""Requests per second on a live server."""


@dataclass(frozen=True)
class RunOptions:
    """Options of a run."""

    api: str | None = None
    quick: bool = False
    seed: int = 1
    max_requests: int | None = None
    """By default 1.5 times what the operations are expected to take."""
    deadline: float | None = None
    rate: float | None = None
    unsafe_methods: bool = False
    clause: tuple[str, ...] = ()
    """Check only these clauses; all if empty."""
    exclude: tuple[str, ...] = ()
    """Skip these clauses."""
    base_url: str | None = None
    """Overrides every ``base_url`` of the target."""
    timeout: float = 10.0
    """Seconds within which a response must be complete."""
    accept: Path | None = None
    """TOML file of accepted failures."""
    wait: float = 0.0
    """Seconds to wait for a server that is starting."""

    @property
    def selection(self) -> str:
        """The options that select clauses, as on the command line."""
        options = (("clause", self.clause), ("exclude", self.exclude))
        return " ".join(f"--{option} {name}" for option, names in options for name in names)


def define(add: Callable[..., Any]) -> None:
    """Declare the options with argparse's ``add_argument``, or pytest's ``addoption``."""
    add("--target", type=Path, metavar="FILE", help="the server to check, a TOML file")
    add(
        "--contracts",
        type=Path,
        default=CONTRACTS,
        metavar="FOLDER",
        help="contracts of your own, each a <name>.yaml",
    )
    add("--api", metavar="NAME", help="check this API alone")
    add("--base-url", metavar="URL", help="in place of the target's, for all APIs")
    add(
        "--clause",
        action="append",
        default=[],
        metavar="NAME",
        help="check this clause alone; several may be named",
    )
    add(
        "--exclude",
        action="append",
        default=[],
        metavar="NAME",
        help="leave out this clause; several may be named",
    )
    add("--accept", type=Path, metavar="FILE", help="failures that are accepted, a TOML file")
    add("--quick", action="store_true", help="leave out generated requests")
    add("--seed", type=_natural, default=1, metavar="N", help="seed of generated requests (1)")
    add(
        "--max-requests",
        type=_natural,
        metavar="N",
        help="make no more requests than this (by the number of operations)",
    )
    add(
        "--deadline",
        type=_positive,
        metavar="SECONDS",
        help="start no request after this time (by how fast the server responds, 900 at most)",
    )
    add(
        "--timeout",
        type=_positive,
        default=10.0,
        metavar="SECONDS",
        help="until a response must be complete (10)",
    )
    add(
        "--wait",
        type=_positive,
        default=0.0,
        metavar="SECONDS",
        help="wait so long for a server that is starting",
    )
    add(
        "--rate",
        type=_positive,
        metavar="N",
        help=f"requests per second (no limit; {RATE}, one at a time, on a live server)",
    )
    add(
        "--unsafe-methods",
        action="store_true",
        help="try methods that the contract does not declare on a live server, too",
    )


def chosen(namespace: argparse.Namespace) -> RunOptions:
    """The options of a command line."""
    fields = RunOptions.__dataclass_fields__
    values: dict[str, Any] = {name: getattr(namespace, name) for name in fields}
    return RunOptions(
        **values | {"clause": tuple(namespace.clause), "exclude": tuple(namespace.exclude)}
    )


def _natural(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 0")
    return int(text)


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < _LARGEST:
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0 and below {_LARGEST:g}")
    return number
