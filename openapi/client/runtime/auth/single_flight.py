"""What many need at once is fetched once."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ..deadline import Deadline
from ..errors import APITimeoutError, CredentialsError, Error, copy_error

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .tokens import Token

    Cached: TypeAlias = Callable[[], Token | None]
    Fetch: TypeAlias = Callable[[Deadline], Awaitable[Token]]

LONGEST_FETCH = 30.0


class SingleFlight(Protocol):
    """One fetches, the others wait for what it gets."""

    async def get(self, cached: Cached, fetch: Fetch, deadline: Deadline) -> Token:
        """What is cached when one's turn has come, or else what is fetched."""

    def stop(self) -> None:
        """Give up what is being fetched."""


class SyncSingleFlight:
    """For threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._refusals: list[Error] = []

    async def get(self, cached: Cached, fetch: Fetch, deadline: Deadline) -> Token:
        known = len(self._refusals)
        if not self._lock.acquire(timeout=deadline.left):
            raise _timed_out(deadline)
        try:
            token = cached()
            if token is None and len(self._refusals) > known:
                # Refused while this one waited: to ask again might lock the account.
                raise copy_error(self._refusals[-1])
            return token or await self._fetched(fetch, deadline)
        finally:
            self._lock.release()

    async def _fetched(self, fetch: Fetch, deadline: Deadline) -> Token:
        try:
            return await fetch(deadline)
        except CredentialsError as error:
            self._refusals.append(copy_error(error))
            raise

    def stop(self) -> None:
        """Nothing goes on without one who waits."""


class AsyncSingleFlight:
    """For tasks; what is fetched outlives those who give up."""

    def __init__(self) -> None:
        self._task: asyncio.Task[Token] | None = None

    async def get(self, cached: Cached, fetch: Fetch, deadline: Deadline) -> Token:
        token = cached()
        if token:
            return token
        task = self._running() or self._start(fetch)
        done, _ = await asyncio.wait([task], timeout=deadline.left)
        if not done or task.cancelled():
            raise _timed_out(deadline)
        error = task.exception()
        if error:
            raise copy_error(error) if isinstance(error, Error) else error
        return task.result()

    def stop(self) -> None:
        """Give up what is being fetched."""
        task = self._running()
        if task:
            task.cancel()

    def _running(self) -> asyncio.Task[Token] | None:
        task = self._task
        alive = task and not task.done() and task.get_loop() is asyncio.get_running_loop()
        return task if alive else None

    def _start(self, fetch: Fetch) -> asyncio.Task[Token]:
        self._task = asyncio.ensure_future(_awaited(fetch(Deadline(LONGEST_FETCH))))
        # Asked for, so that a failure nobody waits for any more is not reported as lost.
        self._task.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._task


async def _awaited(fetched: Awaitable[Token]) -> Token:
    return await fetched


def _timed_out(deadline: Deadline) -> APITimeoutError:
    return APITimeoutError(f"no token in {deadline.seconds:g} s")
