"""The generated client against servers on the loopback, synchronous and asynchronous."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import pickle
import re
import socket
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import huaweicloud_statistics
import pytest
from huaweicloud_statistics import (
    APIConnectionError,
    APITimeoutError,
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
    coc,
    roma,
)
from huaweicloud_statistics.coc.lowlevel import AuthenticatedClient
from huaweicloud_statistics.coc.lowlevel.api.script_orders import get_script_job_statistics

from contract_tests.tests.client.support import Reply, Request, call_async, call_sync, serving
from openapi.contract import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = "MIITOKENsecret0123456789"
ORDER = "SCT2023083109562601af694bf"
STATISTICS = {
    "data": {
        "total_instance": 1,
        "execute_statistics": [
            {"instance_status": "READY", "instance_count": 0, "batch_indexes": []},
            {"instance_status": "CANCELED", "instance_count": 1, "batch_indexes": [1]},
        ],
    }
}
DETAILS = {
    "running_tasks_count": 2,
    "abnormal_tasks_count": 2,
    "terminated_tasks_count": 6,
    "completed_tasks_count": 999999999999,
}
GATEWAY = {"error_code": "APIGW.0301", "error_msg": "Incorrect IAM", "request_id": "1234"}


@pytest.fixture(name="call", params=[call_sync, call_async], ids=["sync", "async"])
def _call(request: pytest.FixtureRequest) -> Callable[..., Any]:
    call: Callable[..., Any] = request.param
    return call


def statistics(call: Callable[..., Any], url: str, order: str = ORDER, **options: Any) -> Any:
    """Call COC's operation."""
    options = {"token": TOKEN, "max_retries": 0, **options}
    return call(coc, "get_script_job_statistics", order, url=url, **options)


def failure(call: Callable[..., Any], reply: Reply, **options: Any) -> Error:
    """What is raised for a reply."""
    with serving(lambda _: reply) as server, pytest.raises(Error) as caught:
        statistics(call, server.url, **options)
    return caught.value


def test_result_is_the_model(call: Callable[..., Any]) -> None:
    """A call returns the success model alone, unknown members kept."""
    body = {**STATISTICS, "later": [1.5]}

    with serving(lambda _: Reply.json(body)) as server:
        got = statistics(call, server.url)

    assert isinstance(got, coc.ScriptJobStatistics)
    assert body == got.to_dict()
    assert 1 == got.data.total_instance


def test_two_path_parameters_are_positional_in_path_order(call: Callable[..., Any]) -> None:
    """ROMA's operation takes the project first, then the instance."""
    body = {"common_task_details": DETAILS, "cdc_task_details": DETAILS}

    with serving(lambda _: Reply.json(body)) as server:
        got = call(roma, "count_tasks", "project", "instance", url=server.url, token=TOKEN)

    assert 999999999999 == got.cdc_task_details.completed_tasks_count
    assert "/v2/project/fdi/instances/instance/statistics/tasks" == server.requests[0].target


