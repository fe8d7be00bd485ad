"""Waiting for an order: until it is over for sure, no longer than asked, whatever passes by."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    ArgumentError,
    ContractError,
    Error,
    PermissionDeniedError,
    ServerError,
    WaitFailedError,
    WaitTimeoutError,
    coc,
)

from contract_tests.tests.client.support import Reply, Request, call_async, call_sync, serving

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = "MIITOKENsecret0123456789"


@pytest.fixture(name="call", params=[call_sync, call_async], ids=["sync", "async"])
def _call(request: pytest.FixtureRequest) -> Callable[..., Any]:
    call: Callable[..., Any] = request.param
    return call


def reading(total: int, **counts: int) -> Reply:
    """An answer with so many instances in each status."""
    statistics = [
        {"instance_status": status, "instance_count": count, "batch_indexes": [1] if count else []}
        for status, count in counts.items()
    ]
    return Reply.json({"data": {"total_instance": total, "execute_statistics": statistics}})


def wait(call: Callable[..., Any], replies: list[Reply], **keywords: Any) -> tuple[Any, int]:
    """Wait at a server that goes through some replies and stays at the last; the polls too."""

    def respond(_: Request) -> Reply:
        return replies[min(len(server.requests), len(replies)) - 1]

    keywords = {"interval": 0.01, "timeout": 3, **keywords}
    with serving(respond) as server:
        try:
            options = {"url": server.url, "token": TOKEN, "max_retries": 0}
            got = call(coc, "wait_for_script_job", "SCT1", keywords=keywords, **options)
        except Error as error:
            got = error
    return got, len(server.requests)


MOVING = [
    reading(3, READY=3),
    reading(3, READY=1, PROCESSING=2),
    reading(3, PROCESSING=1, FINISHED=2),
    reading(3, FINISHED=3, READY=0),
]


def test_order_is_waited_for(call: Callable[..., Any]) -> None:
    """The last statistics are returned, once all instances are in a final status."""
    got, polls = wait(call, MOVING)

    assert isinstance(got, coc.ScriptJobStatistics)
    assert [3, 0] == [one.instance_count for one in got.data.execute_statistics]
    assert 4 == polls


@pytest.mark.parametrize(
    "last",
    [
        reading(0),
        reading(0, READY=0, FINISHED=0),
        reading(5, FINISHED=1, ABNORMAL=2, CANCELED=1, ROLLBACKED=1),
        reading(1, CANCELED=1),
    ],
)
def test_what_is_over_is_returned_at_once(call: Callable[..., Any], last: Reply) -> None:
    """Nothing to do, or all of it in known final statuses, failed ones included."""
    got, polls = wait(call, [last])

    assert isinstance(got, coc.ScriptJobStatistics)
    assert 1 == polls


@pytest.mark.parametrize(
    "last",
    [
        reading(1, PROCESSING=1),
        reading(2, FINISHED=1),
        reading(2, FINISHED=1, PAUSED=1),
        reading(1, PAUSED=1),
        reading(1),
        reading(1, FINISHED=2),
        reading(1, FINISHED=1, READY=1),
        reading(0, READY=1),
    ],
)
def test_what_is_not_over_for_sure_is_waited_out(call: Callable[..., Any], last: Reply) -> None:
    """Pending, missing and unknown instances, or counts that don't add up, are no success."""
    got, polls = wait(call, [last], timeout=0.3)

    assert isinstance(got, WaitTimeoutError)
    assert isinstance(got, TimeoutError)
    assert isinstance(got.last, coc.ScriptJobStatistics)
    assert str(got).startswith("wait_for_script_job: not over after 0.3 s: ")
    assert polls > 2


def test_first_failure_ends_the_waiting_if_asked(call: Callable[..., Any]) -> None:
    """With fail_fast, one failed instance is enough, and the statistics come with the error."""
    replies = [reading(3, READY=3), reading(3, READY=1, ABNORMAL=1, FINISHED=1)]

    got, polls = wait(call, replies, fail_fast=True)

    assert isinstance(got, WaitFailedError)
    assert 3 == got.last.data.total_instance
    assert "1 failed: 1 READY, 1 ABNORMAL, 1 FINISHED of 3" in str(got)
    assert 2 == polls


def test_errors_that_may_pass_are_borne(call: Callable[..., Any]) -> None:
    """A 503, a 429 and a broken connection on the way do not end it."""
    errors = [Reply.json({}, 503), Reply.json({}, 429), Reply(raw=b"")]

    got, polls = wait(call, [MOVING[0], *errors, MOVING[3]])

    assert isinstance(got, coc.ScriptJobStatistics)
    assert 5 == polls


def test_timeout_among_errors_tells_both(call: Callable[..., Any]) -> None:
    """The last statistics are attached, and what was wrong at the end is the cause."""
    got, _ = wait(call, [MOVING[1], Reply.json({}, 503)], timeout=0.3)

    assert isinstance(got, WaitTimeoutError)
    assert 3 == got.last.data.total_instance
    assert isinstance(got.__cause__, ServerError)


def test_timeout_without_any_result(call: Callable[..., Any]) -> None:
    """Where no answer was any good, there are no last statistics."""
    got, _ = wait(call, [Reply.json({}, 503)], timeout=0.3)

    assert isinstance(got, WaitTimeoutError)
    assert got.last is None


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(Reply.json({}, 403), PermissionDeniedError), (Reply.json({}), ContractError)],
)
def test_errors_that_will_not_pass_end_it(
    call: Callable[..., Any], reply: Reply, kind: type[Error]
) -> None:
    """There is no use in waiting for a permission."""
    got, polls = wait(call, [MOVING[0], reply])

    assert kind is type(got)
    assert 2 == polls


def test_progress_is_told(call: Callable[..., Any]) -> None:
    """Each statistics are handed to the caller's function."""
    seen: list[coc.ScriptJobStatistics] = []

    got, _ = wait(call, MOVING, on_progress=seen.append)

    assert 4 == len(seen)
    assert seen[-1] is got


def test_progress_function_may_be_asynchronous() -> None:
    """The asynchronous client awaits what it returns."""
    seen = []

    async def note(statistics: coc.ScriptJobStatistics) -> None:
        await asyncio.sleep(0)
        seen.append(statistics)

    wait(call_async, MOVING, on_progress=note)

    assert 4 == len(seen)


def test_waiting_is_bounded_by_its_own_timeout(call: Callable[..., Any]) -> None:
    """A silent server does not hold it for longer."""
    start = time.monotonic()
    stalled = Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", stall=True)

    got, _ = wait(call, [stalled], timeout=0.3)

    assert isinstance(got, WaitTimeoutError)
    assert time.monotonic() - start < 0.9


@pytest.mark.parametrize(
    "keywords", [{"timeout": 0}, {"timeout": None}, {"interval": -1}, {"interval": "1"}]
)
def test_bad_argument_is_refused(call: Callable[..., Any], keywords: dict[str, Any]) -> None:
    """Nothing is sent for an argument that makes no sense, and the error names it."""
    got, polls = wait(call, MOVING, **keywords)

    assert isinstance(got, ArgumentError)
    assert str(got).startswith(f"{next(iter(keywords))} must be")
    assert 0 == polls
