"""Error responses that violate the contract, and successes that should be errors."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.faults.changes import (
    changed,
    error,
    html,
    in_errors,
    known_paths,
    place,
    request_with,
    with_body,
    with_headers,
    without_body,
)
from contract_tests.faults.variant import Category
from contract_tests.reference_server import Response
from contract_tests.reference_server.message import JSON_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server import ReferenceServer, Request
    from openapi.contract import JSON

ERRORS = Category("errors")

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
    ("error-message-in-a-list", "error_msg is an array.",
     lambda body: body.update(error_msg=[body["error_msg"]])),
    ("errors-in-a-list", "Errors are wrapped in an array.", lambda body: [body]),
    ("errors-as-strings", "Errors are a JSON string.", lambda body: body["error_msg"]),
    ("errors-as-null", "Errors are null.", lambda _: b"null"),
    ("errors-nested", "Errors are nested in a property error.", lambda body: {"error": body}),
    ("errors-in-camel-case", "Errors have errorCode and errorMsg.",
     lambda body: {"errorCode": body["error_code"], "errorMsg": body["error_msg"]}),
    ("errors-as-code-and-message", "Errors have code and message.",
     lambda body: {"code": body["error_code"], "message": body["error_msg"]}),
    ("errors-as-detail", "Errors have only the property detail.",
     lambda body: {"detail": body["error_msg"]}),
    ("errors-cut-short", "The JSON of errors is truncated.",
     lambda _: b'{"error_code": "APIGW.0601", "err'),
):  # fmt: skip
    ERRORS.register(_name, _sentence, in_errors(_change))

for _name, _sentence, _status, _change in (
    ("java-trace-in-message", "error_msg contains a Java stack trace.", 404, _message(JAVA)),
    ("python-trace-in-message", "error_msg contains a Python traceback.", 400, _message(PYTHON)),
    ("sql-in-message", "error_msg contains SQL.", 404, _message(SQL)),
    ("sql-in-message-of-400", "error_msg for malformed ids contains SQL.", 400, _message(SQL)),
    ("trace-in-a-member", "Errors have a property with a stack trace.", 404,
     lambda body: body.update(timestamp=1700000000, trace=JAVA)),
    ("trace-for-strangers", "error_msg for invalid tokens contains a stack trace.", 401,
     _message(JAVA)),
):  # fmt: skip
    ERRORS.register(_name, _sentence, in_errors(_change, _status))


ERRORS.register("errors-without-body", "Errors have no body.", changed(without_body))
ERRORS.register(
    "stack-trace-in-a-header",
    "Errors have a header with a Python traceback.",
    changed(lambda response: with_headers(response, X_Debug=PYTHON.partition("\n")[0])),
)
ERRORS.register(
    "errors-empty-but-json",
    "Errors have an empty body with Content-Type application/json.",
    changed(lambda response: replace(response, body=b"")),
)


def _unknown(then: Callable[[ReferenceServer, Request, Response], Response]) -> Fault:
    """Change the response to well-formed unknown ids."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response = server(request)
        missing = response.status == 404 and place(server, request)
        return then(server, request, response) if missing else response

    return fault


def _first(server: ReferenceServer, request: Request, _: Response) -> Response:
    match = place(server, request)
    paths = known_paths(server, match) if match else iter(())
    return server(replace(request, path=next(paths)[1]))


def _zero(server: ReferenceServer, request: Request, response: Response) -> Response:
    return with_body(_first(server, request, response), _zeroed)


def _zeroed(body: JSON) -> JSON:
    if isinstance(body, dict):
        return {
            key: [] if key == "batch_indexes" else _zeroed(value) for key, value in body.items()
        }
    if isinstance(body, list):
        return [_zeroed(element) for element in body]
    return 0 if isinstance(body, int) else body


for _name, _sentence, _then in (
    ("unknown-id-found", "An unknown id gets the data of another.", _first),
    ("unknown-id-zeros", "An unknown id gets 200 with zeros.", _zero),
    ("unknown-id-null", "An unknown id gets 200 with null.",
     lambda *_: Response(200, b"null", {"Content-Type": JSON_TYPE})),
    ("unknown-id-error-as-200", "An unknown id gets 200 with an error.",
     lambda _server, _request, response: replace(response, status=200)),
    ("unknown-id-no-content", "An unknown id gets 204.", lambda *_: Response(204)),
    ("unknown-id-500", "An unknown id gets 500.",
     lambda *_: error(500, "Internal server error.")),
    ("unknown-id-503", "An unknown id gets 503.",
     lambda *_: error(503, "Service unavailable.")),
    ("unknown-id-401", "An unknown id gets 401 although the token is valid.",
     lambda *_: error(401, "Incorrect IAM authentication information.", "APIGW.0301")),
    ("unknown-id-html", "An unknown id gets HTML.", lambda *_: html(404)),
    ("unknown-id-redirect", "An unknown id is redirected to a list.",
     lambda *_: Response(302, headers={"Location": "/"})),
):  # fmt: skip
    ERRORS.register(_name, _sentence, _unknown(_then))


CHINESE = {400: "参数无效。", 401: "认证信息错误。", 403: "没有权限。", 404: "不存在。"}


def chinese(response: Response) -> Response:
    """The error with its message in Chinese."""
    if not isinstance(response.body, dict) or "error_msg" not in response.body:
        return response
    body = copy.deepcopy(response.body)
    body["error_msg"] = CHINESE.get(response.status, "错误。")
    return replace(response, body=body)


LANGUAGE = Category("headers")


@LANGUAGE.variant
def always_chinese(server: ReferenceServer, request: Request) -> Response:
    """Messages of script orders are in Chinese even if English is requested."""
    response = server(request)
    return chinese(response) if request.path.startswith("/v1/") else response


@LANGUAGE.variant
def chinese_by_default(server: ReferenceServer, request: Request) -> Response:
    """Messages of script orders are in Chinese if no language is requested."""
    response = server(request)
    language = request.value("header", "x-language")
    is_default = language is None and request.path.startswith("/v1/")
    return chinese(response) if is_default else response


@LANGUAGE.variant
def language_ignored(server: ReferenceServer, request: Request) -> Response:
    """Messages are in English even if Chinese is requested."""
    if request.value("header", "x-language") == "zh-cn":
        request = request_with(request, x_language=None)
    return server(request)
