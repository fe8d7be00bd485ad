"""A call never exceeds its timeout, whatever the server does.

The servers here would go on for much longer than a test may take; a call that did not end by its
timeout would end in another way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import APIConnectionError, APITimeoutError, ServerError, coc

from contract_tests.tests.client.calling import (
    FINE,
    ORDER,
    STATISTICS,
    TOKEN,
    both_kinds,
    replies,
)
from contract_tests.tests.client.endless import HEAD, LONG_BODY, drips, holds
from contract_tests.tests.raw_server import raw_server, response

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Behaviour, Call, Statistics
    from contract_tests.tests.client.clock import Clock
    from contract_tests.tests.raw_server import Exchange


@both_kinds
@pytest.mark.parametrize(
    "behave",
    [
        holds(),
        holds(FINE[:-9]),
        drips(HEAD, b"X-A: b\r\n"),
        drips(b"HTTP/1.1 200 O", b"K"),
        drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        drips(LONG_BODY, b" "),
        drips(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    ],
    ids=["silent", "stalling", "headers", "status", "hints", "body", "chunks"],
)
def test_deadline_is_for_everything(statistics: Statistics, behave: Behaviour) -> None:
    """Neither silence nor an endless response exceeds the timeout."""
    with raw_server(behave) as server, pytest.raises(APITimeoutError, match=r"in 0\.1 s"):
        statistics(server.url, keywords={"timeout": 0.1})


@both_kinds
@pytest.mark.parametrize("timeout", [1e7, 1e12, 1e300])
def test_timeout_may_be_as_long_as_one_likes(statistics: Statistics, timeout: float) -> None:
    """A timeout beyond the limits of the system's functions is accepted."""
    with raw_server(replies(FINE)) as server:
        assert statistics(server.url, timeout=timeout).to_dict() == STATISTICS


def test_raw_calls_have_it_too(call: Call) -> None:
    """An incomplete response is not returned."""
    with raw_server(drips(LONG_BODY, b" ")) as server:
        options: dict[str, Any] = {"base_url": server.url, "token": TOKEN, "timeout": 0.1}
        with pytest.raises(APITimeoutError):
            call(coc, "raw.get_script_job_statistics", ORDER, **options)


def test_retries_end_with_it(statistics: Statistics, clock: Clock) -> None:
    """The timeout limits the number of retries of a slow server."""

    def behave(exchange: Exchange) -> None:
        clock.seconds += 1
        exchange.send(response(503))

    with raw_server(behave) as server, pytest.raises((APITimeoutError, ServerError)):
        statistics(server.url, timeout=5, max_retries=10_000)

    assert 1 < len(server.requests) <= 6


def test_error_before_it_is_reported(statistics: Statistics, clock: Clock) -> None:
    """The last error before the timeout is attached as its cause."""

    def behave(exchange: Exchange) -> None:
        if exchange.number:
            clock.seconds += 30
            exchange.send(HEAD)
            exchange.hold()
        exchange.send(response(503, X_Request_Id="first"))

    with raw_server(behave) as server, pytest.raises(APITimeoutError) as caught:
        statistics(server.url, timeout=30)

    assert caught.value.__notes__ == ["before that: 503 (request first)"]


@both_kinds
def test_name_that_does_not_resolve_is_no_timeout(statistics: Statistics) -> None:
    """A name that cannot be resolved raises an APIConnectionError."""
    with pytest.raises(APIConnectionError) as caught:
        statistics("http://nowhere.invalid", max_retries=0)

    assert not isinstance(caught.value, APITimeoutError)
