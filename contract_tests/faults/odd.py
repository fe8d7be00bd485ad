"""Servers that keep every clause, each in a way that is seldom seen."""

from __future__ import annotations

import copy
import gzip
import itertools
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.faults.edit import (
    error,
    found,
    html,
    inflate,
    let_in,
    objects,
    place,
    refused,
    request_with,
    with_body,
    with_headers,
)
from contract_tests.faults.errors import chinese
from contract_tests.faults.variant import Shelf
from contract_tests.reference_server.message import JSON_TYPE, Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server.message import Handler, Request
    from contract_tests.reference_server.server import ReferenceServer
    from contract_tests.spec import JSON

ODDITIES = Shelf("odd")
LANGUAGES = ("zh-cn", "en-us")
NO_SUCH_API = "The API does not exist or has not been published in the environment."


def _json(dump: Callable[[JSON], str]) -> Fault:
    """Write JSON bodies another way."""

    def fault(server: ReferenceServer, request: Request) -> Answer:
        answer = server(request)
        if answer.body is None:
            return answer
        return replace(answer, body=dump(json.loads(answer.content)).encode())

    return fault


def _reordered(body: JSON) -> JSON:
    if isinstance(body, list):
        return [_reordered(one) for one in body]
    if isinstance(body, dict):
        return {key: _reordered(value) for key, value in reversed(body.items())}
    return body


def _floats(body: JSON) -> JSON:
    if isinstance(body, list):
        return [_floats(one) for one in body]
    if isinstance(body, dict):
        return {key: _floats(value) for key, value in body.items()}
    return float(body) if type(body) is int else body


def _more(body: JSON) -> JSON:
    for one in list(objects(body)):
        one.update(remark="läuft 运维 🚀", updated_at=1700000000.5, extra={"a": [None, -1, {}]})
    return body


for _name, _sentence, _dump in (
    ("compact-json", "JSON without spaces.", lambda b: json.dumps(b, separators=(",", ":"))),
    ("pretty-json", "JSON on many lines.", lambda b: f"\n{json.dumps(b, indent=4)}\r\n\t"),
    ("reordered-json", "Members in another order.", lambda b: json.dumps(_reordered(b))),
    ("floats-for-integers", "1.0 for 1.", lambda b: json.dumps(_floats(b))),
    ("exponents-for-integers", "1E0 for 1.", lambda b: json.dumps(_floats(b)).replace(".0", "E0")),
    ("more-fields", "More members in every object.",
     lambda b: json.dumps(_more(b), ensure_ascii=False)),
):  # fmt: skip
    ODDITIES.add(_name, _sentence, _json(_dump))


def _instead(of: int, status: int) -> Fault:
    """Another status for what is at the path of an operation."""

    def fault(server: ReferenceServer, request: Request) -> Answer:
        answer = server(request)
        here = answer.status == of and place(server, request)
        return replace(answer, status=status) if here else answer

    return fault


ODDITIES.add("malformed-id-404", "A malformed id is answered 404.", _instead(400, 404))
ODDITIES.add("unknown-id-400", "An unknown id is answered 400.", _instead(404, 400))


@ODDITIES.fault
def unknown_id_404(server: ReferenceServer, request: Request) -> Answer:
    """An unknown id is answered 404, with members of the gateway's and the service's."""
    more: dict[str, JSON] = {"request_id": "85e1fdf826d0efb6218aad5e74203f76", "details": None}
    return refused(lambda body: body.update(more), 404)(server, request)


@ODDITIES.fault
def other_project_403(server: ReferenceServer, request: Request) -> Answer:
    """A project that is not the caller's is answered 403."""
    answer, match = server(request), place(server, request)
    if answer.status != 404 or match is None or "project_id" not in match.parameters:
        return answer
    own = {one.path["project_id"]: one for one in server.store.known["CountTasks"]}
    of = {one.path["instance_id"]: one for one in server.store.known["CountTasks"]}
    home = of.get(match.parameters["instance_id"])
    if home or match.parameters["project_id"] not in own:
        return replace(answer, status=403)
    return answer


def _undeclared(answer: Answer, *methods: str) -> Fault:
    """Answer undeclared methods, or those named, otherwise."""

    def fault(server: ReferenceServer, request: Request) -> Answer:
        if not place(server, request) or request.method == "GET":
            return server(request)
        others = request.method not in ("HEAD", "OPTIONS")
        return answer if request.method in methods or (not methods and others) else server(request)

    return fault


