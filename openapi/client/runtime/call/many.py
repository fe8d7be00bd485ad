"""Concurrent calls of one operation for many items."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Iterator
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, TypeVar

from ..arguments import invalid_argument
from .workers import Outcome, Tasks, Workers

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741  # an item


def many(
    call: Callable[..., T], items: Iterable[I], *, concurrency: int = 20, ordered: bool = True
) -> Generator[Outcome[I, T], None, None]:
    """Call a method of a client for many items, in threads.

    Items are taken as calls start, so the iterable may be infinite. A call that fails does not
    stop the others: its outcome has the error. An error of the iterable is raised after the
    outcomes of the items before it. The timeout of a call starts when it is sent, and does not run
    while the call is throttled and the server serves others. Closing the generator cancels the
    calls in flight.

    Args:
        call: A method of a client, or any other function.
        items: For each call an argument, or a tuple or a dict of arguments.
        concurrency: Calls at a time, 1 or more.
        ordered: Whether to yield outcomes in the order of the items, or as calls complete.

    Raises:
        ArgumentError: `call`, `items` or `concurrency` is invalid.
    """
    _check(call, items, Iterable, concurrency)
    if iscoroutinefunction(call):
        raise invalid_argument(
            "call", "a synchronous function (many_async takes asynchronous ones)", call
        )
    return _outcomes(call, iter(items), concurrency, ordered=ordered)


def _outcomes(
    call: Callable[..., T], items: Iterator[I], concurrency: int, *, ordered: bool
) -> Generator[Outcome[I, T], None, None]:
    workers: Workers[I, T] = Workers(call)
    failure: Exception | None = None
    try:
        is_over = False
        while True:
            while not is_over and workers.busy < concurrency:
                try:
                    item = next(items)
                except StopIteration:
                    is_over = True
                except Exception as error:  # noqa: BLE001  # raised after earlier items' outcomes
                    is_over, failure = True, error
                else:
                    workers.start(item)
            if not workers.busy:
                break
            yield workers.first() if ordered else workers.next()
        if failure:
            raise failure
    finally:
        failure = None  # to break the reference cycle with this frame
        workers.stop()


async def many_async(
    call: Callable[..., Awaitable[T]],
    items: Iterable[I] | AsyncIterable[I],
    *,
    concurrency: int = 20,
    ordered: bool = True,
) -> AsyncGenerator[Outcome[I, T], None]:
    """Call a method of an asynchronous client for many items, in tasks.

    As `many`; items may also be an asynchronous iterable. To end early, close the generator with
    `aclose` or `contextlib.aclosing`.
    """
    _check(call, items, Iterable | AsyncIterable, concurrency)
    tasks: Tasks[I, T] = Tasks(call, items)
    try:
        while outcome := await tasks.next(concurrency, ordered=ordered):
            yield outcome
    finally:
        await tasks.stop()


def _check(call: Any, items: Any, kinds: Any, concurrency: Any) -> None:
    if not callable(call):
        raise invalid_argument("call", "a function", call)
    # A string is iterable, but is never meant as a list of characters.
    if isinstance(items, str | bytes) or not isinstance(items, kinds):
        raise invalid_argument("items", "an iterable of arguments, such as a list", items)
    if not isinstance(concurrency, int) or isinstance(concurrency, bool) or concurrency < 1:
        raise invalid_argument("concurrency", "an integer, 1 or more", concurrency)
