"""Background work: threads for synchronous clients, tasks for asynchronous ones."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError, Future
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..deferred import Deferred
from ..errors import APIConnectionError
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
    """The future of background work; it is cancelled if its task is."""

    loop: asyncio.AbstractEventLoop | None = None
    """The event loop that runs it; None for a thread."""

    @property
    def is_abandoned(self) -> bool:
        """Whether it will never finish, as its event loop has stopped."""
        return not self.done() and self.loop is not None and not self.loop.is_running()

    def settle(self, task: asyncio.Task[T]) -> None:
        """Take over the outcome of a finished task."""
        if task.cancelled():
            self.cancel()
        elif error := task.exception():
            self.set_exception(error)
        else:
            self.set_result(task.result())


class Background(Protocol):
    """Starts work that several callers may wait for."""

    is_stopped: bool
    """Whether no work can be started any more."""

    def start(self, function: Callable[[], Coroutine[Any, Any, T]]) -> Work[T]:
        """Start a coroutine function."""

    async def wait(self, work: Work[Any], deadline: Deadline) -> bool:
        """Wait for work, wherever it was started; returns whether it finished in time."""

    def stop(self) -> None:
        """Cancel the work that was started here, as far as possible."""


class SyncBackground:
    """Background work of a synchronous client, whose coroutines never suspend."""

    is_stopped: bool = False

    def start(self, function: Callable[[], Coroutine[Any, Any, T]]) -> Work[T]:
        return in_thread(lambda: run(function()))

    async def wait(self, work: Work[Any], deadline: Deadline) -> bool:
        return ended(work, deadline)

    def stop(self) -> None:
        self.is_stopped = True  # threads cannot be cancelled


class AsyncBackground:
    """Background work of an asynchronous client."""

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
        # Retrieved, so that asyncio does not report an error that nobody waits for any more.
        waiting.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        await asyncio.wait([waiting], timeout=deadline.left)
        return work.done()

    def stop(self) -> None:
        self.is_stopped = True
        for task in list(self._tasks):
            if task.get_loop().is_running():
                task.cancel()


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as finished:
        result: T = finished.value
        return result
    coroutine.close()
    raise RuntimeError("a synchronous call was suspended")


def ended(work: Future[Any], deadline: Deadline) -> bool:
    """Wait for work in this thread; returns whether it finished in time."""
    while not work.done() and not deadline.passed:
        try:
            work.exception(deadline.step)
        except (TimeoutError, CancelledError):
            continue
    return work.done()


def in_thread(function: Callable[[], T]) -> Work[T]:
    """Run a function in a daemon thread of its own, which may outlive the call."""
    work: Work[T] = Work()
    work.set_running_or_notify_cancel()  # so that a cancelled waiter does not cancel it
    thread = threading.Thread(target=_do, args=(function, work, _outlasting()), daemon=True)
    try:
        thread.start()
    except RuntimeError as error:  # the limit of threads is reached
        work.set_exception(APIConnectionError(str(error)))
    return work


def _do(function: Callable[[], T], work: Work[T], context: Context) -> None:
    try:
        result = context.run(function)
    except BaseException as error:  # noqa: BLE001  # raised in those who wait
        work.set_exception(error)
    else:
        work.set_result(result)


def _outlasting() -> Context:
    """A copy of the context without the scope of the current call."""
    context = copy_context()
    context.run(current_scope.set, None)
    return context
