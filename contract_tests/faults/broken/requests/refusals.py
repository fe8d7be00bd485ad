"""Incorrect responses to unauthenticated callers, and credentials that are echoed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.faults.changes import (
    html,
    in_success,
    token_of,
    with_body,
    with_headers,
    with_status,
    with_valid_token,
    without_body,
)
from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault, When
    from contract_tests.reference_server import ReferenceServer, Request, Response
    from openapi.contract import JSON

REFUSALS = Category("auth")


def _rejected(change: Callable[[Response], Response], when: When) -> Fault:
    """Change the response to some rejected requests."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response = server(request)
        refused = response.status in (401, 403)
        return change(response) if refused and when(server, request) else response

    return fault


def _missing(_: ReferenceServer, request: Request) -> bool:
    return not token_of(request)


def _invalid(server: ReferenceServer, request: Request) -> bool:
    return bool(token_of(request)) and not _denied(server, request)


def _denied(server: ReferenceServer, request: Request) -> bool:
    return token_of(request) == server.access.denied_token


def _always(_: ReferenceServer, __: Request) -> bool:
    return True


for _name, _sentence, _change, _when in (
    ("missing-token-400", "A request without a token gets 400.", with_status(400), _missing),
    ("missing-token-403", "A request without a token gets 403.", with_status(403), _missing),
    ("missing-token-500", "A request without a token gets 500.", with_status(500), _missing),
    ("wrong-token-403", "An invalid token gets 403.", with_status(403), _invalid),
    ("wrong-token-404", "An invalid token gets 404.", with_status(404), _invalid),
    ("wrong-token-500", "An invalid token gets 500.", with_status(500), _invalid),
    ("denied-token-401", "A token without permission gets 401.", with_status(401), _denied),
    ("denied-token-404", "A token without permission gets 404.", with_status(404), _denied),
    ("denied-token-500", "A token without permission gets 500.", with_status(500), _denied),
    (
        "denied-token-html",
        "A token without permission gets 403 in HTML.",
        lambda _: html(403),
        _denied,
    ),
    (
        "missing-token-html",
        "A request without a token gets 401 in HTML.",
        lambda _: html(401),
        _missing,
    ),
    (
        "unauthorized-without-body",
        "Rejected requests get no body.",
        without_body,
        _always,
    ),
    (
        "unauthorized-as-plain-text",
        "Rejected requests get plain text.",
        lambda response: with_headers(replace(response, body=b"denied"), Content_Type="text/plain"),
        _always,
    ),
):
    REFUSALS.register(_name, _sentence, _rejected(_change, _when))


def _lookup_first(when: When) -> Fault:
    def fault(server: ReferenceServer, request: Request) -> Response:
        response = server(request)
        if response.status != 401 or not when(server, request):
            return response
        looked_up = server(with_valid_token(server, request))
        return looked_up if looked_up.status == 404 else response

    return fault


REFUSALS.register(
    "lookup-before-authentication",
    "Without a token, known ids get 401 and unknown ones 404.",
    _lookup_first(_missing),
)
REFUSALS.register(
    "lookup-before-checking-the-token",
    "With an invalid token, known ids get 401 and unknown ones 404.",
    _lookup_first(_invalid),
)


def _echo(response: Response, token: str) -> Response:
    def change(body: JSON) -> None:
        body["error_msg"] += f" (token: {token})"

    return with_body(response, change) if isinstance(response.body, dict) else response


@REFUSALS.variant
def wrong_token_echoed(server: ReferenceServer, request: Request) -> Response:
    """The error message contains the rejected token."""
    response, token = server(request), token_of(request)
    return _echo(response, token) if token and response.status in (401, 403) else response


@REFUSALS.variant
def right_token_echoed(server: ReferenceServer, request: Request) -> Response:
    """The 404 message contains the valid token."""
    response, token = server(request), token_of(request)
    return _echo(response, token) if token and response.status == 404 else response


@REFUSALS.variant
def token_in_a_header(server: ReferenceServer, request: Request) -> Response:
    """Every response echoes the token in a header."""
    response, token = server(request), token_of(request)
    if not token or not token.isascii():
        return response
    return with_headers(response, X_Debug_Request=f"X-Auth-Token={token}")


@REFUSALS.variant
def token_in_the_body(server: ReferenceServer, request: Request) -> Response:
    """200 responses echo the token in the body."""
    token = token_of(request)
    return in_success(lambda body: body.update(debug={"headers": {"x-auth-token": token}}))(
        server, request
    )