for _name, _sentence, _answer, _methods in (
    ("undeclared-method-404", "An undeclared method is answered 404.",
     error(404, NO_SUCH_API, "APIGW.0101"), ()),
    ("undeclared-method-401", "An undeclared method is answered 401.",
     error(401, "Incorrect IAM authentication information", "APIGW.0301"), ()),
    ("undeclared-method-403", "An undeclared method is answered 403.",
     error(403, "The IAM user is not authorized to access the API.", "APIGW.0302"), ()),
    ("undeclared-method-405", "An undeclared method is answered 405, and only GET is allowed.",
     error(405, "Method not allowed.", "APIGW.0101", Allow="GET"), ()),
    ("no-head-no-options-404", "HEAD and OPTIONS are answered 404.",
     error(404, NO_SUCH_API, "APIGW.0101"), ("HEAD", "OPTIONS")),
    ("no-head-no-options-405", "HEAD and OPTIONS are answered 405.",
     error(405, "Method not allowed.", "APIGW.0101", Allow="GET"), ("HEAD", "OPTIONS")),
    ("options-with-cors", "OPTIONS is answered 200, in the words of CORS.",
     Answer(200, headers={
         "Allow": "GET, HEAD, OPTIONS",
         "Access-Control-Allow-Origin": "*",
         "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
     }), ("OPTIONS",)),
):  # fmt: skip
    ODDITIES.add(_name, _sentence, _undeclared(_answer, *_methods))


@ODDITIES.fault
def validation_before_authentication(server: ReferenceServer, request: Request) -> Answer:
    """A malformed id is answered 400 before the token is looked at."""
    bare = request_with(let_in(server, request), x_language=None)
    answer = server(bare)
    return answer if answer.status == 400 else server(request)


@ODDITIES.fault
def authentication_before_routing(server: ReferenceServer, request: Request) -> Answer:
    """Without a right token every path and method is answered 401 or 403."""
    refusal = server.access.refusal(server.operations[0], request)
    if refusal is None:
        return server(request)
    return error(refusal.status, refusal.message, refusal.code)


@ODDITIES.fault
def unsupported_language_ignored(server: ReferenceServer, request: Request) -> Answer:
    """An unsupported language is passed over."""
    if request.value("header", "x-language") not in LANGUAGES:
        request = request_with(request, x_language=None)
    return server(request)


def _provider(body: JSON) -> None:
    body.update(provider_code="049", data=None, error_details=[{"reason": "", "at": None}])


def _gateway(body: JSON) -> None:
    body.update(request_id="85e1fdf826d0efb6218aad5e74203f76", error_code="APIGW.0602")


ODDITIES.add("errors-of-the-service", "Errors have more members.", refused(_provider))
ODDITIES.add("errors-of-the-gateway", "Errors have a request_id.", refused(_gateway))


@ODDITIES.fault
def errors_in_chinese(server: ReferenceServer, request: Request) -> Answer:
    """Errors are in Chinese where that was asked for, or where no language can be."""
    answer = server(request)
    asked = request.value("header", "x-language") == "zh-cn" or request.path.startswith("/v2/")
    if not asked or not place(server, request):
        return answer
    answer = chinese(answer)
    if not isinstance(answer.body, dict) or answer.status < 400:
        return answer
    return replace(answer, body=json.dumps(answer.body, ensure_ascii=False).encode())


@ODDITIES.fault
def html_beside_the_operations(server: ReferenceServer, request: Request) -> Answer:
    """Paths of no operation are answered in HTML."""
    return server(request) if place(server, request) else html(404)


@ODDITIES.fault
def plain_text_beside_the_operations(server: ReferenceServer, request: Request) -> Answer:
    """Paths of no operation are answered 403 in plain text."""
    if place(server, request):
        return server(request)
    return Answer(403, b"Forbidden", {"Content-Type": "text/plain"})


@ODDITIES.fault
def trailing_slash_redirected(server: ReferenceServer, request: Request) -> Answer:
    """A slash after the path is redirected to the path without it."""
    shorter = replace(request, path=request.path.rstrip("/"))
    if request.path == shorter.path or not place(server, shorter):
        return server(request)
    return Answer(307, headers={"Location": shorter.path})


@ODDITIES.fault
def long_requests_refused(server: ReferenceServer, request: Request) -> Answer:
    """A long path is answered 414, long headers 431, any body 413."""
    for status, size in (
        (414, len(request.path) + len(request.query) - 2000),
        (431, sum(len(value) for _, value in request.headers) - 8000),
        (413, len(request.body)),
    ):
        if size > 0:
            return error(status, "Request too large.", "APIGW.0201")
    return server(request)


@ODDITIES.fault
def more_headers(server: ReferenceServer, request: Request) -> Answer:
    """Answers have the headers of caches, cookies, browsers and gateways."""
    return with_headers(
        server(request),
        ETag='W/"33a64df5"',
        Cache_Control="no-store, no-cache",
        Set_Cookie="HWWAFSESID=a1b2c3; path=/",
        Strict_Transport_Security="max-age=31536000",
        Server="api-gateway",
        Vary="Accept-Encoding, X-Language",
        Content_Language="en",
        X_Request_Start="1700000000.123",
        X_Empty="",
    )


