"""Responses: a result, or an error with all the details from the server."""

from __future__ import annotations

import copy
import json
import pickle
from typing import TYPE_CHECKING, Any

import huaweicloud_statistics
import pytest
from huaweicloud_statistics import (
    APIConnectionError,
    APITimeoutError,
    ArgumentError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    ContractError,
    Error,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    StatusError,
    WaitFailedError,
    WaitTimeoutError,
    coc,
)

from contract_tests.tests.client.calling import (
    FINE,
    ORDER,
    STATISTICS,
    TOKEN,
    both_kinds,
    hangs_up,
    replies,
)
from contract_tests.tests.raw_server import json_response, raw_server, response

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Call, Statistics

GATEWAY = {"error_code": "APIGW.0301", "error_msg": "Incorrect IAM", "request_id": "1234"}
JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html"}
CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}"


def failure(statistics: Statistics, sent: bytes) -> Error:
    """The error raised for a response."""
    with raw_server(hangs_up(sent)) as server, pytest.raises(Error) as caught:
        statistics(server.url, max_retries=0)
    return caught.value


def test_result_is_the_model(statistics: Statistics) -> None:
    """A call returns the success model, with unknown members."""
    body = {**STATISTICS, "later": [1.5]}

    with raw_server(replies(json_response(body))) as server:
        result = statistics(server.url)

    assert isinstance(result, coc.ScriptJobStatistics)
    assert result.to_dict() == json.loads(json.dumps(result.to_dict())) == body
    assert result.data.total_instance == 3


def test_request_has_the_token_and_the_given_headers_only(statistics: Statistics) -> None:
    """A request has the operation's path, the token, the user agent and the given headers."""
    with raw_server(replies(FINE)) as server:
        statistics(f"{server.url}/prefix/", keywords={"x_language": "zh-cn"}, app_id="fleet/1.2")

    (request,) = server.requests
    assert request.method == "GET"
    assert request.target == f"/prefix/v1/job/script/orders/{ORDER}/statistics"
    assert request.headers["x-auth-token"] == TOKEN
    assert request.headers["x-language"] == "zh-cn"
    assert "x-project-id" not in request.headers
    assert request.headers["content-type"] == "application/json"
    agent = f"huaweicloud-statistics/{huaweicloud_statistics.__version__} fleet/1.2"
    assert request.headers["user-agent"] == agent


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (409, ConflictError),
        (418, StatusError),
        (429, RateLimitError),
        (500, ServerError),
    ],
)
def test_status_raises_its_error(
    statistics: Statistics, status: int, kind: type[StatusError]
) -> None:
    """Every error status raises its type, with all the details from the server."""
    headers = {"X-Request-Id": "abc", "Location": "/elsewhere"}

    error = failure(statistics, json_response(GATEWAY, status, **headers))

    assert type(error) is kind
    assert isinstance(error, StatusError)
    assert (error.error_code, error.error_msg) == ("APIGW.0301", "Incorrect IAM")
    assert (error.operation, error.status) == ("GetScriptJobStatistics", status)
    assert error.request_id == "abc"
    assert error.headers["location"] == "/elsewhere"
    assert json.loads(error.body) == GATEWAY
    assert str(error) == (
        f"GetScriptJobStatistics: {status} APIGW.0301 Incorrect IAM (request abc)"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"errorCode": "A.1", "errorMsg": "no"}, ("A.1", "no")),
        ({"error": {"code": 401, "message": "no", "title": "Unauthorized"}}, ("401", "no")),
        ({"code": 404, "reason": {"error_code": "F.1", "error_msg": "no"}}, ("F.1", "no")),
        ([], (None, None)),
    ],
)
def test_error_members_are_found_in_every_shape(
    statistics: Statistics, body: Any, expected: tuple[str | None, str | None]
) -> None:
    """Code and message are read from every body format of the gateway and services."""
    error = failure(statistics, json_response(body, 401))

    assert isinstance(error, AuthenticationError)
    assert (error.error_code, error.error_msg) == expected


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"x" * 100_000])
def test_error_without_json_keeps_its_status(statistics: Statistics, body: bytes) -> None:
    """An error status with a proxy's page or an empty body raises the status's type."""
    error = failure(statistics, response(502, body, **HTML))

    assert isinstance(error, ServerError)
    assert (error.status, error.error_code, error.error_msg) == (502, None, None)
    assert error.body == body[: 64 * 1024]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (response(200, b"<html></html>", **HTML), "got 'text/html'"),
        (response(200, b"<html></html>", **JSON), "got invalid JSON"),
        (response(200, b"[" * 5000, **JSON), "got invalid JSON: it is nested too deeply"),
        (response(200, b"", **JSON), "got an empty body"),
        (response(200, b'{"data": 1, "data": 2}', **JSON), "a member appears twice"),
        (json_response({"data": None}), ": /data: expected object; got null"),
        (json_response(STATISTICS, 202), "status 202, which is not documented"),
        (CUT, "expected a complete body; got an interrupted body"),
        (response(200, b"plain", **JSON, Content_Encoding="gzip"), "got an undecodable body"),
    ],
)
def test_success_that_violates_the_contract_raises(
    statistics: Statistics, sent: bytes, words: str
) -> None:
    """A 200 with an undocumented body raises a ContractError."""
    error = failure(statistics, sent)

    assert isinstance(error, ContractError)
    assert words in str(error)
    assert "\n" not in str(error)
    assert error.status == int(sent.split()[1])


