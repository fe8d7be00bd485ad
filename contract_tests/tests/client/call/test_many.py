"""`many` and `many_async`: an operation for many items, with limited concurrency."""

from __future__ import annotations

import asyncio
import gc
import itertools
import threading
import tracemalloc
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    ArgumentError,
    Error,
    Outcome,
    StatusError,
    coc,
    many,
    many_async,
)

from contract_tests.tests.client.calling import (
    FINE,
    ORDER,
    TOKEN,
    both_kinds,
    call_async,
    replies,
)
from contract_tests.tests.raw_server import raw_server, response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from contract_tests.tests.client.calling import Call
    from contract_tests.tests.client.clock import Clock
    from contract_tests.tests.raw_server import Exchange


def run_sync(call: Callable[..., Any], items: Iterable[Any], **options: Any) -> list[Any]:
    """All outcomes, in threads."""
    return list(many(call, items, **options))


def run_async(call: Callable[..., Any], items: Any, **options: Any) -> list[Any]:
    """All outcomes, in tasks."""

    async def called(*args: Any, **keywords: Any) -> Any:
        await asyncio.sleep(0)
        return call(*args, **keywords)

    async def run() -> list[Any]:
        return [outcome async for outcome in many_async(called, items, **options)]

    return asyncio.run(run())


both = pytest.mark.parametrize("run", [run_sync, run_async], ids=["threads", "tasks"])


@both
def test_items_are_an_argument_a_tuple_or_a_dict(run: Any) -> None:
    """The outcome has the item and the call's result."""

    def call(*args: Any, **keywords: Any) -> Any:
        return args, keywords

    items: list[Any] = ["SCT1", ("SCT1", 2), {"order": "SCT1"}, ["SCT1"], None, ()]
    assert run(call, items) == [
        Outcome("SCT1", (("SCT1",), {})),
        Outcome(("SCT1", 2), (("SCT1", 2), {})),
        Outcome({"order": "SCT1"}, ((), {"order": "SCT1"})),
        Outcome(["SCT1"], ((["SCT1"],), {})),
        Outcome(None, ((None,), {})),
        Outcome((), ((), {})),
    ]


@both
@pytest.mark.parametrize(
    ("concurrency", "ordered"), [(1, False), (3, True), (3, False), (50, True)]
)
def test_every_item_has_one_outcome(run: Any, concurrency: int, *, ordered: bool) -> None:
    """Outcomes are in the order of items or of completion; a failure stops nothing."""

    def call(number: int) -> int:
        if number % 3 == 0:
            raise ValueError(number)
        return -number

    outcomes = run(call, range(40), concurrency=concurrency, ordered=ordered)
    if not ordered:
        outcomes.sort(key=lambda outcome: outcome.item)
    assert [outcome.item for outcome in outcomes] == list(range(40))
    assert [outcome.result for outcome in outcomes] == [
        None if number % 3 == 0 else -number for number in range(40)
    ]
    assert [type(outcome.error) for outcome in outcomes[:2]] == [ValueError, type(None)]


@both
@pytest.mark.parametrize("concurrency", [0, True, 1.5])
def test_invalid_concurrency_is_refused(run: Any, concurrency: Any) -> None:
    """The concurrency is a number of calls."""
    with pytest.raises(ArgumentError, match="concurrency must be an integer, 1 or more; got"):
        run(int, [], concurrency=concurrency)


def test_function_of_the_other_kind_is_refused() -> None:
    """`many` rejects coroutine functions, and `many_async` functions that would block."""
    with pytest.raises(ArgumentError, match="many_async takes asynchronous ones"):
        many(asyncio.sleep, [1])
    with pytest.raises(ArgumentError, match="items must be an iterable"):
        many(abs, Counted().__aiter__())  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="call must be a function"):
        many(5, [1])  # type: ignore[arg-type]

    async def run() -> Any:
        call: Any = abs
        return await anext(many_async(call, [1]))

    outcome = asyncio.run(run())
    assert isinstance(outcome.error, ArgumentError)
    assert "many takes synchronous ones" in str(outcome.error)


