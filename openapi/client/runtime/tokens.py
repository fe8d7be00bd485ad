"""Tokens that are fetched: once for everybody who waits, again when they expire."""

from __future__ import annotations

import asyncio
import inspect
import math
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from .deadline import Deadline
from .errors import APITimeoutError, CredentialsError, Error, twin

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Ready: TypeAlias = "Callable[[], Token | None]"
    Work: TypeAlias = "Callable[[Deadline], Awaitable[Token]]"


@dataclass(eq=False)
class Token:
    """What a server issued, and how it has fared."""

    value: str = field(repr=False)
    until: float = math.inf
    """When it is time for another one, on the monotonic clock."""
    accepted: bool = False
    """Whether a server has let it pass."""

    @property
    def fresh(self) -> bool:
        return time.monotonic() < self.until


def checked(value: Any) -> str:
    """A token that can be sent.

    Raises:
        CredentialsError: It is none; the message does not show it.
    """
    # What is refused here would be echoed by an error of the HTTP library.
    if not isinstance(value, str) or not value or not value.isascii():
        raise CredentialsError("the token must be a non-empty string of ASCII characters")
    if not value.isprintable() or " " in value:
        raise CredentialsError("the token must not contain a space, line break or the like")
    return value


async def from_callable(source: Callable[[], Any], *, may_wait: bool) -> Token:
    """Ask the user's function.

    Raises:
        CredentialsError: It failed, or gave no token.
    """
    try:
        value = source()
        if inspect.isawaitable(value) and may_wait:
            value = await value
    except Error:
        raise
    except Exception as error:
        reason = type(error).__name__
        raise CredentialsError(f"the function passed as token failed: {reason}") from error
    if inspect.iscoroutine(value):
        value.close()
        raise CredentialsError("a token function that must be awaited is for AsyncClient")
    return Token(checked(value))


class SyncFlight:
    """One thread fetches, the others wait for what it gets."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: list[Error] = []

    async def board(self, ready: Ready, work: Work, deadline: Deadline) -> Token:
        """What is ready by one's turn, or what the work gives."""
        known = len(self._failures)
        if not self._lock.acquire(timeout=deadline.left):
            raise _too_late(deadline)
        try:
            token = ready()
            if token is None and len(self._failures) > known:
                # Refused while this one waited: to ask again might lock the account.
                raise twin(self._failures[-1])
            return token or await self._fetch(work, deadline)
        finally:
            self._lock.release()

    async def _fetch(self, work: Work, deadline: Deadline) -> Token:
        try:
            return await work(deadline)
        except CredentialsError as error:
            self._failures.append(twin(error))
            raise


class AsyncFlight:
    """One task fetches, the others wait for what it gets; it outlives those who give up."""

    longest: float = 30.0

    def __init__(self) -> None:
        self._task: asyncio.Task[Token] | None = None

    async def board(self, ready: Ready, work: Work, deadline: Deadline) -> Token:
        """What is ready, or what the present work gives."""
        token = ready()
        if token:
            return token
        task = self._flying() or self._start(work)
        done, _ = await asyncio.wait([task], timeout=deadline.left)
        if not done or task.cancelled():
            raise _too_late(deadline)
        error = task.exception()
        if error:
            raise twin(error) if isinstance(error, Error) else error
        return task.result()

    def stop(self) -> None:
        """Give up what is under way."""
        task = self._flying()
        if task:
            task.cancel()

    def _flying(self) -> asyncio.Task[Token] | None:
        task = self._task
        alive = task and not task.done() and task.get_loop() is asyncio.get_running_loop()
        return task if alive else None

    def _start(self, work: Work) -> asyncio.Task[Token]:
        self._task = asyncio.ensure_future(_awaited(work(Deadline(self.longest))))
        # Asked for, so that a failure nobody waits for any more is not reported as lost.
        self._task.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._task


async def _awaited(work: Awaitable[Token]) -> Token:
    return await work


def _too_late(deadline: Deadline) -> APITimeoutError:
    return APITimeoutError(f"no token in {deadline.seconds:g} s")