def test_request_carries_token_names_and_given_headers_only(call: Callable[..., Any]) -> None:
    """What is sent is the operation's path, the token, the user agent and the given headers."""
    with serving(lambda _: Reply.json(STATISTICS)) as server:
        statistics(call, f"{server.url}/prefix/", keywords={"x_language": "zh-cn"})

    (request,) = server.requests
    assert "GET" == request.method
    assert f"/prefix/v1/job/script/orders/{ORDER}/statistics" == request.target
    assert TOKEN == request.headers["x-auth-token"]
    assert "zh-cn" == request.headers["x-language"]
    assert "x-project-id" not in request.headers
    assert "application/json" == request.headers["content-type"]
    expected = f"huaweicloud-statistics/{huaweicloud_statistics.__version__}"
    assert expected == request.headers["user-agent"]


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
        (503, ServerError),
        (599, ServerError),
    ],
)
def test_status_raises_its_type(
    call: Callable[..., Any], status: int, kind: type[StatusError]
) -> None:
    """Every error status raises its type, and says all the server told."""
    reply = Reply.json(GATEWAY, status, **{"X-Request-Id": "abc", "Location": "/elsewhere"})

    error = failure(call, reply)

    assert kind is type(error)
    assert isinstance(error, StatusError)
    assert status == error.status
    assert "APIGW.0301" == error.error_code
    assert "Incorrect IAM" == error.error_msg
    assert "abc" == error.request_id
    assert "/elsewhere" == error.headers["location"]
    assert GATEWAY == json.loads(error.body)
    assert "GetScriptJobStatistics" == error.operation
    assert f"GetScriptJobStatistics: {status} APIGW.0301 Incorrect IAM (request abc)" == str(error)


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
    call: Callable[..., Any], body: Any, expected: tuple[str | None, str | None]
) -> None:
    """Code and message are read from each body shape that the gateway and services use."""
    error = failure(call, Reply.json(body, 401))

    assert isinstance(error, AuthenticationError)
    assert expected == (error.error_code, error.error_msg)


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"", b"\xff\xfe", b"x" * 100_000])
def test_error_without_json_keeps_its_status(call: Callable[..., Any], body: bytes) -> None:
    """A proxy's page, or nothing, under an error status is that status still."""
    error = failure(call, Reply(502, body, {"Content-Type": "text/html"}))

    assert isinstance(error, ServerError)
    assert (502, None, None) == (error.status, error.error_code, error.error_msg)
    assert body[: 64 * 1024] == error.body


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(200, b"<html></html>", {"Content-Type": "text/html"}), "got 'text/html'"),
        (Reply(200, b"<html></html>"), "not JSON"),
        (Reply(200, b""), "an empty body"),
        (Reply(200, b'{"data": '), "not JSON"),
        (Reply(200, b'{"data": 1, "data": 2}'), "twice"),
        (Reply(200, b'{"data": NaN}'), "NaN"),
        (Reply(200, b'{"data": "\xff"}'), "not JSON"),
        (Reply(200, b"[" * 100_000), "not JSON"),
        (Reply.json({}), "/data: expected this member; got none"),
        (Reply.json({"data": None}), "/data: expected object; got null"),
        (Reply.json([]), "expected object; got []"),
        (
            Reply.json({"data": {"total_instance": 0, "execute_statistics": None}}),
            "/data/execute_statistics: expected array; got null",
        ),
        (Reply.json(STATISTICS, 202), "status 202, which is not documented"),
        (Reply(204), "status 204, which is not documented"),
        (Reply(302, b"", {"Location": "/elsewhere"}), "expected status 200; got status 302"),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}"), "broken"),
        (
            Reply(200, b"plain", {"Content-Type": "application/json", "Content-Encoding": "gzip"}),
            "broken",
        ),
    ],
)
def test_success_with_another_body_raises(
    call: Callable[..., Any], reply: Reply, words: str
) -> None:
    """A 200 whose body is not the documented one is a contract error, never a value."""
    error = failure(call, reply)

    assert isinstance(error, ContractError)
    assert words in str(error)
    assert "\n" not in str(error)
    assert reply.status == error.status