def test_body_is_bounded(statistics: Statistics, monkeypatch: pytest.MonkeyPatch) -> None:
    """A response beyond the size limit is rejected without being read completely."""
    monkeypatch.setattr("huaweicloud_statistics._runtime.http.body.LARGEST_BODY", 1000)

    error = failure(statistics, json_response({**STATISTICS, "padding": "x" * 1000}))

    assert isinstance(error, ContractError)
    assert "got more than 1000 bytes" in str(error)


@both_kinds
def test_raw_responses_are_returned_as_they_are(call: Call) -> None:
    """Any status and body are returned after one attempt."""
    sent = [
        json_response({"data": None}, 200, X_Request_Id="abc"),
        response(503, b"<html>", **HTML),
        response(302, b"", Location="/elsewhere"),
        CUT,
    ]
    responses = []
    for content in sent:
        with raw_server(hangs_up(content)) as server:
            options: dict[str, Any] = {"base_url": server.url, "token": TOKEN}
            responses.append(call(coc, "raw.get_script_job_statistics", ORDER, **options))
        assert len(server.requests) == 1

    assert [raw.status for raw in responses] == [200, 503, 302, 200]
    assert [raw.json for raw in responses] == [{"data": None}, None, None, {}]
    assert [raw.content for raw in responses] == [b'{"data": null}', b"<html>", b"", b"{}"]
    assert responses[0].request_id == "abc"
    assert responses[2].headers["location"] == "/elsewhere"
    assert [raw.fault for raw in responses[:3]] == [None, None, None]
    assert "interrupted" in responses[3].fault


def test_raw_call_raises_when_nothing_came(call: Call, pauses: list[float]) -> None:
    """Without a response, raw calls are retried like other calls."""
    with raw_server(hangs_up()) as server:
        options: dict[str, Any] = {"base_url": server.url, "token": TOKEN, "max_retries": 1}
        with pytest.raises(APIConnectionError):
            call(coc, "raw.get_script_job_statistics", ORDER, **options)

    assert len(server.requests) == 2
    assert len(pauses) == 1


def test_error_survives_copying_and_pickling(statistics: Statistics) -> None:
    """An error can be pickled with all its attributes; timeouts, which are OSErrors, too."""
    sent = [response(status, b"<html>", X_Request_Id="abc") for status in (200, 404)]
    waits = WaitTimeoutError("late", {"last": 1}), WaitFailedError("failed", {"last": 1})
    for error in (*(failure(statistics, one) for one in sent), APITimeoutError("late"), *waits):
        for copied in (copy.copy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301  # ours
            assert type(copied) is type(error)
            assert (str(copied), copied.args) == (str(error), error.args)
            assert vars(copied) == vars(error)


def test_errors_are_of_the_types_that_people_catch() -> None:
    """A timeout is a connection error and a TimeoutError; an invalid argument a ValueError."""
    assert issubclass(APITimeoutError, APIConnectionError)
    assert issubclass(APITimeoutError, TimeoutError)
    assert issubclass(WaitTimeoutError, TimeoutError)
    assert not issubclass(WaitTimeoutError, APIConnectionError)
    assert issubclass(ArgumentError, ValueError)
