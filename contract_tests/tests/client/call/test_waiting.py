"""Waiting for an order until it finishes, within the timeout."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    ArgumentError,
    ContractError,
    Error,
    NotFoundError,
    ServerError,
    WaitFailedError,
    WaitTimeoutError,
    coc,
)

from contract_tests.tests.client.calling import ORDER, TOKEN, both_kinds, call_async, hangs_up
from contract_tests.tests.raw_server import json_response, raw_server, response

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Call
    from contract_tests.tests.client.clock import Clock
    from contract_tests.tests.raw_server import Exchange


def counts(total: int, **statuses: int) -> bytes:
    """A response with the number of instances in each status."""
    statistics = [
        {"instance_status": status, "instance_count": count, "batch_indexes": [1] if count else []}
        for status, count in statuses.items()
    ]
    return json_response({"data": {"total_instance": total, "execute_statistics": statistics}})


def wait(call: Call, responses: list[bytes], **keywords: Any) -> tuple[Any, int]:
    """Wait with a server that repeats its last response; return the result and the polls."""

    def behave(exchange: Exchange) -> None:
        sent = responses[min(exchange.number, len(responses) - 1)]
        if sent:
            exchange.send(sent)
        else:
            hangs_up()(exchange)

    keywords = {"interval": 0.01, "timeout": 30, **keywords}
    with raw_server(behave) as server:
        options = {"base_url": server.url, "token": TOKEN, "max_retries": 0}
        try:
            outcome = call(coc, "wait_for_script_job", ORDER, keywords=keywords, **options)
        except Error as error:
            outcome = error
    return outcome, len(server.requests)


MOVING = [
    counts(3, READY=3),
    counts(3, READY=1, PROCESSING=2),
    counts(3, PROCESSING=1, FINISHED=2),
    counts(3, FINISHED=3, READY=0),
]


@both_kinds
def test_order_is_waited_for(call: Call, pauses: list[float]) -> None:
    """The last statistics are returned once all instances are in a final status."""
    seen: list[coc.ScriptJobStatistics] = []

    last, polls = wait(call, MOVING, interval=4, on_progress=seen.append)

    assert isinstance(last, coc.ScriptJobStatistics)
    assert [item.instance_count for item in last.data.execute_statistics] == [3, 0]
    assert polls == len(seen) == 4
    assert seen[-1] is last
    for pause, interval in zip(pauses, (4, 6, 9), strict=True):
        assert interval * 0.75 <= pause <= interval * 1.25


@pytest.mark.parametrize(
    "last",
    [
        counts(0, READY=0, FINISHED=0),
        counts(5, FINISHED=1, ABNORMAL=2, CANCELED=1, ROLLBACKED=1),
    ],
)
def test_finished_order_is_returned_at_once(call: Call, last: bytes) -> None:
    """No instances, or all in known final statuses, failed ones included."""
    outcome, polls = wait(call, [last], grace=0)

    assert isinstance(outcome, coc.ScriptJobStatistics)
    assert polls == 1


@pytest.mark.parametrize(
    "last",
    [
        counts(1, PROCESSING=1),
        counts(2, FINISHED=1, PAUSED=1),
        counts(1, FINISHED=2),
        counts(1, FINISHED=1, READY=1),
        counts(0, READY=1),
    ],
)
def test_order_that_is_not_finished_for_sure_is_waited_out(
    call: Call, pauses: list[float], last: bytes
) -> None:
    """Pending, missing or unknown instances, or inconsistent counts, are not final."""
    outcome, polls = wait(call, [last], timeout=40, interval=100)

    assert isinstance(outcome, WaitTimeoutError)
    assert isinstance(outcome.last, coc.ScriptJobStatistics)
    assert str(outcome).startswith("wait_for_script_job: not finished after 40 s: ")
    assert polls == 2
    assert 0 < pauses[0] <= 30, "the last poll leaves time for its response"


@pytest.mark.usefixtures("pauses")
def test_order_just_created_may_be_unknown_or_empty(call: Call) -> None:
    """During the grace period, a 404 and zero instances are not final."""
    new = [response(404), counts(0), response(404), counts(0, READY=0)]

    outcome, polls = wait(call, new + MOVING)

    assert isinstance(outcome, coc.ScriptJobStatistics)
    assert polls == 8


@pytest.mark.parametrize(
    ("lasting", "kind"), [(response(404), NotFoundError), (counts(0), coc.ScriptJobStatistics)]
)
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("grace", [0, 0.2])
def test_grace_ends(call: Call, lasting: bytes, kind: type[Any], grace: float) -> None:
    """After it they are final, and are polled for at once."""
    outcome, polls = wait(call, [lasting], grace=grace, interval=1000)

    assert type(outcome) is kind
    assert (polls > 1) == bool(grace)


@pytest.mark.parametrize("last", [MOVING[-1], response(403)])
def test_other_ends_are_ends_at_once(call: Call, last: bytes) -> None:
    """The grace period does not extend to existing orders or other errors."""
    _, polls = wait(call, [last], interval=1000, grace=1000)

    assert polls == 1


@pytest.mark.parametrize("lasting", [response(404), counts(0)])
@pytest.mark.usefixtures("clock")
def test_timeout_may_come_before_the_end_of_grace(call: Call, lasting: bytes) -> None:
    """During the grace period, the timeout is raised."""
    outcome, _ = wait(call, [lasting], grace=1000, timeout=0.3)

    assert isinstance(outcome, WaitTimeoutError)
    assert (outcome.last is None) == isinstance(outcome.__cause__, NotFoundError)


def test_first_failure_ends_the_waiting_if_asked(call: Call) -> None:
    """With fail_fast, one failed instance raises an error with the statistics."""
    responses = [counts(3, READY=3), counts(3, READY=1, ABNORMAL=1, FINISHED=1)]

    outcome, polls = wait(call, responses, fail_fast=True)

    assert isinstance(outcome, WaitFailedError)
    assert outcome.last.data.total_instance == 3
    assert "1 failed: 1 READY, 1 ABNORMAL, 1 FINISHED of 3" in str(outcome)
    assert polls == 2


@pytest.mark.usefixtures("pauses")
def test_transient_failures_do_not_end_it(call: Call) -> None:
    """Polling continues after a 503, a 429 and a broken connection."""
    outcome, polls = wait(call, [MOVING[0], response(503), response(429), b"", MOVING[3]])

    assert isinstance(outcome, coc.ScriptJobStatistics)
    assert polls == 5


@pytest.mark.usefixtures("pauses")
def test_timeout_among_errors_reports_both(call: Call) -> None:
    """The last statistics are attached, and the last error is the cause."""
    outcome, _ = wait(call, [MOVING[1], response(503)], interval=100)

    assert isinstance(outcome, WaitTimeoutError)
    assert outcome.last.data.total_instance == 3
    assert isinstance(outcome.__cause__, ServerError)
    assert "3; last error: GetScriptJobStatistics: 503" in str(outcome)


def test_cause_is_what_says_more_than_a_timeout(call: Call, clock: Clock) -> None:
    """The cause is the last error other than the final poll's timeout; there are no statistics."""

    def behave(exchange: Exchange) -> None:
        if exchange.number:
            clock.seconds += 600
            exchange.send(b"HTTP/1.1 200 OK\r\n")
            exchange.hold()
        exchange.send(response(503))

    options: dict[str, Any] = {"token": TOKEN, "max_retries": 0}
    with raw_server(behave) as server, pytest.raises(WaitTimeoutError) as caught:
        call(coc, "wait_for_script_job", ORDER, base_url=server.url, **options)

    assert isinstance(caught.value.__cause__, ServerError)
    assert caught.value.last is None