def test_body_is_bounded(call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a sane number of bytes is refused, not gathered."""
    monkeypatch.setattr("huaweicloud_statistics._runtime.wire.LARGEST_BODY", 1000)

    error = failure(call, Reply.json({**STATISTICS, "padding": "x" * 1000}))

    assert isinstance(error, ContractError)
    assert "more than 1000 bytes" in str(error)


def test_refused_connection(call: Callable[..., Any]) -> None:
    """Where nobody listens, the connection fails."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))

        with pytest.raises(APIConnectionError):
            statistics(call, f"http://127.0.0.1:{taken.getsockname()[1]}")


@pytest.mark.parametrize("raw", [b"", b"HTTP/1.1", b"nonsense\r\n\r\n"])
def test_no_http_answer_is_a_failed_connection(call: Callable[..., Any], raw: bytes) -> None:
    """A server that hangs up, or speaks something else, has not answered."""
    assert isinstance(failure(call, Reply(raw=raw)), APIConnectionError)


@pytest.mark.parametrize(
    "raw",
    [None, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n"],
)
def test_stalled_server_costs_the_timeout_and_no_more(
    call: Callable[..., Any], raw: bytes | None
) -> None:
    """Neither silence nor a body that trickles in for ever outlasts the timeout."""
    start = time.monotonic()
    release: list[None] = []

    def respond(_: Request) -> Reply:
        while raw is None and not release and time.monotonic() < start + 5:
            time.sleep(0.01)
        return Reply(raw=raw, stall=True)

    with serving(respond) as server:
        with pytest.raises(APITimeoutError):
            statistics(call, server.url, timeout=0.3)
        release.append(None)

    assert time.monotonic() - start < 3


@pytest.mark.parametrize(
    "reply",
    [
        Reply.json(GATEWAY, 401),
        Reply(200, b"<html>"),
        Reply(302, b"", {"Location": "http://127.0.0.1:9/"}),
        Reply(raw=b""),
    ],
)
def test_token_shows_nowhere(
    call: Callable[..., Any], reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    """No error, traceback or log record of a failed call holds the token."""
    caplog.set_level(logging.DEBUG)

    error = failure(call, reply)

    assert TOKEN not in "".join(traceback.format_exception(error))
    assert TOKEN not in repr(vars(error))
    assert TOKEN not in caplog.text
    assert caplog.records


@pytest.mark.parametrize("status", [200, 404])
def test_error_survives_copying_and_pickling(call: Callable[..., Any], status: int) -> None:
    """An error can cross processes with all it carries."""
    error = failure(call, Reply(status, b"<html>", {"X-Request-Id": "abc"}))

    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301  # ours
        assert type(error) is type(twin)
        assert (str(error), vars(error)) == (str(twin), vars(twin))


def test_closed_client_raises() -> None:
    """After its block, a client refuses calls by an error of the package."""
    with coc.Client(base_url="http://127.0.0.1:9", token=TOKEN) as client:
        pass

    with pytest.raises(Error, match="closed"):
        client.get_script_job_statistics(ORDER)


def test_closed_asynchronous_client_raises() -> None:
    """As the synchronous one."""

    async def run() -> None:
        async with coc.AsyncClient(base_url="http://127.0.0.1:9", token=TOKEN) as client:
            pass
        await client.get_script_job_statistics(ORDER)

    with pytest.raises(Error, match="closed"):
        asyncio.run(run())


def test_one_client_serves_many_threads() -> None:
    """Threads share a client, and each gets its own answer."""

    def respond(request: Request) -> Reply:
        number = int(request.target.split("/")[5])
        return Reply.json({"data": {"total_instance": number, "execute_statistics": []}})

    def total(number: int) -> int:
        return client.get_script_job_statistics(str(number)).data.total_instance

    with (
        serving(respond) as server,
        coc.Client(base_url=server.url, token=TOKEN) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        got = list(pool.map(total, range(40)))

    assert list(range(40)) == got


def test_environment_proxy_is_not_used_for_the_loopback(
    call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy in the environment does not come between a client and its own machine."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    with serving(lambda _: Reply.json(STATISTICS)) as server:
        assert 1 == statistics(call, server.url).data.total_instance


def test_stock_functions_stay_usable() -> None:
    """The generator's own functions and client work underneath."""
    with serving(lambda _: Reply.json(STATISTICS)) as server:
        stock = AuthenticatedClient(
            base_url=server.url, token=TOKEN, prefix="", auth_header_name="X-Auth-Token"
        )
        with stock as client:
            got = get_script_job_statistics.sync(ORDER, client=client)

    assert STATISTICS == got.to_dict() if got else None
    assert TOKEN == server.requests[0].headers["x-auth-token"]


def test_every_failure_derives_from_error() -> None:
    """All exported exceptions have one base and are named as they are imported."""
    exported = {
        name: getattr(huaweicloud_statistics, name) for name in huaweicloud_statistics.__all__
    }
    for name in ("RawResponse", "__version__"):
        exported.pop(name)

    assert all(issubclass(kind, Error) for kind in exported.values())
    for name, kind in exported.items():
        assert f"huaweicloud_statistics.{name}" == f"{kind.__module__}.{kind.__qualname__}"


def test_httpx_is_imported_in_one_place() -> None:
    """Hand-written code reaches httpx through one module."""
    runtime = CONTRACTS / "client" / "runtime"
    importing = [
        path.name
        for path in runtime.glob("*.py")
        if re.search(r"^\s*(import|from) httpx\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert ["_httpx.py"] == importing
