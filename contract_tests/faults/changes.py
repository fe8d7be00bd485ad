"""Building blocks of variants: changes to requests, responses and bodies."""

from __future__ import annotations

import copy
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from contract_tests.reference_server import Request, Response
from contract_tests.reference_server.message import JSON_TYPE
from contract_tests.reference_server.routes import Match, Routes

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from contract_tests.faults.variant import Factory, Fault, When
    from contract_tests.reference_server import Handler, ReferenceServer
    from openapi.contract import JSON

Change: TypeAlias = "Callable[[JSON], JSON]"
"""Changes a body in place, or returns a replacement."""

FOUND = (200,)
ERRORS = range(400, 600)


def error(status: int, message: str, code: str = "APIGW.0601", **headers: str) -> Response:
    """An error in the documented shape."""
    body = {"error_code": code, "error_msg": message}
    return Response(status, body, {"Content-Type": JSON_TYPE, **headers})


def html(status: int) -> Response:
    """An HTML error page, as proxies send it."""
    page = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
    return Response(status, page.encode(), {"Content-Type": "text/html"})


def changed(change: Callable[[Response], Response], statuses: Container[int] = ERRORS) -> Fault:
    """Change responses with certain statuses, by default errors."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response = server(request)
        return change(response) if response.status in statuses else response

    return fault


def in_success(change: Change) -> Fault:
    """Change the bodies of 200 responses."""
    return changed(lambda response: with_body(response, change), FOUND)


def in_errors(change: Change, *statuses: int) -> Fault:
    """Change the bodies of all errors, or of those with certain statuses."""
    return changed(lambda response: with_body(response, change), statuses or ERRORS)


def crash(when: When) -> Fault:
    """Fail with the documented 500."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        return error(500, "Internal server error.") if when(server, request) else server(request)

    return fault


def every(count: int, response: Response) -> Factory:
    """Replace the response to every nth request."""

    def make(server: ReferenceServer) -> Handler:
        numbers = itertools.count(1)
        return lambda request: server(request) if next(numbers) % count else response

    return make


def with_status(status: int) -> Callable[[Response], Response]:
    """A change of the status only."""
    return lambda response: replace(response, status=status)


def without_body(response: Response, status: int | None = None) -> Response:
    """The response without a body, with the same status or another."""
    return with_headers(
        replace(response, status=status or response.status, body=None), Content_Type=None
    )


def with_body(response: Response, change: Change) -> Response:
    """A response with its body changed."""
    body = copy.deepcopy(response.body)
    other = change(body)
    return replace(response, body=body if other is None else other)


def with_headers(response: Response, **headers: str | None) -> Response:
    """A response with headers replaced, or dropped by ``None``; ``_`` stands for ``-``."""
    wanted = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {name: value for name, value in response.headers.items() if name not in wanted}
    added = {name: value for name, value in wanted.items() if value is not None}
    return replace(response, headers={**kept, **added})


def request_with(request: Request, **headers: str | None) -> Request:
    """A request with headers replaced, or dropped by ``None``; ``_`` stands for ``-``."""
    wanted = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = [header for header in request.headers if header[0] not in wanted]
    added = [(name, value) for name, value in wanted.items() if value is not None]
    return replace(request, headers=(*kept, *added))


def with_valid_token(server: ReferenceServer, request: Request) -> Request:
    """The request with the valid token."""
    return request_with(request, authorization=None, x_auth_token=server.access.token)


def token_of(request: Request) -> str | None:
    """The token of a request, if any."""
    return request.value("header", "x-auth-token")


def place(server: ReferenceServer, request: Request) -> Match | None:
    """The operations at the raw path of a request, if any."""
    return Routes(server.operations).match(request.path)


def known_paths(server: ReferenceServer, match: Match) -> Iterator[tuple[dict[str, str], str]]:
    """The known ids of the operations at a path, each with its raw path."""
    for operation in match.operations.values():
        for call in server.store.known[operation.id]:
            yield call.path_texts, filled(operation.path, call.path_texts)


def filled(template: str, parameters: dict[str, str]) -> str:
    """A path template filled with parameters."""
    return template.format(**{name: quote(value, safe="") for name, value in parameters.items()})


def objects(body: JSON) -> Iterator[dict[str, JSON]]:
    """Every object in a body, outer ones first."""
    if isinstance(body, dict):
        yield body
    for child in body.values() if isinstance(body, dict) else body:
        if isinstance(child, dict | list):
            yield from objects(child)


def first_number(body: JSON) -> tuple[dict[str, JSON], str]:
    """The first number of a body: the object it is in, and its key."""
    for holder in objects(body):
        for key, value in holder.items():
            if type(value) is int:
                return holder, key
    raise ValueError("no number to change")


def number(change: Change) -> Change:
    """A change of the first number only."""

    def to_body(body: JSON) -> None:
        holder, key = first_number(body)
        holder[key] = change(holder[key])

    return to_body


def inflate(body: JSON, by: int) -> None:
    """Raise a count and keep the sums consistent."""
    holder, key = first_number(body)
    holder[key] += by
    if "execute_statistics" in holder:
        statistics = holder["execute_statistics"]
        busy = (statistic for statistic in statistics if statistic["instance_count"])
        status = next(busy, statistics[0])
        status["instance_count"] += by
        status["batch_indexes"] = status["batch_indexes"] or [1]
