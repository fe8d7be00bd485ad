"""Callers turned away in the wrong way, and credentials that come back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from contract_tests.faults.edit import (
    found,
    given_token,
    html,
    let_in,
    with_body,
    with_headers,
)
from contract_tests.faults.variant import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server import ReferenceServer, Request, Response
    from openapi.contract import JSON

    Passes: TypeAlias = Callable[[ReferenceServer, Request], bool]

REFUSALS = Shelf("auth")


def _turned_away(answer: Callable[[Response], Response], wrong: Passes) -> Fault:
    """Turn some of those who are not let in away otherwise."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        right = server(request)
        refused = right.status in (401, 403)
        return answer(right) if refused and wrong(server, request) else right

    return fault


def _missing(_: ReferenceServer, request: Request) -> bool:
    return not given_token(request)


def _wrong(server: ReferenceServer, request: Request) -> bool:
    return bool(given_token(request)) and not _denied(server, request)


def _denied(server: ReferenceServer, request: Request) -> bool:
    return given_token(request) == server.access.denied_token


def _anyone(_: ReferenceServer, __: Request) -> bool:
    return True


def _as(status: int) -> Callable[[Response], Response]:
    return lambda answer: replace(answer, status=status)


for _name, _sentence, _answer, _who in (
    ("missing-token-400", "Who brings no token gets 400.", _as(400), _missing),
    ("missing-token-403", "Who brings no token gets 403.", _as(403), _missing),
    ("missing-token-500", "Who brings no token gets 500.", _as(500), _missing),
    ("wrong-token-403", "Who brings a wrong token gets 403.", _as(403), _wrong),
    ("wrong-token-404", "Who brings a wrong token gets 404.", _as(404), _wrong),
    ("wrong-token-500", "A token that cannot be read is answered 500.", _as(500), _wrong),
    ("denied-token-401", "A token without permission gets 401.", _as(401), _denied),
    ("denied-token-404", "A token without permission gets 404.", _as(404), _denied),
    ("denied-token-500", "A token without permission gets 500.", _as(500), _denied),
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
        lambda answer: with_headers(replace(answer, body=None), Content_Type=None),
        _anyone,
    ),
    (
        "unauthorized-as-plain-text",
        "Who is not let in gets plain text.",
        lambda answer: with_headers(replace(answer, body=b"denied"), Content_Type="text/plain"),
        _anyone,
    ),
):
    REFUSALS.add(_name, _sentence, _turned_away(_answer, _who))


def _lookup_first(who: Passes) -> Fault:
    def fault(server: ReferenceServer, request: Request) -> Response:
        answer = server(request)
        if answer.status != 401 or not who(server, request):
            return answer
        looked_up = server(let_in(server, request))
        return looked_up if looked_up.status == 404 else answer

    return fault


REFUSALS.add(
    "lookup-before-authentication",
    "Without a token a known id is answered 401 and an unknown one 404.",
    _lookup_first(_missing),
)
REFUSALS.add(
    "lookup-before-checking-the-token",
    "With a wrong token a known id is answered 401 and an unknown one 404.",
    _lookup_first(_wrong),
)


def _echo(answer: Response, token: str) -> Response:
    def change(body: JSON) -> None:
        body["error_msg"] += f" (token: {token})"

    return with_body(answer, change) if isinstance(answer.body, dict) else answer


@REFUSALS.fault
def wrong_token_echoed(server: ReferenceServer, request: Request) -> Response:
    """The token that was refused stands in the message."""
    answer, token = server(request), given_token(request)
    return _echo(answer, token) if token and answer.status in (401, 403) else answer


@REFUSALS.fault
def right_token_echoed(server: ReferenceServer, request: Request) -> Response:
    """The token stands in the message that an id is unknown."""
    answer, token = server(request), given_token(request)
    return _echo(answer, token) if token and answer.status == 404 else answer


@REFUSALS.fault
def token_in_a_header(server: ReferenceServer, request: Request) -> Response:
    """The token comes back in a header of every answer."""
    answer, token = server(request), given_token(request)
    if not token or not token.isascii():
        return answer
    return with_headers(answer, X_Debug_Request=f"X-Auth-Token={token}")


@REFUSALS.fault
def token_in_the_body(server: ReferenceServer, request: Request) -> Response:
    """The token comes back in the body of what was found."""
    token = given_token(request)
    return found(lambda body: body.update(debug={"headers": {"x-auth-token": token}}))(
        server, request
    )
