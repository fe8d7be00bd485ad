"""Polling an operation until the counts in its result show that everything is finished."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from inspect import isawaitable, iscoroutinefunction
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from ..arguments import invalid_argument, number
from ..errors import APITimeoutError, Error, NotFoundError, WaitFailedError, WaitTimeoutError
from .deadline import Deadline, checked_seconds
from .options import CallOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..endpoint import Endpoint
    from .caller import Caller

T = TypeVar("T")

DEFAULT_WAIT = 600.0
_GROWTH, _LONGEST = 1.5, 15.0
_WORD = re.compile(r"[A-Za-z][A-Za-z_ -]{0,31}")


@dataclass(frozen=True)
class Waiter(Generic[T]):
    """The contract's `x-waiter`: when to stop polling."""

    name: str
    endpoint: Endpoint[T]
    total: tuple[str, ...]
    """The path of the total count in the body."""
    items: tuple[str, ...]
    """The path of the array of counts, one object per status."""
    key: str
    """The member of such an object that names the status."""
    count: str
    """The member that counts."""
    pending: frozenset[str]
    succeeded: frozenset[str]
    failed: frozenset[str]

    def is_finished(self, body: Any) -> bool:
        """Whether nothing is pending and everything has a known final status.

        A status that the contract does not list counts as pending.
        """
        final = self._counted(body, self.succeeded | self.failed)
        return not self._counted(body, self.pending) and final == _at(body, self.total)

    def is_empty(self, body: Any) -> bool:
        """Whether it is finished with a total of 0."""
        return self.is_finished(body) and not _at(body, self.total)

    def failures(self, body: Any) -> int:
        """The number of failures."""
        return self._counted(body, self.failed)

    def progress(self, body: Any) -> str:
        """The count of each status, as text."""
        counts = [
            f"{item[self.count]} {_word(item[self.key])}"
            for item in _at(body, self.items)
            if item[self.count]
        ]
        return f"{', '.join(counts) or 'nothing'} of {_at(body, self.total)}"

    def _counted(self, body: Any, statuses: Iterable[str]) -> int:
        items = _at(body, self.items)
        return sum(item[self.count] for item in items if item[self.key] in statuses)


def _word(status: str) -> str:
    # The server may send anything as a status, even a secret.
    return status if _WORD.fullmatch(status) else "in a malformed status"


@dataclass(frozen=True)
class Polling:
    """The caller's options for polling."""

    timeout: float
    interval: float
    on_progress: Callable[[Any], object] | None
    fail_fast: bool
    grace: float
    """Seconds for which what was just created may be unknown or empty."""


@dataclass
class _Seen(Generic[T]):
    result: T | None = None
    error: Error | None = None
    """The error of the last poll; None if it succeeded."""
    cause: Error | None = None
    """The last error since the last result, preferably not a timeout."""


async def wait(
    caller: Caller, waiter: Waiter[T], polling: Polling, arguments: Mapping[str, Any]
) -> T:
    """Poll until everything is finished; returns the last result.

    Raises:
        WaitFailedError: Something failed, and `fail_fast` was set.
        WaitTimeoutError: It took too long.
    """
    from random import uniform  # noqa: PLC0415  # slow to load

    deadline = Deadline(checked_seconds("timeout", polling.timeout))
    pause = checked_seconds("interval", polling.interval)
    grace = Deadline(_checked_grace(polling.grace))
    _check_on_progress(polling.on_progress, is_async=caller.is_async)
    seen: _Seen[T] = _Seen()
    is_last = False
    while True:
        await _poll(caller, waiter, arguments, deadline, seen)
        may_be_new = not grace.passed and _is_absent(waiter, seen)
        if isinstance(seen.error, NotFoundError) and not may_be_new:
            raise seen.error
        if seen.result is not None and seen.error is None:
            await _report(polling, seen.result, is_async=caller.is_async)
            if _is_finished(waiter, polling, seen.result) and not may_be_new:
                return seen.result
        if is_last or deadline.left < polling.timeout * 0.1:
            _give_up(waiter, polling, seen)
        jittered = pause * uniform(0.75, 1.25)  # noqa: S311  # no secret
        if may_be_new:
            jittered = min(jittered, grace.left)
        is_last = jittered >= deadline.left
        # The last poll is made early enough for its response to arrive.
        await caller.wire.sleep(min(jittered, deadline.left * 0.75), deadline)
        pause = min(pause * _GROWTH, max(_LONGEST, polling.interval))


def _checked_grace(value: float) -> float:
    seconds = number(value)
    if not 0 <= seconds < math.inf:
        raise invalid_argument("grace", "a number of seconds, 0 or more", value)
    return seconds


def _check_on_progress(function: Any, *, is_async: bool) -> None:
    if function is not None and not callable(function):
        raise invalid_argument("on_progress", "a function", function)
    if not is_async and iscoroutinefunction(function):
        demand = "a synchronous function (AsyncClient takes asynchronous ones)"
        raise invalid_argument("on_progress", demand, function)


def _is_absent(waiter: Waiter[T], seen: _Seen[T]) -> bool:
    """Whether the last poll returned nothing to wait for."""
    if seen.error is None and seen.result is not None:
        return waiter.is_empty(_body(seen.result))
    return isinstance(seen.error, NotFoundError)


def _is_finished(waiter: Waiter[T], polling: Polling, result: T) -> bool:
    body = _body(result)
    failures = waiter.failures(body)
    if polling.fail_fast and failures:
        raise WaitFailedError(f"{waiter.name}: {failures} failed: {waiter.progress(body)}", result)
    return waiter.is_finished(body)


async def _poll(
    caller: Caller,
    waiter: Waiter[T],
    arguments: Mapping[str, Any],
    deadline: Deadline,
    seen: _Seen[T],
) -> None:
    """Poll once; a transient failure does not end the wait."""
    seen.error = None
    timeout = min(caller.settings.timeout, max(round(deadline.left, 3), 0.001))
    try:
        seen.result = await caller.call(waiter.endpoint, CallOptions(timeout), arguments)
    except Error as error:
        if not error.retryable and not isinstance(error, NotFoundError):
            raise
        seen.error = error
    if seen.error is None or seen.cause is None or not isinstance(seen.error, APITimeoutError):
        seen.cause = seen.error


async def _report(polling: Polling, result: Any, *, is_async: bool) -> None:
    if polling.on_progress is not None:
        returned = polling.on_progress(result)
        if is_async and isawaitable(returned):
            await returned


def _give_up(waiter: Waiter[T], polling: Polling, seen: _Seen[T]) -> NoReturn:
    progress = "no result" if seen.result is None else waiter.progress(_body(seen.result))
    message = f"{waiter.name}: not finished after {polling.timeout:g} s: {progress}"
    if seen.cause:  # logs and the command line show the message alone
        message += f"; last error: {seen.cause}"
    raise WaitTimeoutError(message, seen.result) from seen.cause


def _body(result: Any) -> Any:
    return result.to_dict()


def _at(body: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        body = body[step]
    return body
