"""Requests that are met in a way that is seldom seen, and conforms."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.faults.edit import (
    error,
    html,
    let_in,
    place,
    refused,
    request_with,
)
from contract_tests.faults.variant import Shelf
from contract_tests.reference_server import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server import Handler, ReferenceServer, Request
    from openapi.contract import JSON

ODD_REQUESTS = Shelf("odd")
LANGUAGES = ("zh-cn", "en-us")
NO_SUCH_API = "The API does not exist or has not been published in the environment."


def _instead(of: int, status: int) -> Fault:
    """Another status for what is at the path of an operation."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        answer = server(request)
        here = answer.status == of and place(server, request)
        return replace(answer, status=status) if here else answer

    return fault


ODD_REQUESTS.add("malformed-id-404", "A malformed id is answered 404.", _instead(400, 404))
ODD_REQUESTS.add("unknown-id-400", "An unknown id is answered 400.", _instead(404, 400))


@ODD_REQUESTS.fault
def unknown_id_404(server: ReferenceServer, request: Request) -> Response:
    """An unknown id is answered 404, with members of the gateway's and the service's."""
    more: dict[str, JSON] = {"request_id": "85e1fdf826d0efb6218aad5e74203f76", "details": None}
    return refused(lambda body: body.update(more), 404)(server, request)


@ODD_REQUESTS.fault
def other_project_403(server: ReferenceServer, request: Request) -> Response:
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


def _undeclared(answer: Response, *methods: str) -> Fault:
    """Response undeclared methods, or those named, otherwise."""

    def fault(server: ReferenceServer, request: Request) -> Response:
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
     Response(200, headers={
         "Allow": "GET, HEAD, OPTIONS",
         "Access-Control-Allow-Origin": "*",
         "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
     }), ("OPTIONS",)),
):  # fmt: skip
    ODD_REQUESTS.add(_name, _sentence, _undeclared(_answer, *_methods))


@ODD_REQUESTS.fault
def validation_before_authentication(server: ReferenceServer, request: Request) -> Response:
    """A malformed id is answered 400 before the token is looked at."""
    bare = request_with(let_in(server, request), x_language=None)
    answer = server(bare)
    return answer if answer.status == 400 else server(request)


@ODD_REQUESTS.fault
def authentication_before_routing(server: ReferenceServer, request: Request) -> Response:
    """Without a right token every path and method is answered 401 or 403."""
    refusal = server.access.refusal(server.operations[0], request)
    if refusal is None:
        return server(request)
    return error(refusal.status, refusal.message, refusal.code)


@ODD_REQUESTS.fault
def unsupported_language_ignored(server: ReferenceServer, request: Request) -> Response:
    """An unsupported language is passed over."""
    if request.value("header", "x-language") not in LANGUAGES:
        request = request_with(request, x_language=None)
    return server(request)


@ODD_REQUESTS.fault
def html_beside_the_operations(server: ReferenceServer, request: Request) -> Response:
    """Paths of no operation are answered in HTML."""
    return server(request) if place(server, request) else html(404)


@ODD_REQUESTS.fault
def plain_text_beside_the_operations(server: ReferenceServer, request: Request) -> Response:
    """Paths of no operation are answered 403 in plain text."""
    if place(server, request):
        return server(request)
    return Response(403, b"Forbidden", {"Content-Type": "text/plain"})


@ODD_REQUESTS.fault
def trailing_slash_redirected(server: ReferenceServer, request: Request) -> Response:
    """A slash after the path is redirected to the path without it."""
    shorter = replace(request, path=request.path.rstrip("/"))
    if request.path == shorter.path or not place(server, shorter):
        return server(request)
    return Response(307, headers={"Location": shorter.path})


@ODD_REQUESTS.fault
def long_requests_refused(server: ReferenceServer, request: Request) -> Response:
    """A long path is answered 414, long headers 431, any body 413."""
    for status, size in (
        (414, len(request.path) + len(request.query) - 2000),
        (431, sum(len(value) for _, value in request.headers) - 8000),
        (413, len(request.body)),
    ):
        if size > 0:
            return error(status, "Request too large.", "APIGW.0201")
    return server(request)


def _throttled(every: int, **headers: str) -> Callable[[ReferenceServer], Handler]:
    def make(server: ReferenceServer) -> Handler:
        numbers = itertools.count(1)
        message = "The throttling threshold has been reached: policy user over ratelimit"
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        def handler(request: Request) -> Response:
            if next(numbers) % every:
                return server(request)
            return error(429, message, "APIGW.0308", **named)

        return handler

    return make


ODD_REQUESTS.make(
    "throttled", "Every 40th request is answered 429.", _throttled(40, Retry_After="1")
)
ODD_REQUESTS.make(
    "throttled-until-a-date",
    "Every 40th request is answered 429, with a date in the past to wait for.",
    _throttled(40, Retry_After="Mon, 01 Jan 2024 00:00:00 GMT"),
)