def test_lasting_errors_end_it(call: Call) -> None:
    """Permanent errors end the wait."""
    outcome, polls = wait(call, [MOVING[0], json_response({})])

    assert type(outcome) is ContractError
    assert polls == 2


def test_progress_function_may_be_asynchronous() -> None:
    """The asynchronous client awaits what it returns."""
    seen = []

    async def note(statistics: coc.ScriptJobStatistics) -> None:
        await asyncio.sleep(0)
        seen.append(statistics)

    wait(call_async, MOVING, on_progress=note)

    assert len(seen) == 4


def test_silent_server_is_waited_for_no_longer(call: Call) -> None:
    """The timeout also limits a poll."""
    with raw_server(lambda exchange: exchange.hold()) as server:
        options = {"base_url": server.url, "token": TOKEN}
        with pytest.raises(WaitTimeoutError, match=r"no complete response in 0\.\d{1,3} s"):
            call(coc, "wait_for_script_job", ORDER, keywords={"timeout": 0.1}, **options)


@pytest.mark.parametrize(
    "keywords",
    [
        *({"timeout": 0}, {"timeout": None}, {"interval": -1}, {"interval": "1"}, {"grace": -1}),
        *({"on_progress": 5}, {"on_progress": asyncio.sleep}),
    ],
)
def test_invalid_argument_is_refused(call: Call, keywords: dict[str, Any]) -> None:
    """An invalid argument is named, and nothing is sent."""
    outcome, polls = wait(call, MOVING, **keywords)

    assert isinstance(outcome, ArgumentError)
    assert str(outcome).startswith(f"{next(iter(keywords))} must be")
    assert polls == 0
