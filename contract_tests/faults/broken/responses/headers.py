"""Headers that are mistaken, demanded or left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contract_tests.faults.changes import crash, error, with_headers
from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault, When
    from contract_tests.reference_server import Handler, ReferenceServer, Request, Response

HEADERS = Category("headers")

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
    ("unsupported-language-500", "An unsupported X-Language gets 500.",
     _header("x-language", lambda value: value not in ("zh-cn", "en-us"))),
    ("empty-language-500", "An empty X-Language gets 500.",
     _header("x-language", lambda value: not value)),
    ("chinese-500", "X-Language: zh-cn gets 500.",
     _header("x-language", lambda value: value == "zh-cn")),
    ("no-language-500", "A script order without X-Language gets 500.",
     lambda _, request: request.path.startswith("/v1/")
     and request.value("header", "x-language") is None),
    ("project-header-500", "An x-project-id of another shape gets 500.",
     _header("x-project-id", lambda value: not re.fullmatch("[0-9a-f]{32}", value))),
    ("empty-header-500", "An empty optional header gets 500.",
     lambda _, request: any(request.value("header", name) == "" for name in _OPTIONAL)),
    ("long-header-500", "A long optional header gets 500.",
     lambda _, request: any(
         len(request.value("header", name) or "") > LONG for name in _OPTIONAL)),
    ("non-ascii-header-500", "An optional header beyond ASCII gets 500.",
     lambda _, request: any(
         not (request.value("header", name) or "").isascii() for name in _OPTIONAL)),
    ("user-not-base64-500", "An x-user-profile that is not Base64 gets 500.",
     _header("x-user-profile", lambda value: len(value) % 4)),
    ("all-optional-500", "All optional headers together get 500.",
     lambda _, request: all(request.value("header", name) for name in _OPTIONAL)),
    ("long-token-500", "A token over 8 KB gets 500.",
     _header("x-auth-token", lambda value: len(value) > 8192)),
    ("non-ascii-token-500", "A token beyond ASCII gets 500.",
     _header("x-auth-token", lambda value: not value.isascii())),
    ("empty-token-500", "An empty token gets 500.",
     _header("x-auth-token", lambda value: not value)),
    ("short-token-500", "A token shorter than 16 characters gets 500.",
     _header("x-auth-token", lambda value: 0 < len(value) < 16)),
):  # fmt: skip
    HEADERS.register(_name, _sentence, crash(_when))


def _demand(name: str) -> Fault:
    """Refuse a script order that comes without a header which is optional."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response = server(request)
        if response.status == 200 and "/v1/" in request.path and not request.value("header", name):
            return error(400, f"{name} is missing.", "COC.00010002")
        return response

    return fault


for _name in _OPTIONAL:
    _id = f"{_name.lower()}-demanded"
    HEADERS.register(_id, f"{_name} is demanded, though it is optional.", _demand(_name))


def _refuse(name: str, values: Callable[[str], bool]) -> Fault:
    """Refuse a value that the contract allows."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response, value = server(request), request.value("header", name)
        if response.status == 200 and value is not None and values(value):
            return error(400, f"{name} is not acceptable.", "COC.00010002")
        return response

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
    HEADERS.register(_name, _sentence, _fault)


@HEADERS.variant
def request_id_constant(server: ReferenceServer) -> Handler:
    """Every response has the same X-Request-Id, which identifies nothing then."""
    return lambda request: with_headers(server(request), X_Request_Id="85e1fdf826d0efb6218aad5e")


@HEADERS.variant
def error_without_allow(server: ReferenceServer, request: Request) -> Response:
    """405 comes without Allow."""
    response = server(request)
    return with_headers(response, Allow=None) if response.status == 405 else response


@HEADERS.variant
def allow_without_get(server: ReferenceServer, request: Request) -> Response:
    """Allow of a 405 leaves out GET, which is allowed."""
    response = server(request)
    return with_headers(response, Allow="POST") if response.status == 405 else response


@HEADERS.variant
def allow_the_refused(server: ReferenceServer, request: Request) -> Response:
    """Allow of a 405 names the very method that was refused."""
    response = server(request)
    if response.status != 405:
        return response
    return with_headers(response, Allow=f"GET, HEAD, OPTIONS, {request.method}")
