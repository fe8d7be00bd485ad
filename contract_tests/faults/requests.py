"""Headers that are mistaken, and methods that do what they should not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from contract_tests.faults.edit import error, let_in, place, with_headers
from contract_tests.faults.paths import crash
from contract_tests.faults.variant import Shelf
from contract_tests.reference_server.message import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server.message import Handler, Request
    from contract_tests.reference_server.server import ReferenceServer

    When: TypeAlias = Callable[[ReferenceServer, Request], object]

HEADERS = Shelf("headers")
METHODS = Shelf("methods")

LONG = 200
"""Bytes of a header that are too many for a careless server."""


def _header(name: str, bad: Callable[[str], object]) -> When:
    """Whether a header that came is one to fall over."""
    return lambda _, request: (value := request.value("header", name)) is not None and bad(value)


def _any_header(bad: Callable[[str], object]) -> When:
    return lambda _, request: any(
        bad(value) for name, value in request.headers if name.startswith("x-")
    )


_OPTIONAL = ("x-language", "x-project-id", "x-user-profile")

for _name, _sentence, _when in (
    ("unsupported-language-500", "An unsupported X-Language is answered 500.",
     _header("x-language", lambda value: value not in ("zh-cn", "en-us"))),
    ("empty-language-500", "An empty X-Language is answered 500.",
     _header("x-language", lambda value: not value)),
    ("chinese-500", "X-Language: zh-cn is answered 500.",
     _header("x-language", lambda value: value == "zh-cn")),
    ("no-language-500", "A script order without X-Language is answered 500.",
     lambda _, request: request.path.startswith("/v1/")
     and request.value("header", "x-language") is None),
    ("project-header-500", "An x-project-id of another shape is answered 500.",
     _header("x-project-id", lambda value: not re.fullmatch("[0-9a-f]{32}", value))),
    ("empty-header-500", "An empty optional header is answered 500.",
     lambda _, request: any(request.value("header", name) == "" for name in _OPTIONAL)),
    ("long-header-500", "A long optional header is answered 500.",
     lambda _, request: any(
         len(request.value("header", name) or "") > LONG for name in _OPTIONAL)),
    ("non-ascii-header-500", "An optional header beyond ASCII is answered 500.",
     lambda _, request: any(
         not (request.value("header", name) or "").isascii() for name in _OPTIONAL)),
    ("user-not-base64-500", "An x-user-profile that is not Base64 is answered 500.",
     _header("x-user-profile", lambda value: len(value) % 4)),
    ("all-optional-500", "All optional headers together are answered 500.",
     lambda _, request: all(request.value("header", name) for name in _OPTIONAL)),
    ("long-token-500", "A token over 8 KB is answered 500.",
     _header("x-auth-token", lambda value: len(value) > 8192)),
    ("non-ascii-token-500", "A token beyond ASCII is answered 500.",
     _header("x-auth-token", lambda value: not value.isascii())),
    ("empty-token-500", "An empty token is answered 500.",
     _header("x-auth-token", lambda value: not value)),
    ("short-token-500", "A token shorter than 16 characters is answered 500.",
     _header("x-auth-token", lambda value: 0 < len(value) < 16)),
):  # fmt: skip
    HEADERS.add(_name, _sentence, crash(_when))


def _demand(name: str) -> Fault:
    """Refuse a script order that comes without a header which is optional."""

    def fault(server: ReferenceServer, request: Request) -> Answer:
        answer = server(request)
        if answer.status == 200 and "/v1/" in request.path and not request.value("header", name):
            return error(400, f"{name} is missing.", "COC.00010002")
        return answer

    return fault


for _name in _OPTIONAL:
    _id = f"{_name.lower()}-demanded"
    HEADERS.add(_id, f"{_name} is demanded, though it is optional.", _demand(_name))


def _refuse(name: str, values: Callable[[str], bool]) -> Fault:
    """Refuse a value that the contract allows."""

    def fault(server: ReferenceServer, request: Request) -> Answer:
        answer, value = server(request), request.value("header", name)
        if answer.status == 200 and value is not None and values(value):
            return error(400, f"{name} is not acceptable.", "COC.00010002")
        return answer

    return fault


for _name, _sentence, _fault in (
    ("english-refused", "X-Language: en-us is refused.",
     _refuse("x-language", lambda value: value == "en-us")),
    ("chinese-refused", "X-Language: zh-cn is refused.",
     _refuse("x-language", lambda value: value == "zh-cn")),
    ("non-ascii-user-refused", "An x-user-profile beyond ASCII is refused.",
     _refuse("x-user-profile", lambda value: not value.isascii())),
    ("user-refused", "Any x-user-profile is refused.", _refuse("x-user-profile", bool)),
):  # fmt: skip
    HEADERS.add(_name, _sentence, _fault)


@HEADERS.maker
def request_id_constant(server: ReferenceServer) -> Handler:
    """Every answer has the same X-Request-Id, which identifies nothing then."""
    return lambda request: with_headers(server(request), X_Request_Id="85e1fdf826d0efb6218aad5e")


@HEADERS.fault
def error_without_allow(server: ReferenceServer, request: Request) -> Answer:
    """405 comes without Allow."""
    answer = server(request)
    return with_headers(answer, Allow=None) if answer.status == 405 else answer


@HEADERS.fault
def allow_without_get(server: ReferenceServer, request: Request) -> Answer:
    """Allow of a 405 leaves out GET, which is allowed."""
    answer = server(request)
    return with_headers(answer, Allow="POST") if answer.status == 405 else answer


@HEADERS.fault
def allow_the_refused(server: ReferenceServer, request: Request) -> Answer:
    """Allow of a 405 names the very method that was refused."""
    answer = server(request)
    if answer.status != 405:
        return answer
    return with_headers(answer, Allow=f"GET, HEAD, OPTIONS, {request.method}")


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


def _done_by(methods: tuple[str, ...], then: Callable[[Answer], Answer]) -> Fault:
    """Let undeclared methods do what GET does."""

    def fault(server: ReferenceServer, request: Request) -> Answer:
        if request.method not in methods:
            return server(request)
        answer = server(replace(request, method="GET"))
        return then(answer) if answer.status == 200 else answer

    return fault


def _empty(status: int) -> Callable[[Answer], Answer]:
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
     lambda _: Answer(302, headers={"Location": "/"})),
):  # fmt: skip
    METHODS.add(_name, _sentence, _done_by(_methods, _then))


@METHODS.fault
def head_always_200(server: ReferenceServer, request: Request) -> Answer:
    """HEAD is answered 200 for ids that GET does not find."""
    answer = server(request)
    return replace(answer, status=200) if request.method == "HEAD" else answer


@METHODS.fault
def trace_echoes(server: ReferenceServer, request: Request) -> Answer:
    """TRACE sends the request back, credentials and all."""
    if request.method != "TRACE":
        return server(request)
    lines = [f"TRACE {request.path} HTTP/1.1", *(": ".join(one) for one in request.headers)]
    return Answer(200, "\r\n".join(lines).encode("latin-1"), {"Content-Type": "message/http"})


def _overridden(wanted: Callable[[Request], str | None]) -> Fault:
    """Do what another method would do, if the request says so."""

    def fault(server: ReferenceServer, request: Request) -> Answer:
        method = (wanted(request) or request.method).upper()
        answer = server(replace(request, method=method))
        if method == "DELETE" and server(let_in(server, request)).status == 200:
            return Answer(204)
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

    def handler(request: Request) -> Answer:
        answer = server(replace(request, method="GET") if request.method == "DELETE" else request)
        if answer.status == 200 and request.method == "DELETE":
            gone.add(request.path)
            return Answer(204)
        if answer.status == 200 and request.path in gone:
            return error(404, "Not found.", "APIGW.0101")
        return answer

    return handler
