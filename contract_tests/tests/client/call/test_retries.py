"""Retries: transient failures, with growing pauses, up to max_retries."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from huaweicloud_statistics import Error, ServerError
from huaweicloud_statistics._runtime.call.retries import backoff, retry_after

from contract_tests.tests.client.calling import FINE, STATISTICS, TOKEN, hangs_up, replies
from contract_tests.tests.raw_server import json_response, raw_server, response

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Statistics
    from contract_tests.tests.raw_server import Exchange


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_transient_status_is_retried(
    statistics: Statistics, pauses: list[float], status: int
) -> None:
    """A transient error status is retried."""
    with raw_server(
        replies(json_response({}, status), response(status, b"<html>"), FINE)
    ) as server:
        result = statistics(server.url)

    assert result.to_dict() == STATISTICS
    assert len(server.requests) == 3
    assert len(pauses) == 2


@pytest.mark.parametrize("status", [400, 401, 404, 409, 501, 204, 302])
def test_lasting_status_is_not_retried(statistics: Statistics, status: int) -> None:
    """Other responses are final."""
    with raw_server(replies(response(status), FINE)) as server, pytest.raises(Error):
        statistics(server.url)

    assert len(server.requests) == 1


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 2", json_response(STATISTICS)[:-9]])
def test_broken_connection_is_retried(
    statistics: Statistics, pauses: list[float], sent: bytes
) -> None:
    """A connection closed before or during a response is retried."""

    def behave(exchange: Exchange) -> None:
        (hangs_up(sent) if exchange.number < 2 else replies(FINE))(exchange)

    with raw_server(behave) as server:
        statistics(server.url)

    assert len(server.requests) == 3
    assert len(pauses) == 2


def test_number_of_retries_is_the_callers(statistics: Statistics, pauses: list[float]) -> None:
    """A call's max_retries takes precedence over the client's."""
    with raw_server(replies(response(503))) as server:
        with pytest.raises(ServerError):
            statistics(server.url, max_retries=2)
        assert len(server.requests) == 3
        with pytest.raises(ServerError):
            statistics(server.url, max_retries=2, keywords={"max_retries": 0})
        assert len(server.requests) == 4

    assert len(pauses) == 2


@pytest.mark.usefixtures("pauses")
def test_last_error_is_the_one_that_is_raised(statistics: Statistics) -> None:
    """When retries are exhausted, the error of the last response is raised."""
    sent = [response(503), response(502, X_Request_Id="latest")]
    with raw_server(replies(*sent)) as server, pytest.raises(ServerError) as caught:
        statistics(server.url, max_retries=1)

    assert (caught.value.status, caught.value.request_id) == (502, "latest")


def http_date(**ahead: float) -> str:
    """An HTTP date."""
    return format_datetime(datetime.now(UTC) + timedelta(**ahead), usegmt=True)


PAUSES: list[tuple[dict[str, str], float, float]] = [
    ({}, 0, 0),
    ({"Retry-After": "7"}, 7, 7),
    ({"Retry-After": " 0007 "}, 7, 7),
    ({"Retry-After": "1.5"}, 1.5, 1.5),
    ({"Retry-After": "1." + "9" * 5000}, 1.9, 2),
    ({"Retry-After": "3600"}, 60, 60),
    ({"Retry-After": "9" * 5000}, 60, 60),
    ({"Retry-After": http_date(days=30)}, 60, 60),
    ({"Retry-After": http_date(days=-30)}, 0, 0),
    ({"Retry-After": "1,1"}, 1, 1),
    ({"Retry-After": "2, soon, 7"}, 7, 7),
    ({"Retry-After": f"{http_date(days=-30)}, 3, {http_date(days=30)}"}, 60, 60),
    ({"Retry-After": http_date(days=1, seconds=9), "Date": http_date(days=1)}, 8, 10),
    *(
        ({"Retry-After": text}, 0, 0)
        for text in ("", "-5", "1.", ".5", ",", "nan", "soon", "٣", "Mon")
    ),
]


def test_retry_after_in_every_form() -> None:
    """In seconds or as a date, by the server's clock or else ours; capped; or missing."""
    for headers, least, most in PAUSES:
        assert least <= retry_after(headers) <= most, headers
    assert 0 < retry_after({"Retry-After": http_date(seconds=59)}) <= 59


def test_pauses_grow_at_random() -> None:
    """Without Retry-After, pauses are random in a range that doubles up to a limit."""
    for retry in range(0, 30, 3):
        drawn = [backoff(retry, None) for _ in range(20)]
        assert 0 <= min(drawn) < max(drawn) <= min(5, 0.1 * 2**retry)


@pytest.mark.usefixtures("pauses")
def test_attempts_are_logged_under_one_name(
    statistics: Statistics, caplog: pytest.LogCaptureFixture
) -> None:
    """Attempts are logged at DEBUG, pauses at INFO, without the token."""
    caplog.set_level(logging.DEBUG, "huaweicloud_statistics")
    with raw_server(replies(response(503, X_Request_Id="abc"), FINE)) as server:
        statistics(server.url)

    records = [
        record for record in caplog.records if record.name.startswith("huaweicloud_statistics")
    ]
    assert {record.name for record in records} == {"huaweicloud_statistics"}
    levels = [record.levelno for record in records]
    assert levels == [logging.DEBUG, logging.INFO, logging.DEBUG]
    assert "GetScriptJobStatistics: 503 (request abc); retry in" in records[1].getMessage()
    assert TOKEN not in caplog.text