class Counted:
    """Endless items that count how many were taken."""

    def __init__(self) -> None:
        self.taken = 0

    def __iter__(self) -> Iterator[int]:
        for number in itertools.count():
            self.taken += 1
            yield number

    async def __aiter__(self) -> AsyncIterator[int]:
        for number in itertools.count():
            await asyncio.sleep(0)
            self.taken += 1
            yield number


def test_endless_items_are_taken_as_they_are_needed() -> None:
    """Items are taken only as calls start, and an early end leaves nothing running."""
    counted = Counted()
    before = set(threading.enumerate())
    with closing(many(abs, counted, concurrency=5)) as outcomes:
        assert [outcome.result for outcome in itertools.islice(outcomes, 20)] == list(range(20))
    assert counted.taken <= 20 + 5
    assert set(threading.enumerate()) <= before


def test_endless_items_are_taken_as_tasks_need_them() -> None:
    """The same with tasks, and from an asynchronous iterable."""
    counted = Counted()

    async def call(number: int) -> int:
        await asyncio.sleep(0)
        return number

    async def run() -> list[Any]:
        found = []
        async with aclosing(many_async(call, counted.__aiter__(), concurrency=5)) as outcomes:
            async for outcome in outcomes:
                found.append(outcome.result)
                if len(found) == 20:
                    break
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return found

    assert asyncio.run(run()) == list(range(20))
    assert counted.taken <= 20 + 6


def test_outcomes_come_while_the_next_item_is_waited_for() -> None:
    """An asynchronous iterable may wait for the last outcome before its next item."""

    async def run() -> list[int]:
        seen: asyncio.Queue[int] = asyncio.Queue()

        async def items() -> AsyncIterator[int]:
            number = 0
            while number < 5:
                yield number
                number = await seen.get() + 1

        async def call(number: int) -> int:
            return number

        found = []
        async for outcome in many_async(call, items()):
            assert outcome.result is not None
            found.append(outcome.result)
            seen.put_nowait(outcome.result)
        return found

    assert asyncio.run(run()) == list(range(5))


@pytest.mark.parametrize("kind", ["threads", "tasks", "asynchronous items"])
def test_error_of_the_items_comes_after_the_outcomes_before_it(kind: str) -> None:
    """An error raised by the items themselves is the caller's; what was called is not lost."""
    seen: list[int] = []

    def items() -> Iterator[int]:
        yield from range(3)
        raise KeyError("items")

    async def items_async() -> AsyncIterator[int]:
        for number in items():
            yield number

    async def call(number: int) -> int:
        return number

    async def run_async(items: Any) -> None:
        async for outcome in many_async(call, items):
            seen.append(outcome.item)  # noqa: PERF401  # it ends with an error

    def run() -> None:
        if kind == "threads":
            seen.extend(outcome.item for outcome in many(abs, items()))
        else:
            asyncio.run(run_async(items() if kind == "tasks" else items_async()))

    before = set(threading.enumerate())
    with pytest.raises(KeyError):
        run()
    assert seen == [0, 1, 2]
    assert set(threading.enumerate()) <= before


def test_function_that_returns_a_coroutine_is_refused() -> None:
    """A coroutine that nobody awaits is no result."""
    (outcome,) = many(lambda _: asyncio.sleep(0), [0])

    assert isinstance(outcome.error, ArgumentError)
    assert "many_async takes asynchronous ones" in str(outcome.error)


def test_fewer_threads_than_asked_for_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no more threads can be started, those there are make the calls."""
    start, started = threading.Thread.start, itertools.count()

    def limited(thread: threading.Thread) -> None:
        if next(started) > 1:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", limited)

    assert [outcome.result for outcome in many(abs, range(9), concurrency=5)] == [*range(9)]


def test_without_any_thread_many_raises_its_own_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """While Python exits, or at the limit of threads, the error is the package's own."""

    def start(_: object) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(threading.Thread, "start", start)
    with pytest.raises(Error, match="many: can't create new thread at interpreter shutdown"):
        next(many(str, [1]))


