"""How the client tries again, and how it never takes longer than it may."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    APIConnectionError,
    APITimeoutError,
    ArgumentError,
    BadRequestError,
    ContractError,
    RateLimitError,
    ServerError,
    coc,
)
from huaweicloud_statistics._runtime.retries import asked, pause

from contract_tests.tests.client.misbehaving import answer, misbehaving, repeats, sends
from contract_tests.tests.client.support import Reply, Request, call_async, call_sync, serving

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = "MIITOKENsecret0123456789"
STATISTICS = {"data": {"total_instance": 0, "execute_statistics": []}}


@pytest.fixture(name="call", params=[call_sync, call_async], ids=["sync", "async"])
def _call(request: pytest.FixtureRequest) -> Callable[..., Any]:
    call: Callable[..., Any] = request.param
    return call


def statistics(call: Callable[..., Any], url: str, **options: Any) -> Any:
    """Call COC's operation."""
    return call(coc, "get_script_job_statistics", "SCT1", url=url, token=TOKEN, **options)


class Ailing:
    """A server that fails a few times before it answers."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)

    def __call__(self, _: Request) -> Reply:
        return self.replies.pop(0) if self.replies else Reply.json(STATISTICS)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(call: Callable[..., Any], status: int) -> None:
    """A status that says nothing against the request does not reach the caller if it passes."""
    with serving(Ailing(Reply.json({}, status), Reply(status, b"<html>"))) as server:
        got = statistics(call, server.url)

    assert STATISTICS == got.to_dict()
    assert 3 == len(server.requests)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 418, 501, 505, 204, 302])
def test_what_will_not_pass_is_not_tried_again(call: Callable[..., Any], status: int) -> None:
    """Other answers are final."""
    with (
        serving(Ailing(Reply(status))) as server,
        pytest.raises((BadRequestError, ContractError, Exception)),
    ):
        statistics(call, server.url)

    assert 1 == len(server.requests)


@pytest.mark.parametrize("raw", [b"", b"HTTP/1.1 2", answer(length=9999)])
def test_broken_connection_is_tried_again(call: Callable[..., Any], raw: bytes) -> None:
    """Neither a server that hangs up, nor one that does so amid its body, stops a read."""
    with serving(Ailing(Reply(raw=raw), Reply(raw=raw))) as server:
        statistics(call, server.url)

    assert 3 == len(server.requests)


def test_refused_connection_is_tried_again(call: Callable[..., Any]) -> None:
    """A server that is being restarted is waited for."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        start = time.monotonic()
        with pytest.raises(APIConnectionError):
            statistics(call, f"http://127.0.0.1:{taken.getsockname()[1]}", max_retries=4)

    assert 0.01 < time.monotonic() - start < 5


def test_number_of_retries_is_the_callers(call: Callable[..., Any]) -> None:
    """A client's number holds, and a call's own goes before it."""
    with serving(lambda _: Reply.json({}, 503)) as server:
        with pytest.raises(ServerError):
            statistics(call, server.url, max_retries=2)
        assert 3 == len(server.requests)
        with pytest.raises(ServerError):
            statistics(call, server.url, max_retries=2, keywords={"max_retries": 0})
        assert 4 == len(server.requests)


def test_last_error_is_the_one_that_is_raised(call: Callable[..., Any]) -> None:
    """When hope is given up, the caller learns of the latest answer."""
    replies = [Reply.json({}, 503), Reply.json({}, 502, **{"X-Request-Id": "latest"})]
    with serving(Ailing(*replies)) as server, pytest.raises(ServerError) as caught:
        statistics(call, server.url, max_retries=1)

    assert (502, "latest") == (caught.value.status, caught.value.request_id)


def test_retry_after_is_kept(call: Callable[..., Any]) -> None:
    """A server that asks for a second is given one."""
    reply = Reply.json({}, 429, **{"Retry-After": "1"})
    start = time.monotonic()
    with serving(Ailing(reply)) as server:
        statistics(call, server.url)

    assert 1 <= time.monotonic() - start < 3


def test_retry_after_beyond_the_deadline_is_not_waited_for(call: Callable[..., Any]) -> None:
    """If the server wants more time than there is, the caller is told at once."""
    reply = Reply.json({}, 429, **{"Retry-After": "50"})
    start = time.monotonic()
    with serving(lambda _: reply) as server, pytest.raises(RateLimitError) as caught:
        statistics(call, server.url, timeout=20)

    assert "50" == caught.value.headers["Retry-After"]
    assert 1 == len(server.requests)
    assert time.monotonic() - start < 5


def http_date(**ahead: float) -> str:
    """A date as HTTP writes it."""
    return format_datetime(datetime.now(UTC) + timedelta(**ahead), usegmt=True)


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({}, 0, 0),
        ({"Retry-After": "7"}, 7, 7),
        ({"Retry-After": " 0007 "}, 7, 7),
        ({"Retry-After": "3600"}, 60, 60),
        ({"Retry-After": "9" * 5000}, 60, 60),
        ({"Retry-After": http_date(days=30)}, 60, 60),
        ({"Retry-After": http_date(days=-30)}, 0, 0),
        ({"Retry-After": http_date(days=1, seconds=9), "Date": http_date(days=1)}, 8, 10),
        *(({"Retry-After": text}, 0, 0) for text in ("", "-5", "1.5", "nan", "soon", "٣", "Mon")),
    ],
)
def test_retry_after_in_every_form(headers: dict[str, str], least: int, most: int) -> None:
    """Seconds or a date, by the server's clock if it tells; capped; nonsense is no wish."""
    assert least <= asked(headers) <= most


