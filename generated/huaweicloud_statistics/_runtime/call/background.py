# Written by scripts/generate from openapi/client/runtime/call/background.py. Edit that.
"""What goes on beside calls: in threads for synchronous clients, in tasks for asynchronous ones."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError, Future
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..deferred import Deferred
from .deadline import current_scope

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine
    from contextvars import Context

    from .deadline import Deadline
else:
    asyncio = Deferred("asyncio")

T = TypeVar("T")


class Work(Future[T]):
    """Something that goes on; it is cancelled if whoever did it is gone."""

    loop: asyncio.AbstractEventLoop | None = None
    """Where it goes on; None for a thread."""

    @property
    def is_abandoned(self) -> bool:
        """Whether it will never end."""
        return not self.done() and self.loop is not None and not self.loop.is_running()

    def settle(self, task: asyncio.Task[T]) -> None:
        """End as a task did."""
        if task.cancelled():
            self.cancel()
        elif error := task.exception():
            self.set_exception(error)
        else:
            self.set_result(task.result())


class Background(Protocol):
    """Starts things that many may wait for."""

    is_stopped: bool
    """Whether nothing can go on here any more."""

    def start(self, function: Callable[[], Coroutine[Any, Any, T]]) -> Work[T]:
        """Start a coroutine function."""

    async def wait(self, work: Work[Any], deadline: Deadline) -> bool:
        """Wait for something, wherever it was started; whether it has ended in time."""

    def stop(self) -> None:
        """Give up what was started here and cannot end without it."""


class Threads:
    """For a synchronous client, whose coroutines never wait."""

    is_stopped: bool = False

    def start(self, function: Callable[[], Coroutine[Any, Any, T]]) -> Work[T]:
        return in_thread(lambda: run(function()))

    async def wait(self, work: Work[Any], deadline: Deadline) -> bool:
        return ended(work, deadline)

    def stop(self) -> None:
        self.is_stopped = True  # threads cannot be ended


class Tasks:
    """For an asynchronous client."""

    is_stopped: bool = False

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, function: Callable[[], Coroutine[Any, Any, T]]) -> Work[T]:
        work: Work[T] = Work()
        work.loop = asyncio.get_running_loop()
        task = work.loop.create_task(function(), context=_outlasting())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(work.settle)
        return work

    async def wait(self, work: Work[Any], deadline: Deadline) -> bool:
        waiting = asyncio.wrap_future(work)
        # Asked for, so that a failure nobody waits for any more is not reported as lost.
        waiting.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        await asyncio.wait([waiting], timeout=deadline.left)
        return work.done()

    def stop(self) -> None:
        self.is_stopped = True
        for task in list(self._tasks):
            if task.get_loop().is_running():
                task.cancel()


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """The outcome of a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as finished:
        result: T = finished.value
        return result
    coroutine.close()
    raise RuntimeError("a synchronous call waited")


def ended(work: Future[Any], deadline: Deadline) -> bool:
    """Wait in a thread for something; whether it has ended in time."""
    while not work.done() and not deadline.passed:
        try:
            work.exception(deadline.step)
        except (TimeoutError, CancelledError):
            continue
    return work.done()


def in_thread(function: Callable[[], T]) -> Work[T]:
    """Run a function in a thread of its own, which is left behind if need be."""
    work: Work[T] = Work()
    work.set_running_or_notify_cancel()  # so that a task that gives up does not cancel it
    threading.Thread(target=_do, args=(function, work, _outlasting()), daemon=True).start()
    return work


def _do(function: Callable[[], T], work: Work[T], context: Context) -> None:
    try:
        result = context.run(function)
    except BaseException as error:  # noqa: BLE001  # it belongs to those who wait
        work.set_exception(error)
    else:
        work.set_result(result)


def _outlasting() -> Context:
    """The context, without what ends with the call."""
    context = copy_context()
    context.run(current_scope.set, None)
    return context
