"""What ends a run from outside: a signal, or the clock. Both reach the main thread alone."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_BEAT = 0.25
"""Seconds between looks at the clock and at signals; one that comes just before a wait does not
end it."""
_REPEAT = 1.0
"""Seconds after which a limit is raised again, should somebody have caught it."""


class StopError(KeyboardInterrupt):
    """The run is to end; libraries let it pass like a Ctrl-C."""


class _State:
    """What is going on in this process."""

    stopped: StopError | None = None
    """The first signal; a second one changes nothing, since what follows it is bounded."""
    shields: int = 0
    limits: tuple[tuple[float, StopError], ...] = ()
    """Until when, and what is raised then; outer ones first."""
    raised: float = 0.0
    """When a limit was raised last."""


def listen() -> None:
    """Turn the signals that end programs into `StopError`, but those that a parent ignores.

    Raises:
        StopError: There was one already, which waited for this.
    """
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def settle() -> None:
    """Let no signal change what was decided; what follows takes next to no time."""
    for number in SIGNALS:
        if signal.getsignal(number) is _stop:
            signal.signal(number, signal.SIG_IGN)


@contextmanager
def shielded() -> Iterator[None]:
    """Let nothing interrupt this block; a signal is raised after it.

    Raises:
        StopError: There was one.
    """
    before = _State.stopped
    _State.shields += 1
    try:
        yield
    finally:
        _State.shields -= 1
    if not _State.shields and _State.stopped is not before:
        assert _State.stopped
        raise _State.stopped


@contextmanager
def limited(seconds: float, error: StopError) -> Iterator[None]:
    """Bound the time of a block; in other threads than the main one it is not bounded.

    Args:
        seconds: It may take.
        error: What is raised when it takes longer.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    outer = _State.limits
    handler = signal.signal(signal.SIGALRM, _ring) if not outer else None
    _State.limits = (*outer, (time.monotonic() + seconds, error))
    try:
        _wind()
        yield
    finally:
        _State.limits = outer
        _wind()
        if not outer:
            signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)


def _stop(number: int, _frame: object) -> None:
    if _State.stopped is None:
        _State.stopped = StopError(f"interrupted by {signal.Signals(number).name}")
        if not _State.shields:
            raise _State.stopped


def _ring(_number: int, _frame: object) -> None:
    now = time.monotonic()
    for until, error in () if _State.shields else _State.limits:
        if until <= now and (now - _State.raised > _REPEAT or until > _State.raised):
            _State.raised = now
            raise error


def _wind() -> None:
    """Let the clock ring when the next limit is reached."""
    until = min((until for until, _ in _State.limits), default=None)
    seconds = 0.0 if until is None else min(max(until - time.monotonic(), 1e-6), _BEAT)
    signal.setitimer(signal.ITIMER_REAL, seconds, _BEAT)
