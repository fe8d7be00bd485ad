"""Calling an operation until the counts in its result say that all is over."""

from __future__ import annotations

import inspect
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from .calling import CallOptions
from .deadline import Deadline, seconds
from .errors import APITimeoutError, ArgumentError, Error, WaitFailedError, WaitTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .calling import Caller
    from .operation import Operation

T = TypeVar("T")

DEFAULT_WAIT = 600.0
_GROWTH, _LONGEST = 1.5, 15.0


@dataclass(frozen=True)
class Waiter(Generic[T]):
    """What the contract says of when to stop."""

    name: str
    operation: Operation[T]
    total: tuple[str, ...]
    """Where the number of all things is, as steps into the body."""
    items: tuple[str, ...]
    """Where the counts are, one object a status."""
    key: str
    count: str
    pending: frozenset[str]
    succeeded: frozenset[str]
    failed: frozenset[str]

    def settled(self, body: Any) -> bool:
        """Whether nothing is pending and everything is in a final status that is known.

        A status that the contract does not know may mean anything, so it settles nothing.
        """
        final = self._counted(body, self.succeeded | self.failed)
        return not self._counted(body, self.pending) and final == _at(body, self.total)

    def failures(self, body: Any) -> int:
        """How many things failed."""
        return self._counted(body, self.failed)

    def progress(self, body: Any) -> str:
        """Where things stand."""
        counts = [f"{one[self.count]} {one[self.key]}" for one in _at(body, self.items)]
        return f"{', '.join(counts) or 'nothing'} of {_at(body, self.total)}"

    def _counted(self, body: Any, statuses: Iterable[str]) -> int:
        found = (one[self.count] for one in _at(body, self.items) if one[self.key] in statuses)
        return sum(found)


@dataclass(frozen=True)
class Polling:
    """How the caller wants to wait."""

    timeout: float
    interval: float
    on_progress: Callable[[Any], object] | None
    fail_fast: bool


@dataclass
class _Seen(Generic[T]):
    result: T | None = None
    error: Error | None = None
    """Of the last look; None if it brought a result."""
    cause: Error | None = None
    """The last error since then that tells more than that time was up."""


async def wait(
    caller: Caller, waiter: Waiter[T], polling: Polling, arguments: Mapping[str, Any]
) -> T:
    """Call until all is over; the last result.

    Raises:
        WaitFailedError: Something failed, and that was to end it.
        WaitTimeoutError: It took too long.
    """
    deadline = Deadline(seconds(polling.timeout))
    pause = _interval(polling.interval)
    seen: _Seen[T] = _Seen()
    last_look = False
    while True:
        await _poll(caller, waiter, arguments, deadline, seen)
        if seen.result is not None and seen.error is None:
            await _tell(polling, seen.result, may_wait=caller.wire.may_wait)
            if _over(waiter, polling, seen.result):
                return seen.result
        if last_look or deadline.left < polling.timeout * 0.1:
            _give_up(waiter, polling, seen)
        jittered = pause * random.uniform(0.75, 1.25)  # noqa: S311  # no secret
        last_look = jittered >= deadline.left
        # The last look is taken while there is time for its answer.
        await caller.wire.sleep(min(jittered, deadline.left * 0.75))
        pause = min(pause * _GROWTH, max(_LONGEST, polling.interval))


def _over(waiter: Waiter[T], polling: Polling, result: T) -> bool:
    body = _body(result)
    failures = waiter.failures(body)
    if polling.fail_fast and failures:
        raise WaitFailedError(f"{waiter.name}: {failures} failed: {waiter.progress(body)}", result)
    return waiter.settled(body)


async def _poll(
    caller: Caller,
    waiter: Waiter[T],
    arguments: Mapping[str, Any],
    deadline: Deadline,
    seen: _Seen[T],
) -> None:
    """Look once; what may pass is borne."""
    seen.error = None
    timeout = min(caller.settings.timeout, max(deadline.left, 0.001))
    try:
        seen.result = await caller.call(waiter.operation, CallOptions(timeout), arguments)
    except Error as error:
        if not error.retryable:
            raise
        seen.error = error
    if seen.error is None or seen.cause is None or not isinstance(seen.error, APITimeoutError):
        seen.cause = seen.error


async def _tell(polling: Polling, result: Any, *, may_wait: bool) -> None:
    if polling.on_progress is not None:
        told = polling.on_progress(result)
        if may_wait and inspect.isawaitable(told):
            await told


def _give_up(waiter: Waiter[T], polling: Polling, seen: _Seen[T]) -> NoReturn:
    stand = "no result" if seen.result is None else waiter.progress(_body(seen.result))
    words = f"{waiter.name}: not over after {polling.timeout:g} s: {stand}"
    raise WaitTimeoutError(words, seen.result) from seen.cause


def _interval(value: float) -> float:
    try:
        return seconds(value)
    except ArgumentError as error:
        reason = str(error).replace("timeout", "interval")
    raise ArgumentError(reason)


def _body(result: Any) -> Any:
    return result.to_dict()


def _at(body: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        body = body[step]
    return body