@ODDITIES.fault
def no_request_id(server: ReferenceServer, request: Request) -> Answer:
    """Answers have no X-Request-Id."""
    return with_headers(server(request), X_Request_Id=None)


@ODDITIES.fault
def challenge(server: ReferenceServer, request: Request) -> Answer:
    """401 names the schemes in WWW-Authenticate."""
    answer = server(request)
    known = 'Token realm="IAM", SDK-HMAC-SHA256'
    return with_headers(answer, WWW_Authenticate=known) if answer.status == 401 else answer


def _typed(value: str) -> Fault:
    def fault(server: ReferenceServer, request: Request) -> Answer:
        answer = server(request)
        return with_headers(answer, Content_Type=value) if answer.body is not None else answer

    return fault


for _name, _value in (
    ("content-type-in-capitals", "Application/JSON; Charset=UTF-8"),
    ("content-type-with-charset", "application/json;charset=utf-8"),
    ("content-type-in-quotes", 'application/json ; charset="utf-8"'),
):
    ODDITIES.add(_name, f"The content type is {_value}.", _typed(_value))


@ODDITIES.fault
def gzip_when_offered(server: ReferenceServer, request: Request) -> Answer:
    """Bodies are packed for clients that take gzip."""
    answer = server(request)
    if answer.body is None or "gzip" not in (request.value("header", "accept-encoding") or ""):
        return answer
    packed = replace(answer, body=gzip.compress(answer.content))
    return with_headers(packed, Content_Encoding="gzip", Vary="Accept-Encoding")


def _new_status(body: JSON) -> None:
    """Move the instances of one status to another that nobody knows yet."""
    for one in list(objects(body)):
        if one.get("instance_status") in ("CANCELED", "FINISHED"):
            one["instance_status"] = f"{one['instance_status']}_LATE"


def _without_zeros(body: JSON) -> None:
    if "data" in body:
        kept = [one for one in body["data"]["execute_statistics"] if one["instance_count"]]
        body["data"]["execute_statistics"] = kept


def _largest(body: JSON) -> None:
    """Raise a count to the largest there can be."""
    orders = "data" in body
    whole = (
        body["data"]["total_instance"]
        if orders
        else body["common_task_details"]["running_tasks_count"]
    )
    inflate(body, (2**31 - 1 if orders else 999_999_999_999) - whole)


def _backwards(body: JSON) -> None:
    if "data" in body:
        body["data"]["execute_statistics"].reverse()


for _name, _sentence, _change in (
    ("new-status", "Statuses that nobody knows yet, the sums kept.", _new_status),
    ("zero-statuses-left-out", "Statuses without instances are left out.", _without_zeros),
    ("largest-counts", "A count is the largest there can be.", _largest),
    ("statuses-backwards", "Statuses come in another order.", _backwards),
):
    ODDITIES.add(_name, _sentence, found(_change), settled=False)


def counts_grow(server: ReferenceServer) -> Handler:
    """Counts grow from one read to the next, sums kept in each."""
    numbers = itertools.count(1)

    def handler(request: Request) -> Answer:
        answer = server(request)
        if answer.status != 200:
            return answer
        return with_body(copy.copy(answer), lambda body: inflate(body, next(numbers)))

    return handler


ODDITIES.make("counts-grow", counts_grow.__doc__ or "", counts_grow, settled=False)


def _throttled(every: int, **headers: str) -> Callable[[ReferenceServer], Handler]:
    def make(server: ReferenceServer) -> Handler:
        numbers = itertools.count(1)
        message = "The throttling threshold has been reached: policy user over ratelimit"
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        def handler(request: Request) -> Answer:
            if next(numbers) % every:
                return server(request)
            return error(429, message, "APIGW.0308", **named)

        return handler

    return make


ODDITIES.make("throttled", "Every 40th request is answered 429.", _throttled(40, Retry_After="1"))
ODDITIES.make(
    "throttled-until-a-date",
    "Every 40th request is answered 429, with a date in the past to wait for.",
    _throttled(40, Retry_After="Mon, 01 Jan 2024 00:00:00 GMT"),
)


@ODDITIES.fault
def service_refuses_the_token(server: ReferenceServer, request: Request) -> Answer:
    """The service itself refuses a token, in its own words."""
    answer = server(request)
    if answer.status != 401:
        return answer
    body = {
        "error_code": "common.01010001",
        "error_msg": "Token missing or invalid.",
        "data": None,
        "provider_code": "049",
    }
    return Answer(401, body, {"Content-Type": JSON_TYPE})