@both_kinds
@pytest.mark.parametrize("status", [429, 503])
def test_item_that_is_never_served_ends(clock: Clock, call: Call, status: int) -> None:
    """Waits that the server asks for, one after the other, do not outlast an item's timeout."""
    asked = response(status, b"{}", Retry_After="1")

    async def run(url: str) -> list[Any]:
        async with coc.AsyncClient(base_url=url, token=TOKEN, timeout=30) as client:
            outcomes = many_async(client.get_script_job_statistics, [ORDER])
            return [outcome async for outcome in outcomes]

    with raw_server(replies(*[asked] * 60, FINE)) as server:
        if call is call_async:
            (outcome,) = asyncio.run(run(server.url))
        else:
            with coc.Client(base_url=server.url, token=TOKEN, timeout=30) as client:
                (outcome,) = many(client.get_script_job_statistics, [ORDER])

    assert isinstance(outcome.error, StatusError)
    assert outcome.error.status == status
    assert clock.seconds <= 35


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("before", "refusals"), [(1, 3), (0, 2)])
def test_item_among_others_that_are_served_is_not_lost(before: int, refusals: int) -> None:
    """A throttled item waits for longer than its timeout while the server serves others."""
    refused = response(429, b"{}", Retry_After="3")
    with (
        raw_server(replies(*[FINE] * before, *[refused] * refusals, FINE)) as server,
        coc.Client(base_url=server.url, token=TOKEN, timeout=5) as client,
    ):
        outcomes = list(many(client.get_script_job_statistics, [ORDER] * 2, concurrency=1))

    assert [outcome.error for outcome in outcomes] == [None] * 2
    assert len(server.requests) == 2 + refusals


def held(exchange: Exchange) -> None:
    """Respond only to the first request."""
    if exchange.number == 0:
        exchange.send(FINE)
    else:
        exchange.hold()


def test_early_end_calls_off_what_is_on_its_way() -> None:
    """After an early end, neither threads nor tasks wait for pending responses."""
    before = set(threading.enumerate())

    async def run(url: str) -> None:
        async with coc.AsyncClient(base_url=url, token=TOKEN, timeout=600) as client:
            calls = many_async(client.get_script_job_statistics, [ORDER] * 100, ordered=False)
            async with aclosing(calls) as outcomes:
                assert (await anext(outcomes)).error is None
            assert asyncio.all_tasks() == {asyncio.current_task()}

    with raw_server(held) as server:
        with (
            coc.Client(base_url=server.url, token=TOKEN, timeout=600) as client,
            closing(
                many(client.get_script_job_statistics, [ORDER] * 100, ordered=False)
            ) as outcomes,
        ):
            assert next(outcomes).error is None
        assert not [thread for thread in threading.enumerate() if "_work" in thread.name]
    with raw_server(held) as server:
        asyncio.run(run(server.url))
    assert set(threading.enumerate()) <= before


def test_timeout_of_an_item_starts_when_it_is_sent(clock: Clock) -> None:
    """Waiting for the rate does not count towards an item's timeout."""
    with (
        raw_server(lambda exchange: exchange.send(FINE)) as server,
        coc.Client(base_url=server.url, token=TOKEN, timeout=5, rate=0.1) as client,
    ):
        outcomes = list(many(client.get_script_job_statistics, [ORDER] * 3, concurrency=1))

    assert [outcome.error for outcome in outcomes] == [None] * 3
    assert clock.seconds >= 20


@both
def test_items_take_no_memory(run: Any) -> None:
    """Only items in flight are kept in memory."""
    count = 4_000
    peaks = []

    def items() -> Iterator[int]:
        for number in range(count):
            if number in {count // 10, count - 1}:
                gc.collect()
                peaks.append(tracemalloc.get_traced_memory()[0])
            yield number

    def consume() -> int:
        if run is run_sync:
            return sum(1 for _ in many(abs, items()))

        async def call(number: int) -> int:
            return number

        async def consumed() -> int:
            return len([None async for _ in many_async(call, items())])

        return asyncio.run(consumed())

    tracemalloc.start()
    try:
        assert consume() == count
    finally:
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 64 * 1024
