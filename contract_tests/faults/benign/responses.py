"""Unusual but conformant responses."""

from __future__ import annotations

import copy
import gzip
import itertools
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.faults.broken.responses.errors import chinese
from contract_tests.faults.changes import (
    in_errors,
    in_success,
    inflate,
    objects,
    place,
    with_body,
    with_headers,
)
from contract_tests.faults.variant import Category
from contract_tests.reference_server import Response
from contract_tests.reference_server.message import JSON_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server import Handler, ReferenceServer, Request
    from openapi.contract import JSON

RESPONSES = Category("responses")


def _json(dump: Callable[[JSON], str]) -> Fault:
    """Serialize JSON bodies differently."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response = server(request)
        if response.body is None:
            return response
        return replace(response, body=dump(json.loads(response.content)).encode())

    return fault


def _reordered(body: JSON) -> JSON:
    if isinstance(body, list):
        return [_reordered(element) for element in body]
    if isinstance(body, dict):
        return {key: _reordered(value) for key, value in reversed(body.items())}
    return body


def _floats(body: JSON) -> JSON:
    if isinstance(body, list):
        return [_floats(element) for element in body]
    if isinstance(body, dict):
        return {key: _floats(value) for key, value in body.items()}
    return float(body) if type(body) is int else body


def _more(body: JSON) -> JSON:
    for member in list(objects(body)):
        member.update(remark="läuft 运维 🚀", updated_at=1700000000.5, extra={"a": [None, -1, {}]})
    return body


for _name, _sentence, _dump in (
    ("compact-json", "JSON has no white space.", lambda b: json.dumps(b, separators=(",", ":"))),
    ("pretty-json", "JSON is indented.", lambda b: f"\n{json.dumps(b, indent=4)}\r\n\t"),
    ("reordered-json", "Members are in another order.", lambda b: json.dumps(_reordered(b))),
    ("floats-for-integers", "Integers are written as 1.0.", lambda b: json.dumps(_floats(b))),
    ("exponents-for-integers", "Integers are written as 1E0.",
     lambda b: re.sub(r"\.0\b(?=[],}])", "E0", json.dumps(_floats(b)))),
    ("more-fields", "Objects have additional members.",
     lambda b: json.dumps(_more(b), ensure_ascii=False)),
):  # fmt: skip
    RESPONSES.register(_name, _sentence, _json(_dump))


def _provider(body: JSON) -> None:
    body.update(provider_code="049", data=None, error_details=[{"reason": "", "at": None}])


def _gateway(body: JSON) -> None:
    body.update(request_id="85e1fdf826d0efb6218aad5e74203f76", error_code="APIGW.0602")


RESPONSES.register("errors-of-the-service", "Errors have additional members.", in_errors(_provider))
RESPONSES.register("errors-of-the-gateway", "Errors have a request_id.", in_errors(_gateway))


@RESPONSES.variant
def errors_in_chinese(server: ReferenceServer, request: Request) -> Response:
    """Errors are in Chinese if requested, or if X-Language is not declared."""
    response = server(request)
    is_chinese = request.value("header", "x-language") == "zh-cn" or request.path.startswith("/v2/")
    if not is_chinese or not place(server, request):
        return response
    response = chinese(response)
    if not isinstance(response.body, dict) or response.status < 400:
        return response
    return replace(response, body=json.dumps(response.body, ensure_ascii=False).encode())


@RESPONSES.variant
def more_headers(server: ReferenceServer, request: Request) -> Response:
    """Responses have additional headers: caching, cookies, security, tracing."""
    return with_headers(
        server(request),
        ETag='W/"33a64df5"',
        Cache_Control="no-store, no-cache",
        Set_Cookie="HWWAFSESID=a1b2c3; path=/",
        Strict_Transport_Security="max-age=31536000",
        Server="api-gateway",
        Vary="Accept-Encoding, X-Language",
        X_Request_Start="1700000000.123",
        X_Empty="",
    )


@RESPONSES.variant
def no_request_id(server: ReferenceServer, request: Request) -> Response:
    """Responses have no X-Request-Id."""
    return with_headers(server(request), X_Request_Id=None)


@RESPONSES.variant
def challenge(server: ReferenceServer, request: Request) -> Response:
    """401 has a WWW-Authenticate header."""
    response = server(request)
    schemes = 'Token realm="IAM", SDK-HMAC-SHA256'
    return with_headers(response, WWW_Authenticate=schemes) if response.status == 401 else response


def _typed(value: str) -> Fault:
    def fault(server: ReferenceServer, request: Request) -> Response:
        response = server(request)
        return with_headers(response, Content_Type=value) if response.body is not None else response

    return fault


for _name, _value in (
    ("content-type-in-capitals", "Application/JSON; Charset=UTF-8"),
    ("content-type-with-charset", "application/json;charset=utf-8"),
    ("content-type-in-quotes", 'application/json ; charset="utf-8"'),
):
    RESPONSES.register(_name, f"Content-Type is {_value}.", _typed(_value))


@RESPONSES.variant
def gzip_when_offered(server: ReferenceServer, request: Request) -> Response:
    """Bodies are compressed for clients that accept gzip."""
    response = server(request)
    if response.body is None or "gzip" not in (request.value("header", "accept-encoding") or ""):
        return response
    compressed = replace(response, body=gzip.compress(response.content))
    return with_headers(compressed, Content_Encoding="gzip", Vary="Accept-Encoding")


def _new_status(body: JSON) -> None:
    """Rename statuses to values that clients do not know yet."""
    for member in list(objects(body)):
        if member.get("instance_status") in ("CANCELED", "FINISHED"):
            member["instance_status"] = f"{member['instance_status']}_LATE"


def _without_zeros(body: JSON) -> None:
    if "data" in body:
        kept = [
            statistic
            for statistic in body["data"]["execute_statistics"]
            if statistic["instance_count"]
        ]
        body["data"]["execute_statistics"] = kept


def _largest(body: JSON) -> None:
    """Raise a count to its maximum."""
    is_order = "data" in body
    count = (
        body["data"]["total_instance"]
        if is_order
        else body["common_task_details"]["running_tasks_count"]
    )
    inflate(body, (2**31 - 1 if is_order else 999_999_999_999) - count)


def _backwards(body: JSON) -> None:
    if "data" in body:
        body["data"]["execute_statistics"].reverse()


for _name, _sentence, _change in (
    ("new-status", "Statuses are not among the documented ones; sums are consistent.", _new_status),
    ("zero-statuses-left-out", "Statuses without instances are omitted.", _without_zeros),
    ("largest-counts", "A count has its maximum value.", _largest),
    ("statuses-backwards", "Statuses are in reverse order.", _backwards),
):
    RESPONSES.register(_name, _sentence, in_success(_change), settled=False)


def counts_grow(server: ReferenceServer) -> Handler:
    """Counts grow with every request; sums are consistent."""
    numbers = itertools.count(1)

    def handler(request: Request) -> Response:
        response = server(request)
        if response.status != 200:
            return response
        return with_body(copy.copy(response), lambda body: inflate(body, next(numbers)))

    return handler


RESPONSES.register("counts-grow", counts_grow.__doc__ or "", counts_grow, settled=False)


@RESPONSES.variant
def service_refuses_the_token(server: ReferenceServer, request: Request) -> Response:
    """Invalid tokens get an error of the service instead of the gateway."""
    response = server(request)
    if response.status != 401:
        return response
    body = {
        "error_code": "common.01010001",
        "error_msg": "Token missing or invalid.",
        "data": None,
        "provider_code": "049",
    }
    return Response(401, body, {"Content-Type": JSON_TYPE})
