"""Methods that do what they should not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from contract_tests.faults.edit import error, let_in, place, with_headers
from contract_tests.faults.paths import crash
from contract_tests.faults.variant import Shelf
from contract_tests.reference_server import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server import Handler, ReferenceServer, Request

    When: TypeAlias = Callable[[ReferenceServer, Request], object]

METHODS = Shelf("methods")


def _method(*methods: str) -> When:
    return lambda server, request: request.method in methods and place(server, request)


def _undeclared(server: ReferenceServer, request: Request) -> bool:
    known = ("GET", "HEAD", "OPTIONS")
    return request.method not in known and place(server, request) is not None


for _name, _sentence, _when in (
    ("head-500", "HEAD is answered 500.", _method("HEAD")),
    ("options-500", "OPTIONS is answered 500.", _method("OPTIONS")),
    ("delete-500", "DELETE is answered 500.", _method("DELETE")),
    ("post-500", "POST is answered 500.", _method("POST")),
    ("put-500", "PUT is answered 500.", _method("PUT")),
    ("patch-500", "PATCH is answered 500.", _method("PATCH")),
    ("trace-500", "TRACE is answered 500.", _method("TRACE")),
    ("undeclared-method-500", "Every undeclared method is answered 500.", _undeclared),
    ("post-with-body-500", "A POST with a body is answered 500.",
     lambda _, request: request.method == "POST" and request.body),
):  # fmt: skip
    METHODS.add(_name, _sentence, crash(_when))


def _done_by(methods: tuple[str, ...], then: Callable[[Response], Response]) -> Fault:
    """Let undeclared methods do what GET does."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        if request.method not in methods:
            return server(request)
        answer = server(replace(request, method="GET"))
        return then(answer) if answer.status == 200 else answer

    return fault


def _empty(status: int) -> Callable[[Response], Response]:
    return lambda answer: with_headers(replace(answer, status=status, body=None), Content_Type=None)


for _name, _sentence, _methods, _then in (
    ("post-found", "POST is answered as GET.", ("POST",), replace),
    ("put-found", "PUT is answered as GET.", ("PUT",), replace),
    ("patch-found", "PATCH is answered as GET.", ("PATCH",), replace),
    ("delete-found", "DELETE is answered as GET.", ("DELETE",), replace),
    ("delete-done", "DELETE is answered 204.", ("DELETE",), _empty(204)),
    ("post-accepted", "POST is answered 202.", ("POST",), _empty(202)),
    ("any-method-found", "Every method is answered as GET.",
     ("POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"), replace),
    ("head-no-content", "HEAD is answered 204 where GET is answered 200.", ("HEAD",), _empty(204)),
    ("head-length-zero", "HEAD has a length of 0 where GET has a body.", ("HEAD",),
     lambda answer: replace(answer, body=None)),
    ("head-in-html", "HEAD has another content type than GET.", ("HEAD",),
     lambda answer: with_headers(answer, Content_Type="text/html")),
    ("head-redirects", "HEAD is redirected where GET is answered 200.", ("HEAD",),
     lambda _: Response(302, headers={"Location": "/"})),
):  # fmt: skip
    METHODS.add(_name, _sentence, _done_by(_methods, _then))


@METHODS.fault
def head_always_200(server: ReferenceServer, request: Request) -> Response:
    """HEAD is answered 200 for ids that GET does not find."""
    answer = server(request)
    return replace(answer, status=200) if request.method == "HEAD" else answer


@METHODS.fault
def trace_echoes(server: ReferenceServer, request: Request) -> Response:
    """TRACE sends the request back, credentials and all."""
    if request.method != "TRACE":
        return server(request)
    lines = [f"TRACE {request.path} HTTP/1.1", *(": ".join(one) for one in request.headers)]
    return Response(200, "\r\n".join(lines).encode("latin-1"), {"Content-Type": "message/http"})


def _overridden(wanted: Callable[[Request], str | None]) -> Fault:
    """Do what another method would do, if the request says so."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        method = (wanted(request) or request.method).upper()
        answer = server(replace(request, method=method))
        if method == "DELETE" and server(let_in(server, request)).status == 200:
            return Response(204)
        return answer

    return fault


def _by_header(*names: str) -> Callable[[Request], str | None]:
    return lambda request: next(
        (value for name in names if (value := request.value("header", name))), None
    )


for _name, _sentence, _wanted in (
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
    METHODS.add(_name, _sentence, _overridden(_wanted))


@METHODS.maker
def delete_deletes(server: ReferenceServer) -> Handler:
    """DELETE is answered 204, and the id is unknown from then on."""
    gone: set[str] = set()

    def handler(request: Request) -> Response:
        answer = server(replace(request, method="GET") if request.method == "DELETE" else request)
        if answer.status == 200 and request.method == "DELETE":
            gone.add(request.path)
            return Response(204)
        if answer.status == 200 and request.path in gone:
            return error(404, "Not found.", "APIGW.0101")
        return answer

    return handler
