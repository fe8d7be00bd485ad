"""Signals and time limits that end a run; both are raised in the main thread only."""

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
"""Seconds between polls of clock and signals; a signal just before a wait does not interrupt it."""
_REPEAT = 1.0
"""Seconds after which a limit is raised again, in case its exception was swallowed."""


class StopError(KeyboardInterrupt):
    """The run must end; libraries propagate it like a Ctrl-C."""


class _State:
    """Process-wide state."""

    stopped: StopError | None = None
    """The first signal; later ones are ignored, since shutdown takes bounded time."""
    shields: int = 0
    limits: tuple[tuple[float, StopError], ...] = ()
    """Deadlines with the errors they raise, outermost first."""
    raised: float = 0.0
    """When a limit was last raised."""


def listen() -> None:
    """Turn terminating signals into `StopError`, except those that the parent ignores.

    Raises:
        StopError: A signal was already pending.
    """
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def settle() -> None:
    """Ignore further signals: the verdict is final, and the rest takes almost no time."""
    for number in SIGNALS:
        if signal.getsignal(number) is _stop:
            signal.signal(number, signal.SIG_IGN)


@contextmanager
def shielded() -> Iterator[None]:
    """Defer signals until the end of this block.

    Raises:
        StopError: A signal arrived.
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
    """Limit the time of a block; has no effect outside the main thread.

    Args:
        seconds: The limit.
        error: Raised when the block takes longer.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    outer = _State.limits
    handler = signal.signal(signal.SIGALRM, _on_alarm) if not outer else None
    _State.limits = (*outer, (time.monotonic() + seconds, error))
    try:
        _set_timer()
        yield
    finally:
        _State.limits = outer
        _set_timer()
        if not outer:
            signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)


def _stop(number: int, _frame: object) -> None:
    if _State.stopped is None:
        _State.stopped = StopError(f"interrupted by {signal.Signals(number).name}")
        if not _State.shields:
            raise _State.stopped


def _on_alarm(_number: int, _frame: object) -> None:
    now = time.monotonic()
    for until, error in () if _State.shields else _State.limits:
        if until <= now and (now - _State.raised > _REPEAT or until > _State.raised):
            _State.raised = now
            raise error


def _set_timer() -> None:
    """Set the timer to the next deadline."""
    until = min((until for until, _ in _State.limits), default=None)
    seconds = 0.0 if until is None else min(max(until - time.monotonic(), 1e-6), _BEAT)
    signal.setitimer(signal.ITIMER_REAL, seconds, _BEAT)
