"""Methods with wrong effects."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contract_tests.faults.changes import (
    crash,
    error,
    place,
    with_headers,
    with_valid_token,
    without_body,
)
from contract_tests.faults.variant import Category
from contract_tests.reference_server import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault, When
    from contract_tests.reference_server import Handler, ReferenceServer, Request

METHODS = Category("methods")


def _method(*methods: str) -> When:
    return lambda server, request: request.method in methods and place(server, request)


def _undeclared(server: ReferenceServer, request: Request) -> bool:
    known = ("GET", "HEAD", "OPTIONS")
    return request.method not in known and place(server, request) is not None


for _name, _sentence, _when in (
    ("head-500", "HEAD gets 500.", _method("HEAD")),
    ("options-500", "OPTIONS gets 500.", _method("OPTIONS")),
    ("delete-500", "DELETE gets 500.", _method("DELETE")),
    ("post-500", "POST gets 500.", _method("POST")),
    ("put-500", "PUT gets 500.", _method("PUT")),
    ("patch-500", "PATCH gets 500.", _method("PATCH")),
    ("trace-500", "TRACE gets 500.", _method("TRACE")),
    ("undeclared-method-500", "Every undeclared method gets 500.", _undeclared),
    ("post-with-body-500", "A POST with a body gets 500.",
     lambda _, request: request.method == "POST" and request.body),
):  # fmt: skip
    METHODS.register(_name, _sentence, crash(_when))


def _done_by(methods: tuple[str, ...], then: Callable[[Response], Response]) -> Fault:
    """Let other methods behave like GET."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        if request.method not in methods:
            return server(request)
        response = server(replace(request, method="GET"))
        return then(response) if response.status == 200 else response

    return fault


_NO_CONTENT = partial(without_body, status=204)

for _name, _sentence, _methods, _then in (
    ("post-found", "POST behaves like GET.", ("POST",), replace),
    ("put-found", "PUT behaves like GET.", ("PUT",), replace),
    ("patch-found", "PATCH behaves like GET.", ("PATCH",), replace),
    ("delete-found", "DELETE behaves like GET.", ("DELETE",), replace),
    ("delete-done", "DELETE gets 204.", ("DELETE",), _NO_CONTENT),
    ("post-accepted", "POST gets 202.", ("POST",), partial(without_body, status=202)),
    ("any-method-found", "Every method behaves like GET.",
     ("POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"), replace),
    ("head-no-content", "HEAD gets 204 where GET gets 200.", ("HEAD",), _NO_CONTENT),
    ("head-length-zero", "HEAD has Content-Length 0 where GET has a body.", ("HEAD",),
     lambda response: with_headers(replace(response, body=None), Content_Length="0")),
    ("head-in-html", "HEAD has another Content-Type than GET.", ("HEAD",),
     lambda response: with_headers(response, Content_Type="text/html")),
    ("head-redirects", "HEAD is redirected where GET gets 200.", ("HEAD",),
     lambda _: Response(302, headers={"Location": "/"})),
):  # fmt: skip
    METHODS.register(_name, _sentence, _done_by(_methods, _then))


@METHODS.variant
def head_always_200(server: ReferenceServer, request: Request) -> Response:
    """HEAD gets 200 for ids that do not exist."""
    response = server(request)
    return replace(response, status=200) if request.method == "HEAD" else response


@METHODS.variant
def trace_echoes(server: ReferenceServer, request: Request) -> Response:
    """TRACE echoes the request, including credentials."""
    if request.method != "TRACE":
        return server(request)
    lines = [f"TRACE {request.path} HTTP/1.1", *(": ".join(header) for header in request.headers)]
    return Response(200, "\r\n".join(lines).encode("latin-1"), {"Content-Type": "message/http"})


def _overridden(method_of: Callable[[Request], str | None]) -> Fault:
    """Take another method from the request, if it has one."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        method = (method_of(request) or request.method).upper()
        response = server(replace(request, method=method))
        if method == "DELETE" and server(with_valid_token(server, request)).status == 200:
            return Response(204)
        return response

    return fault


def _by_header(*names: str) -> Callable[[Request], str | None]:
    return lambda request: next(
        (value for name in names if (value := request.value("header", name))), None
    )


for _name, _sentence, _method_of in (
    ("method-override", "X-HTTP-Method-Override replaces the method.",
     _by_header("x-http-method-override")),
    ("method-override-of-post", "X-HTTP-Method-Override replaces the method of a POST.",
     lambda request: (request.method == "POST"
     and request.value("header", "x-http-method-override")) or None),
    ("method-override-by-other-names", "X-Method-Override and X-HTTP-Method replace the method.",
     _by_header("x-method-override", "x-http-method")),
    ("method-override-by-query", "_method in the query replaces the method.",
     lambda request: request.value("query", "_method")),
):  # fmt: skip
    METHODS.register(_name, _sentence, _overridden(_method_of))


@METHODS.variant
def delete_deletes(server: ReferenceServer) -> Handler:
    """DELETE gets 204, and the id does not exist from then on."""
    deleted: set[str] = set()

    def handler(request: Request) -> Response:
        response = server(replace(request, method="GET") if request.method == "DELETE" else request)
        if response.status == 200 and request.method == "DELETE":
            deleted.add(request.path)
            return Response(204)
        if response.status == 200 and request.path in deleted:
            return error(404, "Not found.", "APIGW.0101")
        return response

    return handler
