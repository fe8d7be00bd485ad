"""Errors that are not told as the contract has it, and successes that ought to be errors."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.faults.edit import (
    error,
    html,
    known_paths,
    place,
    refused,
    request_with,
    with_body,
    with_headers,
)
from contract_tests.faults.variant import Shelf
from contract_tests.reference_server import Response
from contract_tests.reference_server.message import JSON_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server import ReferenceServer, Request
    from openapi.contract import JSON

ERRORS = Shelf("errors")

JAVA = (
    "java.lang.NullPointerException: Cannot invoke getOrder()\n"
    "\tat com.huawei.coc.order.StatisticsService.count(StatisticsService.java:118)\n"
    "\tat java.base/java.lang.Thread.run(Thread.java:829)"
)
PYTHON = (
    "Traceback (most recent call last):\n"
    '  File "/opt/app/statistics/views.py", line 41, in get\n'
    "    order = orders[execute_uuid]\nKeyError: 'SCT'"
)
SQL = (
    "You have an error in your SQL syntax near 'LIMIT 1': "
    "SELECT instance_status, COUNT(*) FROM t_order WHERE execute_uuid = 'SCT' LIMIT 1"
)


def _message(text: str) -> Callable[[JSON], None]:
    return lambda body: body.update(error_msg=text)


def _without(name: str) -> Callable[[JSON], None]:
    return lambda body: body.pop(name)


for _name, _sentence, _change in (
    ("errors-without-message", "Errors have no error_msg.", _without("error_msg")),
    ("errors-without-code", "Errors have no error_code.", _without("error_code")),
    ("error-code-as-number", "error_code is a number.", lambda body: body.update(error_code=3002)),
    ("error-message-null", "error_msg is null.", lambda body: body.update(error_msg=None)),
    ("error-message-in-a-list", "error_msg is a list.",
     lambda body: body.update(error_msg=[body["error_msg"]])),
    ("errors-in-a-list", "Errors come in a list.", lambda body: [body]),
    ("errors-as-strings", "Errors come as a JSON string.", lambda body: body["error_msg"]),
    ("errors-as-null", "Errors come as null.", lambda _: b"null"),
    ("errors-nested", "Errors are inside a member error.", lambda body: {"error": body}),
    ("errors-in-camel-case", "Errors have errorCode and errorMsg.",
     lambda body: {"errorCode": body["error_code"], "errorMsg": body["error_msg"]}),
    ("errors-as-code-and-message", "Errors have code and message.",
     lambda body: {"code": body["error_code"], "message": body["error_msg"]}),
    ("errors-as-detail", "Errors have the one member detail.",
     lambda body: {"detail": body["error_msg"]}),
    ("errors-cut-short", "The JSON of errors breaks off.",
     lambda _: b'{"error_code": "APIGW.0601", "err'),
):  # fmt: skip
    ERRORS.add(_name, _sentence, refused(_change))

for _name, _sentence, _status, _change in (
    ("java-trace-in-message", "A Java stack trace is in error_msg.", 404, _message(JAVA)),
    ("python-trace-in-message", "A Python traceback is in error_msg.", 400, _message(PYTHON)),
    ("sql-in-message", "SQL is in error_msg.", 404, _message(SQL)),
    ("sql-in-message-of-400", "SQL is in the error_msg of a malformed id.", 400, _message(SQL)),
    ("trace-in-a-member", "A stack trace is in a member of its own.", 404,
     lambda body: body.update(timestamp=1700000000, trace=JAVA)),
    ("trace-for-strangers", "A stack trace is in the error_msg of a wrong token.", 401,
     _message(JAVA)),
):  # fmt: skip
    ERRORS.add(_name, _sentence, refused(_change, _status))


@ERRORS.fault
def errors_without_body(server: ReferenceServer, request: Request) -> Response:
    """Errors have no body."""
    answer = server(request)
    if answer.status < 400:
        return answer
    return with_headers(replace(answer, body=None), Content_Type=None)


@ERRORS.fault
def errors_empty_but_json(server: ReferenceServer, request: Request) -> Response:
    """Errors are declared JSON, and empty."""
    answer = server(request)
    return replace(answer, body=b"") if answer.status >= 400 else answer


def _unknown(then: Callable[[ReferenceServer, Request, Response], Response]) -> Fault:
    """Response an unknown id of the right shape otherwise."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        answer = server(request)
        missing = answer.status == 404 and place(server, request)
        return then(server, request, answer) if missing else answer

    return fault