def test_date_is_compared_with_our_clock_if_need_be() -> None:
    """Without the server's clock, ours says how long it is until a date."""
    assert 25 <= asked({"Retry-After": http_date(seconds=30)}) <= 30


def test_pauses_grow_at_random() -> None:
    """Without a wish of the server's, pauses are drawn from a range that doubles, to a limit."""
    for attempt in range(30):
        drawn = [pause(attempt, None) for _ in range(50)]
        assert 0 <= min(drawn) < max(drawn) <= min(5, 0.1 * 2**attempt)


@pytest.mark.parametrize(
    "behave",
    [
        sends(then="hold"),
        sends(answer(length=9999), then="hold"),
        repeats(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.01),
        repeats(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b" ", 0.01),
        sends(answer(b"", "503 X"), pause=0.15),
    ],
    ids=["silent", "stalling", "slow headers", "slow body", "slow errors"],
)
def test_deadline_is_for_everything(call: Callable[..., Any], behave: Any) -> None:
    """However the server spends the time, a call with half a second takes half a second."""
    start = time.monotonic()
    with misbehaving(behave) as url, pytest.raises((APITimeoutError, ServerError)):
        statistics(call, url, keywords={"timeout": 0.5})

    assert time.monotonic() - start < 1.2


def test_deadline_tells_what_went_before(call: Callable[..., Any]) -> None:
    """An error before the time ran out is not lost."""

    def respond(_: Request) -> Reply:
        if len(server.requests) == 1:
            return Reply.json({}, 503, **{"X-Request-Id": "first"})
        server.stopped.wait(2)
        return Reply.json(STATISTICS)

    with serving(respond) as server:
        with pytest.raises(APITimeoutError) as caught:
            statistics(call, server.url, timeout=0.6)
        server.stopped.set()

    assert ["before that: 503 (request first)"] == caught.value.__notes__


@pytest.mark.parametrize(
    "keywords",
    [{"timeout": value} for value in (0, -1, float("nan"), float("inf"), "1", True)]
    + [{"max_retries": value} for value in (-1, 1.0, "1", True)],
)
def test_bad_limit_is_refused(call: Callable[..., Any], keywords: dict[str, Any]) -> None:
    """A call's own limits are judged before anything is sent."""
    with serving(lambda _: Reply.json(STATISTICS)) as server:
        with pytest.raises(ArgumentError, match=next(iter(keywords))):
            statistics(call, server.url, keywords=keywords)
        assert [] == server.requests


def test_raw_answers_are_judged_in_no_way() -> None:
    """What came is returned as it came: any status, any body, once."""
    replies = [
        Reply.json({"data": None}, 200, **{"X-Request-Id": "abc"}),
        Reply(503, b"<html>", {"Content-Type": "text/html"}),
        Reply(302, b"", {"Location": "/elsewhere"}),
        Reply(raw=answer(b"{", length=99)),
    ]
    with serving(Ailing(*replies, *replies)) as server:
        with coc.Client(base_url=server.url, token=TOKEN) as client:
            got = [client.raw.get_script_job_statistics("SCT1") for _ in replies]

        async def run() -> list[Any]:
            async with coc.AsyncClient(base_url=server.url, token=TOKEN) as client:
                return [await client.raw.get_script_job_statistics("SCT1") for _ in replies]

        twins = asyncio.run(run())

    assert 8 == len(server.requests)
    for found in (got, twins):
        assert [200, 503, 302, 200] == [one.status for one in found]
        assert [{"data": None}, None, None, None] == [one.json for one in found]
        assert [b'{"data": null}', b"<html>", b"", b"{"] == [one.content for one in found]
        assert "abc" == found[0].request_id
        assert "/elsewhere" == found[2].headers["location"]
        assert [None, None, None] == [one.fault for one in found[:3]]
        assert "broken" in str(found[3].fault)


def test_raw_call_raises_when_nothing_came() -> None:
    """Without an answer there is nothing to return."""
    with (
        misbehaving(sends()) as url,
        coc.Client(base_url=url, token=TOKEN) as client,
        pytest.raises(APIConnectionError),
    ):
        client.raw.get_script_job_statistics("SCT1", max_retries=1)


def test_attempts_are_logged_under_one_name(
    call: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Each attempt is a debug record, each pause an informative one, without the token."""
    caplog.set_level(logging.DEBUG, "huaweicloud_statistics")
    with serving(Ailing(Reply.json({}, 503, **{"X-Request-Id": "abc"}))) as server:
        statistics(call, server.url)

    records = [one for one in caplog.records if one.name.startswith("huaweicloud_statistics")]
    assert {"huaweicloud_statistics"} == {one.name for one in records}
    levels = [one.levelno for one in records]
    assert [logging.DEBUG, logging.INFO, logging.DEBUG] == levels
    assert "GetScriptJobStatistics: 503 (request abc); again in" in records[1].getMessage()
    assert TOKEN not in caplog.text
