"""Threads and tasks that make calls for many items."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from inspect import isawaitable, iscoroutine
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..arguments import invalid_argument
from ..deferred import Deferred
from ..errors import Error
from .deadline import Scope, current_scope

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable
else:
    asyncio = Deferred("asyncio")

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741  # an item

_JOIN_TIMEOUT = 5.0
"""Seconds to wait for cancelled threads, which the caller's own function may block."""


@dataclass(frozen=True)
class Outcome(Generic[I, T]):
    """The outcome of a call for one of many items."""

    item: I
    result: T | None = None
    """What the call returned; None if it failed."""
    error: Exception | None = None
    """What it raised; None if it succeeded."""


class Workers(Generic[I, T]):
    """Threads that make calls, one for each concurrent call."""

    def __init__(self, call: Callable[..., T]) -> None:
        self.busy = 0
        """The number of items whose outcome was not taken yet."""
        self._call = call
        self._process = os.getpid()
        self._scope = Scope()
        self._threads: list[threading.Thread] = []
        self._todo: SimpleQueue[tuple[int, I] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[int, Outcome[I, T] | BaseException]] = SimpleQueue()
        self._early: dict[int, Outcome[I, T] | BaseException] = {}
        self._started = self._taken = 0

    def start(self, item: I) -> None:
        self.busy += 1
        if self.busy > len(self._threads):
            context = copy_context()
            thread = threading.Thread(target=context.run, args=(self._work,), daemon=True)
            self._threads.append(thread)
            try:
                thread.start()
            except RuntimeError as error:  # the limit of threads is reached, or Python is exiting
                self._threads.remove(thread)
                if not self._threads:
                    raise Error(f"many: {error}") from None
        self._todo.put((self._started, item))
        self._started += 1

    def next(self) -> Outcome[I, T]:
        """The next outcome."""
        return self._take(self._received()[1])

    def first(self) -> Outcome[I, T]:
        """The outcome of the first remaining item."""
        while self._taken not in self._early:
            number, outcome = self._received()
            self._early[number] = outcome
        self._taken += 1
        return self._take(self._early.pop(self._taken - 1))

    def _received(self) -> tuple[int, Outcome[I, T] | BaseException]:
        if os.getpid() != self._process:
            raise Error("the threads of many are in the process that this one was forked from")
        return self._done.get()

    def _take(self, outcome: Outcome[I, T] | BaseException) -> Outcome[I, T]:
        self.busy -= 1
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def stop(self) -> None:
        """Cancel all calls and join the threads."""
        self._scope.end()
        for _ in self._threads:
            self._todo.put(None)
        until = time.monotonic() + _JOIN_TIMEOUT
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _work(self) -> None:
        current_scope.set(self._scope)
        while (task := self._todo.get()) is not None and not self._scope.is_over:
            number, item = task
            outcome: Outcome[I, T] | BaseException
            try:
                outcome = Outcome(item, self._result(item))
            except Exception as error:  # noqa: BLE001  # it is the item's outcome
                outcome = Outcome(item, error=error)
            except BaseException as error:  # noqa: BLE001  # it is the caller's
                outcome = error
            self._done.put((number, outcome))

    def _result(self, item: I) -> T:
        result = _called(self._call, item)
        if iscoroutine(result):
            result.close()
            demand = "a synchronous function (many_async takes asynchronous ones)"
            raise invalid_argument("call", demand, self._call)
        return result


class Tasks(Generic[I, T]):
    """Tasks that make one call each; another waits for the next item of an async iterable."""

    def __init__(
        self, call: Callable[..., Awaitable[T]], items: Iterable[I] | AsyncIterable[I]
    ) -> None:
        self._call = call
        self._items = aiter(items) if isinstance(items, AsyncIterable) else iter(items)
        self._scope = Scope()
        self._running: deque[asyncio.Task[Outcome[I, T]]] = deque()
        self._done: deque[asyncio.Task[Outcome[I, T]]] = deque()
        self._pull: asyncio.Task[I] | None = None
        self._wake: asyncio.Future[None] | None = None
        self._is_over = False
        self._failure: Exception | None = None

    async def next(self, concurrency: int, *, ordered: bool) -> Outcome[I, T] | None:
        """The next outcome; None after the last."""
        while True:
            while not self._is_over and len(self._running) < concurrency and self._take():
                pass
            task = self._first() if ordered else self._any()
            if task:
                return task.result()
            if self._is_over and not self._running:
                if self._failure:
                    raise self._failure
                return None
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake

    def _first(self) -> asyncio.Task[Outcome[I, T]] | None:
        self._done.clear()
        return self._running.popleft() if self._running and self._running[0].done() else None

    def _any(self) -> asyncio.Task[Outcome[I, T]] | None:
        if not self._done:
            return None
        task = self._done.popleft()
        self._running.remove(task)
        return task

    def _take(self) -> bool:
        """Start a call for the next item, if it is available."""
        if isinstance(self._items, AsyncIterator):
            if self._pull is None:
                self._pull = asyncio.ensure_future(_next(self._items))
                self._pull.add_done_callback(self._awake)
            if not self._pull.done():
                return False
            pull, self._pull = self._pull, None
        try:
            item = next(self._items) if isinstance(self._items, Iterator) else pull.result()
        except (StopIteration, StopAsyncIteration):
            self._is_over = True
            return False
        except Exception as error:  # noqa: BLE001  # raised after earlier items' outcomes
            self._is_over, self._failure = True, error
            return False
        self._start(item)
        return True

    def _start(self, item: I) -> None:
        context = copy_context()
        context.run(current_scope.set, self._scope)
        task = asyncio.get_running_loop().create_task(self._outcome(item), context=context)
        self._running.append(task)
        task.add_done_callback(self._done.append)
        task.add_done_callback(self._awake)

    def _awake(self, _: object) -> None:
        if self._wake and not self._wake.done():
            self._wake.set_result(None)

    async def _outcome(self, item: I) -> Outcome[I, T]:
        try:
            returned: Any = _called(self._call, item)
            if not isawaitable(returned):
                demand = "an asynchronous function (many takes synchronous ones)"
                error = invalid_argument("call", demand, self._call)
                return Outcome(item, error=error)
            return Outcome(item, await returned)
        except Exception as error:  # noqa: BLE001  # it is the item's outcome
            return Outcome(item, error=error)

    async def stop(self) -> None:
        """Cancel all tasks."""
        left = [*self._running, *([self._pull] if self._pull else [])]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def _next(items: AsyncIterator[I]) -> I:
    return await anext(items)


def _called(call: Callable[..., T], item: Any) -> T:
    if isinstance(item, tuple):
        return call(*item)
    return call(**item) if isinstance(item, Mapping) else call(item)