def _first(server: ReferenceServer, request: Request, _: Response) -> Response:
    match = place(server, request)
    paths = known_paths(server, match) if match else iter(())
    return server(replace(request, path=next(paths)[1]))


def _zero(server: ReferenceServer, request: Request, answer: Response) -> Response:
    return with_body(_first(server, request, answer), _zeroed)


def _zeroed(body: JSON) -> JSON:
    if isinstance(body, dict):
        return {
            key: [] if key == "batch_indexes" else _zeroed(value) for key, value in body.items()
        }
    if isinstance(body, list):
        return [_zeroed(one) for one in body]
    return 0 if isinstance(body, int) else body


for _name, _sentence, _then in (
    ("unknown-id-found", "An unknown id is answered with the data of another.", _first),
    ("unknown-id-zeros", "An unknown id is answered 200 with zeros.", _zero),
    ("unknown-id-null", "An unknown id is answered 200 with null.",
     lambda *_: Response(200, b"null", {"Content-Type": JSON_TYPE})),
    ("unknown-id-error-as-200", "An unknown id is answered 200 with an error.",
     lambda *of: replace(of[2], status=200)),
    ("unknown-id-no-content", "An unknown id is answered 204.", lambda *_: Response(204)),
    ("unknown-id-500", "An unknown id is answered 500.",
     lambda *_: error(500, "Internal server error.")),
    ("unknown-id-503", "An unknown id is answered 503.",
     lambda *_: error(503, "Service unavailable.")),
    ("unknown-id-401", "An unknown id is answered 401, though the token is right.",
     lambda *_: error(401, "Incorrect IAM authentication information.", "APIGW.0301")),
    ("unknown-id-html", "An unknown id is answered in HTML.", lambda *_: html(404)),
    ("unknown-id-redirect", "An unknown id is redirected to a list.",
     lambda *_: Response(302, headers={"Location": "/"})),
):  # fmt: skip
    ERRORS.add(_name, _sentence, _unknown(_then))


CHINESE = {400: "参数无效。", 401: "认证信息错误。", 403: "没有权限。", 404: "不存在。"}


def chinese(answer: Response) -> Response:
    """An error with its message in Chinese, as UTF-8."""
    if not isinstance(answer.body, dict) or "error_msg" not in answer.body:
        return answer
    body = copy.deepcopy(answer.body)
    body["error_msg"] = CHINESE.get(answer.status, "错误。")
    return replace(answer, body=body)


LANGUAGE = Shelf("headers")


@LANGUAGE.fault
def always_chinese(server: ReferenceServer, request: Request) -> Response:
    """Messages of script orders are in Chinese, even when English was asked for."""
    answer = server(request)
    return chinese(answer) if request.path.startswith("/v1/") else answer


@LANGUAGE.fault
def chinese_by_default(server: ReferenceServer, request: Request) -> Response:
    """Messages of script orders are in Chinese when no language was asked for."""
    answer = server(request)
    asked = request.value("header", "x-language")
    return chinese(answer) if asked is None and request.path.startswith("/v1/") else answer


@LANGUAGE.fault
def language_ignored(server: ReferenceServer, request: Request) -> Response:
    """Messages are in English, even when Chinese was asked for."""
    if request.value("header", "x-language") == "zh-cn":
        request = request_with(request, x_language=None)
    return server(request)
