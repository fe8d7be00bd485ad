"""Unusual but conformant ways to treat a request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.faults.changes import (
    error,
    every,
    html,
    in_errors,
    place,
    request_with,
    with_headers,
    with_valid_token,
)
from contract_tests.faults.variant import Category
from contract_tests.reference_server import Response

if TYPE_CHECKING:
    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server import ReferenceServer, Request
    from openapi.contract import JSON

REQUESTS = Category("requests")
LANGUAGES = ("zh-cn", "en-us")
NO_SUCH_API = "The API does not exist or has not been published in the environment."


def _instead(of: int, status: int) -> Fault:
    """Replace a status at the paths of operations."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response = server(request)
        applies = response.status == of and place(server, request)
        return replace(response, status=status) if applies else response

    return fault


REQUESTS.register("malformed-id-404", "A malformed id gets 404.", _instead(400, 404))
REQUESTS.register("unknown-id-400", "An unknown id gets 400.", _instead(404, 400))


@REQUESTS.variant
def unknown_id_404(server: ReferenceServer, request: Request) -> Response:
    """An unknown id gets 404 with additional members of the gateway and the service."""
    members: dict[str, JSON] = {"request_id": "85e1fdf826d0efb6218aad5e74203f76", "details": None}
    return in_errors(lambda body: body.update(members), 404)(server, request)


@REQUESTS.variant
def other_project_403(server: ReferenceServer, request: Request) -> Response:
    """Another project than the caller's gets 403."""
    response, match = server(request), place(server, request)
    if response.status != 404 or match is None or "project_id" not in match.parameters:
        return response
    projects = {call.path["project_id"] for call in server.store.known["CountTasks"]}
    instances = {call.path["instance_id"] for call in server.store.known["CountTasks"]}
    if (
        match.parameters["instance_id"] in instances
        or match.parameters["project_id"] not in projects
    ):
        return replace(response, status=403)
    return response


def _undeclared(response: Response, *methods: str) -> Fault:
    """Replace the response to undeclared methods, or to the methods given."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        if not place(server, request) or request.method == "GET":
            return server(request)
        others = request.method not in ("HEAD", "OPTIONS")
        return (
            response if request.method in methods or (not methods and others) else server(request)
        )

    return fault


for _name, _sentence, _response, _methods in (
    ("undeclared-method-404", "An undeclared method gets 404.",
     error(404, NO_SUCH_API, "APIGW.0101"), ()),
    ("undeclared-method-401", "An undeclared method gets 401.",
     error(401, "Incorrect IAM authentication information", "APIGW.0301"), ()),
    ("undeclared-method-403", "An undeclared method gets 403.",
     error(403, "The IAM user is not authorized to access the API.", "APIGW.0302"), ()),
    ("undeclared-method-405", "An undeclared method gets 405 with Allow: GET.",
     error(405, "Method not allowed.", "APIGW.0101", Allow="GET"), ()),
    ("no-head-no-options-404", "HEAD and OPTIONS get 404.",
     error(404, NO_SUCH_API, "APIGW.0101"), ("HEAD", "OPTIONS")),
    ("no-head-no-options-405", "HEAD and OPTIONS get 405.",
     error(405, "Method not allowed.", "APIGW.0101", Allow="GET"), ("HEAD", "OPTIONS")),
    ("options-with-cors", "OPTIONS gets 200 with CORS headers.",
     Response(200, headers={
         "Allow": "GET, HEAD, OPTIONS",
         "Access-Control-Allow-Origin": "*",
         "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
     }), ("OPTIONS",)),
):  # fmt: skip
    REQUESTS.register(_name, _sentence, _undeclared(_response, *_methods))


@REQUESTS.variant
def validation_before_authentication(server: ReferenceServer, request: Request) -> Response:
    """A malformed id gets 400 before the token is checked."""
    bare = request_with(with_valid_token(server, request), x_language=None)
    response = server(bare)
    return response if response.status == 400 else server(request)


@REQUESTS.variant
def authentication_before_routing(server: ReferenceServer, request: Request) -> Response:
    """Without a valid token, every path and method gets 401 or 403."""
    refusal = server.access.refusal(server.operations[0], request)
    if refusal is None:
        return server(request)
    return error(refusal.status, refusal.message, refusal.code)


@REQUESTS.variant
def unsupported_language_ignored(server: ReferenceServer, request: Request) -> Response:
    """An unsupported language is ignored."""
    if request.value("header", "x-language") not in LANGUAGES:
        request = request_with(request, x_language=None)
    return server(request)


@REQUESTS.variant
def html_beside_the_operations(server: ReferenceServer, request: Request) -> Response:
    """Paths outside the contract get 404 in HTML."""
    return server(request) if place(server, request) else html(404)


@REQUESTS.variant
def plain_text_beside_the_operations(server: ReferenceServer, request: Request) -> Response:
    """Paths outside the contract get 403 in plain text."""
    if place(server, request):
        return server(request)
    return Response(403, b"Forbidden", {"Content-Type": "text/plain"})


@REQUESTS.variant
def trailing_slash_redirected(server: ReferenceServer, request: Request) -> Response:
    """A path with a trailing slash is redirected to the path without it."""
    shorter = replace(request, path=request.path.rstrip("/"))
    if request.path == shorter.path or not place(server, shorter):
        return server(request)
    return Response(307, headers={"Location": shorter.path})


@REQUESTS.variant
def long_requests_refused(server: ReferenceServer, request: Request) -> Response:
    """A long path gets 414, long headers get 431, and any body gets 413."""
    for status, size in (
        (414, len(request.path) + len(request.query) - 2000),
        (431, sum(len(value) for _, value in request.headers) - 8000),
        (413, len(request.body)),
    ):
        if size > 0:
            return error(status, "Request too large.", "APIGW.0201")
    return server(request)


_THROTTLED = error(
    429,
    "The throttling threshold has been reached: policy user over ratelimit",
    "APIGW.0308",
)

REQUESTS.register(
    "throttled",
    "Every 40th request gets 429.",
    every(40, with_headers(_THROTTLED, Retry_After="1")),
)
REQUESTS.register(
    "throttled-until-a-date",
    "Every 40th request gets 429 with a Retry-After date in the past.",
    every(40, with_headers(_THROTTLED, Retry_After="Mon, 01 Jan 2024 00:00:00 GMT")),
)
