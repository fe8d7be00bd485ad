"""Progress of a run, on a terminal or in a log."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from contract_tests.conformance.report.escaping import for_terminal
from contract_tests.conformance.report.terminal.colours import is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CLEAR = "\r\x1b[K"
REDRAWN = 0.2
"""Seconds between two updates on a terminal."""
LOGGED = 10.0
"""Seconds between two lines in a log."""


class _State:
    """Process-wide state."""

    began = time.monotonic()
    logged = began


def begin() -> None:
    """Start the clock."""
    _State.began = _State.logged = time.monotonic()


@contextmanager
def shown(status: Callable[[], str]) -> Iterator[None]:
    """Show the status repeatedly during this block."""
    over = threading.Event()
    thread = threading.Thread(target=_show, args=(status, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(1.0)


def _show(status: Callable[[], str], over: threading.Event) -> None:
    watched = is_terminal(sys.stderr)
    while not over.wait(REDRAWN):
        now = time.monotonic()
        line = for_terminal(f"{now - _State.began:.0f} s: {status()}")
        if watched:
            _write(f"{_CLEAR}{line[: shutil.get_terminal_size().columns - 1]}")
        elif now - _State.logged >= LOGGED:
            _State.logged = now
            _write(f"{line}\n")
    if watched:
        _write(_CLEAR)


def _write(text: str) -> None:
    with suppress(OSError, ValueError):
        if sys.stderr and not sys.stderr.closed:
            sys.stderr.write(text)
            sys.stderr.flush()
