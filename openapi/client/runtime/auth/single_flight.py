"""Single flight: concurrent callers share one fetch."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from ..call.deadline import Deadline
from ..errors import APITimeoutError, Error
from ..fork import reset_in_children
from ..guarding import copy_error

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ..call.background import Background, Work

T = TypeVar("T")
Fetch: TypeAlias = "Callable[[Deadline], Coroutine[Any, Any, T]]"

LONGEST_FETCH = 30.0
"""Timeout of a fetch in seconds; it outlives callers that stop waiting for it."""


class SingleFlight(Generic[T]):
    """One caller fetches, the others wait for its result: threads, and tasks of any event loop."""

    def __init__(self) -> None:
        self.reset_after_fork()
        reset_in_children(self)

    def reset_after_fork(self) -> None:
        """Forget a fetch of the parent process."""
        # Reentrant, as a signal handler may make a call.
        self._lock = threading.RLock()
        self._running: tuple[Work[T], Background] | None = None

    async def get(
        self,
        cached: Callable[[], T | None],
        fetch: Fetch[T],
        background: Background,
        deadline: Deadline,
    ) -> T:
        """The cached value, or else the fetched one.

        Raises:
            APITimeoutError: The deadline passed.
            Error: The fetch failed; all waiting callers share the error, so that a wrong password
                is not retried and the account is not locked.
        """
        while True:
            with self._lock:
                value = cached()
                if value is not None:
                    return value
                work, home = self._running = self._joined() or (
                    background.start(lambda: fetch(Deadline(LONGEST_FETCH))),
                    background,
                )
            if not await background.wait(work, deadline):
                raise _timed_out(deadline)
            # The fetching caller may be gone: its event loop ended, or its client was closed.
            is_lost = work.cancelled() or (home.is_stopped and work.exception() is not None)
            if not is_lost:
                return _result(work)
            if background.is_stopped:
                raise Error("the client is closed")
            if deadline.passed:
                raise _timed_out(deadline)

    def _joined(self) -> tuple[Work[T], Background] | None:
        if self._running is None:
            return None
        work, _ = self._running
        return None if work.done() or work.is_abandoned else self._running


def _timed_out(deadline: Deadline) -> APITimeoutError:
    return APITimeoutError(f"no credentials in {deadline.seconds:g} s")


def _result(work: Work[T]) -> T:
    error = work.exception()
    if isinstance(error, Error):
        raise copy_error(error)
    return work.result()
