"""Error messages: the server's message, a redirect's location, the number of attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import APIConnectionError, ContractError, Error

from contract_tests.tests.client.calling import both_kinds, hangs_up, replies
from contract_tests.tests.client.listening import listening
from contract_tests.tests.raw_server import json_response, raw_server, response

if TYPE_CHECKING:
    import socket

    from contract_tests.tests.client.calling import Statistics


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"errorCode": "COC.1", "errorMsg": "locked"}, "200 COC.1 locked (request sent); "),
        ({"data": {"code": "x", "message": "ok"}}, "/data/"),
    ],
)
def test_success_that_is_an_error_is_reported_in_its_words(
    statistics: Statistics, body: dict[str, Any], words: str
) -> None:
    """The error has the server's message, the violation and the request id."""
    with (
        raw_server(replies(json_response(body, X_Request_Id="sent"))) as server,
        pytest.raises(ContractError) as caught,
    ):
        statistics(server.url)

    assert str(caught.value).startswith(f"GetScriptJobStatistics: {words}")
    assert "/data" in str(caught.value)
    assert caught.value.request_id == "sent"


def test_request_id_of_a_body_is_found(statistics: Statistics) -> None:
    """Some services put the request id in the body."""
    body = {"error_code": "A", "error_msg": "no", "request_id": "written"}
    with raw_server(replies(json_response(body))) as server, pytest.raises(ContractError) as caught:
        statistics(server.url)

    assert caught.value.request_id == "written"


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://login.corp.test/a/b?state=1#x", "https://login.corp.test/a/b"),
        ("//user:hunter2@login.corp.test/", "//login.corp.test/"),
        ("javascript:1", "javascript:1"),
        ("http://[", "http://["),
        ("", "empty"),
    ],
)
def test_redirect_names_its_location(statistics: Statistics, location: str, shown: str) -> None:
    """The location is redacted; the redirect is not followed."""
    with (
        raw_server(replies(response(302, b"", Location=location))) as server,
        pytest.raises(ContractError, match="got status 302") as caught,
    ):
        statistics(server.url)

    assert str(caught.value).endswith(f"; its Location is {shown}")
    assert len(server.requests) == 1


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("sent", [response(503), b""], ids=["503", "none"])
def test_last_failure_says_how_often_it_was_tried(statistics: Statistics, sent: bytes) -> None:
    """The message has attempts and duration if the call was retried."""
    for retries, words in (
        (3, r"; tried 4 times in \d+\.\d s(\n|$)"),
        (0, r"(503|response)(\n|$)"),
    ):
        with raw_server(hangs_up(sent)) as server, pytest.raises(Error, match=words):
            statistics(server.url, max_retries=retries)


@both_kinds
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"HTTP/1.1 101 X\r\nUpgrade: x\r\n\r\n", "a switch to another protocol (101)"),
        (b"HTTP/1.1 099 X\r\n\r\n", "an invalid status"),
        (b"HTTP/2 200\r\n\r\n", "a response that is not HTTP/1.1"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "a response that is not HTTP/1.1"),
        (b"\r\n\r\n", "a response that is not HTTP/1.1"),
        (b"HTTP/1.1 200 OK\r\n", "the connection was closed without a complete response"),
        (b"HTTP/1.1 200 OK\r\nA: " + b"a" * 200_000, "more than 100 KiB of headers"),
        (b"HTTP/1.1 200 OK\r\n A: x\r\n\r\n", "illegal header line"),
        (b"HTTP/1.1 200 OK\r\nbroken\r\n\r\n", "illegal header line: 'broken'"),
    ],
)
def test_failure_of_the_protocol_is_in_plain_words(
    statistics: Statistics, sent: bytes, words: str
) -> None:
    """Nobody needs to know the library that reads responses."""

    def attend(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(sent)

    with listening(attend) as port, pytest.raises(APIConnectionError) as caught:
        statistics(f"http://127.0.0.1:{port}", max_retries=0)

    assert str(caught.value).startswith(f"GetScriptJobStatistics: 127.0.0.1:{port}: {words}")
