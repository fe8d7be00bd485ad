"""Callers turned away in the wrong way, and credentials that come back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.faults.changes import (
    found,
    given_token,
    html,
    let_in,
    with_body,
    with_headers,
    with_status,
    without_body,
)
from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault, When
    from contract_tests.reference_server import ReferenceServer, Request, Response
    from openapi.contract import JSON

REFUSALS = Category("auth")


def _turned_away(change: Callable[[Response], Response], wrong: When) -> Fault:
    """Turn some of those who are not let in away otherwise."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response = server(request)
        refused = response.status in (401, 403)
        return change(response) if refused and wrong(server, request) else response

    return fault


def _missing(_: ReferenceServer, request: Request) -> bool:
    return not given_token(request)


def _wrong(server: ReferenceServer, request: Request) -> bool:
    return bool(given_token(request)) and not _denied(server, request)


def _denied(server: ReferenceServer, request: Request) -> bool:
    return given_token(request) == server.access.denied_token


def _anyone(_: ReferenceServer, __: Request) -> bool:
    return True


for _name, _sentence, _change, _who in (
    ("missing-token-400", "Who brings no token gets 400.", with_status(400), _missing),
    ("missing-token-403", "Who brings no token gets 403.", with_status(403), _missing),
    ("missing-token-500", "Who brings no token gets 500.", with_status(500), _missing),
    ("wrong-token-403", "Who brings a wrong token gets 403.", with_status(403), _wrong),
    ("wrong-token-404", "Who brings a wrong token gets 404.", with_status(404), _wrong),
    ("wrong-token-500", "A token that cannot be read gets 500.", with_status(500), _wrong),
    ("denied-token-401", "A token without permission gets 401.", with_status(401), _denied),
    ("denied-token-404", "A token without permission gets 404.", with_status(404), _denied),
    ("denied-token-500", "A token without permission gets 500.", with_status(500), _denied),
    (
        "denied-token-html",
        "A token without permission is refused in HTML.",
        lambda _: html(403),
        _denied,
    ),
    (
        "missing-token-html",
        "Who brings no token is refused in HTML.",
        lambda _: html(401),
        _missing,
    ),
    (
        "unauthorized-without-body",
        "Who is not let in gets a status and no body.",
        without_body,
        _anyone,
    ),
    (
        "unauthorized-as-plain-text",
        "Who is not let in gets plain text.",
        lambda response: with_headers(replace(response, body=b"denied"), Content_Type="text/plain"),
        _anyone,
    ),
):
    REFUSALS.register(_name, _sentence, _turned_away(_change, _who))


def _lookup_first(who: When) -> Fault:
    def fault(server: ReferenceServer, request: Request) -> Response:
        response = server(request)
        if response.status != 401 or not who(server, request):
            return response
        looked_up = server(let_in(server, request))
        return looked_up if looked_up.status == 404 else response

    return fault


REFUSALS.register(
    "lookup-before-authentication",
    "Without a token a known id gets 401 and an unknown one 404.",
    _lookup_first(_missing),
)
REFUSALS.register(
    "lookup-before-checking-the-token",
    "With a wrong token a known id gets 401 and an unknown one 404.",
    _lookup_first(_wrong),
)


def _echo(response: Response, token: str) -> Response:
    def change(body: JSON) -> None:
        body["error_msg"] += f" (token: {token})"

    return with_body(response, change) if isinstance(response.body, dict) else response


@REFUSALS.variant
def wrong_token_echoed(server: ReferenceServer, request: Request) -> Response:
    """The token that was refused stands in the message."""
    response, token = server(request), given_token(request)
    return _echo(response, token) if token and response.status in (401, 403) else response


@REFUSALS.variant
def right_token_echoed(server: ReferenceServer, request: Request) -> Response:
    """The token stands in the message that an id is unknown."""
    response, token = server(request), given_token(request)
    return _echo(response, token) if token and response.status == 404 else response


@REFUSALS.variant
def token_in_a_header(server: ReferenceServer, request: Request) -> Response:
    """The token comes back in a header of every response."""
    response, token = server(request), given_token(request)
    if not token or not token.isascii():
        return response
    return with_headers(response, X_Debug_Request=f"X-Auth-Token={token}")


@REFUSALS.variant
def token_in_the_body(server: ReferenceServer, request: Request) -> Response:
    """The token comes back in the body of what was found."""
    token = given_token(request)
    return found(lambda body: body.update(debug={"headers": {"x-auth-token": token}}))(
        server, request
    )
