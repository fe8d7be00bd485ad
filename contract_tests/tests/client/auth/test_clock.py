"""Signatures with a wrong local clock, corrected once by the server's time."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import AccessKey, AuthenticationError, coc

from contract_tests.tests.client.calling import AK, FINE, ORDER, SK, TOKEN, replies
from contract_tests.tests.raw_server import json_response, raw_server

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Statistics
    from contract_tests.tests.raw_server import Exchange, Received

KEY: dict[str, Any] = {"ak": AK, "sk": SK}
FORM = "%Y%m%dT%H%M%SZ"


class Ahead:
    """A server that validates dates with a clock ahead of ours."""

    def __init__(self, ahead: timedelta, words: str = "signature expired", **headers: Any) -> None:
        self.ahead = ahead
        self._words = words
        self._headers = headers

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def __call__(self, exchange: Exchange) -> None:
        off = abs(self.now - signed_at(exchange.request))
        exchange.send(FINE if off < timedelta(minutes=15) else self._refusal())

    def _refusal(self) -> bytes:
        words = f"Incorrect IAM authentication information: {self._words}".format(self.now)
        headers = self._headers or {"Date": format_datetime(self.now, usegmt=True)}
        return json_response({"error_code": "APIGW.0301", "error_msg": words}, 401, **headers)


def signed_at(request: Received) -> datetime:
    return datetime.strptime(request.headers["x-sdk-date"], FORM).replace(tzinfo=UTC)


BODY = "signature expired, signature time:x,server time:{:%Y%m%dT%H%M%SZ}"


@pytest.mark.parametrize(
    ("hours", "words", "headers"),
    [
        *((hours, "signature expired", {}) for hours in (-0.5, 24 * 365)),
        (3, "Signature has expired", {}),
        (3, "verify aksk signature fail", {}),
        (-3, BODY, {"Date": "?"}),
    ],
    ids=range(5),
)
def test_clock_is_put_right(
    statistics: Statistics,
    caplog: pytest.LogCaptureFixture,
    hours: float,
    words: str,
    headers: dict[str, str],
) -> None:
    """The request is signed again with the server's time, and that is logged."""
    server_ahead = Ahead(timedelta(hours=hours), words, **headers)
    with raw_server(server_ahead) as server:
        statistics(server.url, max_retries=0, **KEY)

    assert len(server.requests) == 2
    (record,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    side = "behind" if hours > 0 else "ahead of"
    assert f"s {side} the server's" in record.getMessage()
    assert record.name == "huaweicloud_statistics"


def test_clock_stays_right(caplog: pytest.LogCaptureFixture) -> None:
    """Later calls of the client are signed with the server's time at once."""
    with (
        raw_server(Ahead(timedelta(hours=3))) as server,
        coc.Client(base_url=server.url, credentials=lambda: AccessKey(AK, SK)) as client,
    ):
        for _ in range(3):
            client.get_script_job_statistics(ORDER)

    assert len(server.requests) == 4
    assert len(caplog.records) == 1


def test_clock_may_change_again() -> None:
    """If the local clock is set right later, the correction is updated."""
    server_ahead = Ahead(timedelta(hours=3))
    with raw_server(server_ahead) as server, coc.Client(base_url=server.url, **KEY) as client:
        client.get_script_job_statistics(ORDER)
        server_ahead.ahead = timedelta()
        client.get_script_job_statistics(ORDER)

    assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("verify aksk signature fail", timedelta(minutes=5)),
        ("signature expired", timedelta(seconds=5)),
        ("signature expired", None),
        ("signature expired", timedelta(days=365 * 7900)),
    ],
)
def test_other_refusals_are_reported(
    statistics: Statistics, words: str, date: timedelta | None
) -> None:
    """If the time was right or the server's is unknown, the request is not repeated."""
    headers = {} if date is None else {"Date": format_datetime(datetime.now(UTC) + date, True)}
    refusal = json_response({"error_msg": words}, 401, **headers)

    with raw_server(replies(refusal)) as server, pytest.raises(AuthenticationError):
        statistics(server.url, **KEY)

    assert len(server.requests) == 1


def test_it_is_tried_once(statistics: Statistics) -> None:
    """The request is signed again only once, and not at all with a token."""
    far = format_datetime(datetime.now(UTC) + timedelta(hours=3), usegmt=True)
    refusal = json_response({"error_msg": "signature expired"}, 401, Date=far)

    for options, count in ((KEY, 2), ({"token": TOKEN}, 1)):
        with raw_server(replies(refusal)) as server, pytest.raises(AuthenticationError):
            statistics(server.url, **options)
        assert len(server.requests) == count
