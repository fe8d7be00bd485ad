"""Callers let in who should not be, and callers turned away wrongly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from contract_tests.faults.changes import (
    given_token,
    known_paths,
    let_in,
    place,
)
from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault, When
    from contract_tests.reference_server import Handler, ReferenceServer, Request, Response

AUTH = Category("auth")
COMPARED = 32
"""Characters a careless comparison looks at."""


def _open_to(passes: When) -> Fault:
    """Let more callers in than the reference server does."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        return server(let_in(server, request) if passes(server, request) else request)

    return fault


def _token(accepts: Callable[[str, str], bool]) -> When:
    """Whether a token that was given is accepted for the right one."""
    return lambda server, request: accepts(given_token(request) or "", server.access.token)


def _header(request: Request, name: str) -> str:
    return request.value("header", name) or ""


for _name, _sentence, _passes in (
    ("any-token", "Any token will do.", _token(lambda given, _: bool(given))),
    ("no-token-needed", "Nobody needs a token.", lambda *_: True),
    (
        "missing-token-accepted",
        "Who brings no token at all is let in, who brings a wrong one is not.",
        lambda _, request: given_token(request) is None,
    ),
    (
        "empty-token-accepted",
        "An empty token is let in.",
        lambda _, request: given_token(request) == "",
    ),
    (
        "token-cut-accepted",
        "A token is compared over the length that was given, so a part of it will do.",
        _token(lambda given, right: len(given) >= 8 and right.startswith(given)),
    ),
    (
        "token-prolonged-accepted",
        "Whatever follows the token is not looked at.",
        _token(lambda given, right: given.startswith(right)),
    ),
    (
        "token-compared-by-prefix",
        "Only the first characters of a token are compared.",
        _token(lambda given, right: given[:COMPARED] == right[:COMPARED]),
    ),
    (
        "token-compared-by-suffix",
        "Only the last characters of a token are compared.",
        _token(lambda given, right: given[-8:] == right[-8:]),
    ),
    (
        "token-compared-by-length",
        "Any token of the right length is let in.",
        _token(lambda given, right: len(given) == len(right)),
    ),
    (
        "token-compared-without-case",
        "A token is compared without regard to case.",
        _token(lambda given, right: given.lower() == right.lower()),
    ),
    (
        "token-in-query-accepted",
        "A token is taken from the query too.",
        lambda server, request: server.access.token in dict(parse_qsl(request.query)).values(),
    ),
    (
        "token-in-cookie-accepted",
        "A token is taken from a cookie too.",
        lambda server, request: server.access.token in _header(request, "cookie"),
    ),
    (
        "token-in-authorization-accepted",
        "A token is taken from Authorization too, bare or as a bearer's.",
        lambda server, request: (
            _header(request, "authorization").removeprefix("Bearer ") == server.access.token
        ),
    ),
    (
        "token-in-another-header-accepted",
        "A token is taken from any header that starts with X-.",
        lambda server, request: (
            given_token(request) is None
            and any(
                name.startswith("x-") and value == server.access.token
                for name, value in request.headers
            )
        ),
    ),
    (
        "any-signature",
        "Any well-formed Authorization is taken for a right signature.",
        lambda _, request: _header(request, "authorization").startswith("SDK-HMAC-SHA256 "),
    ),
    (
        "denied-token-let-in",
        "A token without permission is let in.",
        lambda server, request: given_token(request) == server.access.denied_token,
    ),
    (
        "head-open-to-all",
        "HEAD needs no token.",
        lambda _, request: request.method == "HEAD",
    ),
    (
        "count-tasks-open-to-all",
        "One of the two operations needs no token.",
        lambda _, request: request.path.startswith("/v2/"),
    ),
):
    AUTH.register(_name, _sentence, _open_to(_passes))


def _readable_under(known_only: bool) -> Fault:  # noqa: FBT001 (which of two faults)
    """Look an instance up by its id alone."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response, match = server(request), place(server, request)
        if response.status != 404 or not match or "project_id" not in match.parameters:
            return response
        known = {path["instance_id"]: at for path, at in known_paths(server, match)}
        projects = {path["project_id"] for path, _ in known_paths(server, match)}
        at = known.get(match.parameters["instance_id"])
        if at is None or (known_only and match.parameters["project_id"] not in projects):
            return response
        return server(replace(request, path=at))

    return fault


AUTH.register(
    "other-project-readable",
    "An instance can be read under any project.",
    _readable_under(known_only=False),
)
AUTH.register(
    "other-known-project-readable",
    "An instance can be read under another project that exists.",
    _readable_under(known_only=True),
)


@AUTH.variant
def cache_ignores_the_token(server: ReferenceServer) -> Handler:
    """What was read once with the right token is then given to anybody."""
    read: set[str] = set()

    def handler(request: Request) -> Response:
        response = server(let_in(server, request) if request.path in read else request)
        if response.status == 200:
            read.add(request.path)
        return response

    return handler
