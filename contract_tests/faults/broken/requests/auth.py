"""Missing or incomplete authentication and authorization."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from contract_tests.faults.changes import (
    known_paths,
    place,
    token_of,
    with_valid_token,
)
from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault, When
    from contract_tests.reference_server import Handler, ReferenceServer, Request, Response

AUTH = Category("auth")
COMPARED = 32
"""Characters that a careless comparison checks."""


def _open_to(passes: When) -> Fault:
    """Accept more requests than the reference server does."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        return server(with_valid_token(server, request) if passes(server, request) else request)

    return fault


def _token(accepts: Callable[[str, str], bool]) -> When:
    """Whether a received token is accepted as the valid one."""
    return lambda server, request: accepts(token_of(request) or "", server.access.token)


def _header(request: Request, name: str) -> str:
    return request.value("header", name) or ""


for _name, _sentence, _passes in (
    ("any-token", "Any token is accepted.", _token(lambda token, _: bool(token))),
    ("no-token-needed", "No token is required.", lambda *_: True),
    (
        "missing-token-accepted",
        "Requests without a token are accepted; invalid tokens are not.",
        lambda _, request: token_of(request) is None,
    ),
    (
        "empty-token-accepted",
        "An empty token is accepted.",
        lambda _, request: token_of(request) == "",
    ),
    (
        "token-cut-accepted",
        "A token is compared only up to its own length, so a prefix is accepted.",
        _token(lambda token, valid: len(token) >= 8 and valid.startswith(token)),
    ),
    (
        "token-prolonged-accepted",
        "Characters after the valid token are ignored.",
        _token(lambda token, valid: token.startswith(valid)),
    ),
    (
        "token-compared-by-prefix",
        "Only the first characters of a token are compared.",
        _token(lambda token, valid: token[:COMPARED] == valid[:COMPARED]),
    ),
    (
        "token-compared-by-suffix",
        "Only the last characters of a token are compared.",
        _token(lambda token, valid: token[-8:] == valid[-8:]),
    ),
    (
        "token-compared-at-its-ends",
        "Only the first and the last characters of a token are compared.",
        _token(
            lambda token, valid: (
                (len(token), token[:8], token[-8:]) == (len(valid), valid[:8], valid[-8:])
            )
        ),
    ),
    (
        "token-compared-by-length",
        "Any token of the valid length is accepted.",
        _token(lambda token, valid: len(token) == len(valid)),
    ),
    (
        "token-compared-without-case",
        "Tokens are compared case-insensitively.",
        _token(lambda token, valid: token.lower() == valid.lower()),
    ),
    (
        "token-in-query-accepted",
        "A token in the query is accepted.",
        lambda server, request: server.access.token in dict(parse_qsl(request.query)).values(),
    ),
    (
        "token-in-cookie-accepted",
        "A token in a cookie is accepted.",
        lambda server, request: server.access.token in _header(request, "cookie"),
    ),
    (
        "token-in-authorization-accepted",
        "A token in Authorization is accepted, with or without Bearer.",
        lambda server, request: (
            _header(request, "authorization").removeprefix("Bearer ") == server.access.token
        ),
    ),
    (
        "token-in-another-header-accepted",
        "A token in any header that starts with X- is accepted.",
        lambda server, request: (
            token_of(request) is None
            and any(
                name.startswith("x-") and value == server.access.token
                for name, value in request.headers
            )
        ),
    ),
    (
        "any-signature",
        "Any well-formed signature is accepted.",
        lambda _, request: _header(request, "authorization").startswith("SDK-HMAC-SHA256 "),
    ),
    (
        "denied-token-let-in",
        "A token without permission is accepted.",
        lambda server, request: token_of(request) == server.access.denied_token,
    ),
    (
        "head-open-to-all",
        "HEAD requires no token.",
        lambda _, request: request.method == "HEAD",
    ),
    (
        "inside-open-to-all",
        "Requests that claim to be forwarded for the server's own host require no token.",
        lambda _, request: _header(request, "x-forwarded-for") == "127.0.0.1",
    ),
    (
        "count-tasks-open-to-all",
        "One of the two operations requires no token.",
        lambda _, request: request.path.startswith("/v2/"),
    ),
):
    AUTH.register(_name, _sentence, _open_to(_passes))


def _open_elsewhere(server: ReferenceServer, request: Request) -> Response:
    path = request.path.removesuffix("/")
    if path == request.path:
        return server(request)
    return server(with_valid_token(server, replace(request, path=path)))


AUTH.register(
    "trailing-slash-open-to-all",
    "The path is found with a slash at its end, too, and requires no token there.",
    _open_elsewhere,
)


@AUTH.variant
def options_serves_all(server: ReferenceServer) -> Handler:
    """OPTIONS is handled as GET is, and requires no token."""

    def handler(request: Request) -> Response:
        if request.method != "OPTIONS":
            return server(request)
        return server(with_valid_token(server, replace(request, method="GET")))

    return handler


def _readable_under(known_only: bool) -> Fault:  # noqa: FBT001 (which of two faults)
    """Look up an instance by its id, regardless of the project."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response, match = server(request), place(server, request)
        if response.status != 404 or not match or "project_id" not in match.parameters:
            return response
        known = {path["instance_id"]: raw for path, raw in known_paths(server, match)}
        projects = {path["project_id"] for path, _ in known_paths(server, match)}
        raw = known.get(match.parameters["instance_id"])
        if raw is None or (known_only and match.parameters["project_id"] not in projects):
            return response
        return server(replace(request, path=raw))

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
    """A response to a valid token is then served from a cache to any caller."""
    read: set[str] = set()

    def handler(request: Request) -> Response:
        response = server(with_valid_token(server, request) if request.path in read else request)
        if response.status == 200:
            read.add(request.path)
        return response

    return handler
