"""Headers that are mishandled, wrongly required, or missing."""

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
"""Characters of a header that a careless server cannot handle."""


def _header(name: str, bad: Callable[[str], object]) -> When:
    """Whether a request has a header with a bad value."""
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
    ("project-header-500", "An x-project-id of another format gets 500.",
     _header("x-project-id", lambda value: not re.fullmatch("[0-9a-f]{32}", value))),
    ("empty-header-500", "An empty optional header gets 500.",
     lambda _, request: any(request.value("header", name) == "" for name in _OPTIONAL)),
    ("long-header-500", "A long optional header gets 500.",
     lambda _, request: any(
         len(request.value("header", name) or "") > LONG for name in _OPTIONAL)),
    ("non-ascii-header-500", "A non-ASCII optional header gets 500.",
     lambda _, request: any(
         not (request.value("header", name) or "").isascii() for name in _OPTIONAL)),
    ("user-not-base64-500", "An x-user-profile that is not Base64 gets 500.",
     _header("x-user-profile", lambda value: len(value) % 4)),
    ("all-optional-500", "A request with all optional headers gets 500.",
     lambda _, request: all(request.value("header", name) for name in _OPTIONAL)),
    ("long-token-500", "A token longer than 8 KB gets 500.",
     _header("x-auth-token", lambda value: len(value) > 8192)),
    ("non-ascii-token-500", "A non-ASCII token gets 500.",
     _header("x-auth-token", lambda value: not value.isascii())),
    ("empty-token-500", "An empty token gets 500.",
     _header("x-auth-token", lambda value: not value)),
    ("short-token-500", "A token shorter than 16 characters gets 500.",
     _header("x-auth-token", lambda value: 0 < len(value) < 16)),
):  # fmt: skip
    HEADERS.register(_name, _sentence, crash(_when))


def _demand(name: str) -> Fault:
    """Reject requests for script orders without an optional header."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response = server(request)
        if response.status == 200 and "/v1/" in request.path and not request.value("header", name):
            return error(400, f"{name} is missing.", "COC.00010002")
        return response

    return fault


for _name in _OPTIONAL:
    _id = f"{_name.lower()}-demanded"
    HEADERS.register(_id, f"{_name} is required although it is optional.", _demand(_name))


def _refuse(name: str, values: Callable[[str], bool]) -> Fault:
    """Reject values that the contract allows."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response, value = server(request), request.value("header", name)
        if response.status == 200 and value is not None and values(value):
            return error(400, f"{name} is not acceptable.", "COC.00010002")
        return response

    return fault


for _name, _sentence, _fault in (
    ("english-refused", "X-Language: en-us is rejected.",
     _refuse("x-language", lambda value: value == "en-us")),
    ("chinese-refused", "X-Language: zh-cn is rejected.",
     _refuse("x-language", lambda value: value == "zh-cn")),
    ("non-ascii-user-refused", "A non-ASCII x-user-profile is rejected.",
     _refuse("x-user-profile", lambda value: not value.isascii())),
    ("user-refused", "Any x-user-profile is rejected.", _refuse("x-user-profile", bool)),
):  # fmt: skip
    HEADERS.register(_name, _sentence, _fault)


@HEADERS.variant
def request_id_constant(server: ReferenceServer) -> Handler:
    """Every response has the same X-Request-Id."""
    return lambda request: with_headers(server(request), X_Request_Id="85e1fdf826d0efb6218aad5e")


@HEADERS.variant
def error_without_allow(server: ReferenceServer, request: Request) -> Response:
    """405 responses have no Allow header."""
    response = server(request)
    return with_headers(response, Allow=None) if response.status == 405 else response


@HEADERS.variant
def allow_without_get(server: ReferenceServer, request: Request) -> Response:
    """The Allow header of 405 responses omits GET."""
    response = server(request)
    return with_headers(response, Allow="POST") if response.status == 405 else response


@HEADERS.variant
def allow_the_refused(server: ReferenceServer, request: Request) -> Response:
    """The Allow header of 405 responses lists the rejected method."""
    response = server(request)
    if response.status != 405:
        return response
    return with_headers(response, Allow=f"GET, HEAD, OPTIONS, {request.method}")
