"""Headers that are mistaken, demanded or left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from contract_tests.faults.edit import error, with_headers
from contract_tests.faults.paths import crash
from contract_tests.faults.variant import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server import Handler, ReferenceServer, Request, Response

    When: TypeAlias = Callable[[ReferenceServer, Request], object]

HEADERS = Shelf("headers")

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

    def fault(server: ReferenceServer, request: Request) -> Response:
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

    def fault(server: ReferenceServer, request: Request) -> Response:
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
def error_without_allow(server: ReferenceServer, request: Request) -> Response:
    """405 comes without Allow."""
    answer = server(request)
    return with_headers(answer, Allow=None) if answer.status == 405 else answer


@HEADERS.fault
def allow_without_get(server: ReferenceServer, request: Request) -> Response:
    """Allow of a 405 leaves out GET, which is allowed."""
    answer = server(request)
    return with_headers(answer, Allow="POST") if answer.status == 405 else answer


@HEADERS.fault
def allow_the_refused(server: ReferenceServer, request: Request) -> Response:
    """Allow of a 405 names the very method that was refused."""
    answer = server(request)
    if answer.status != 405:
        return answer
    return with_headers(answer, Allow=f"GET, HEAD, OPTIONS, {request.method}")
