"""Small changes to requests, answers and bodies, of which the variants are made."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from contract_tests.reference_server import Request, Response
from contract_tests.reference_server.message import JSON_TYPE
from contract_tests.reference_server.routes import Match, Routes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server import ReferenceServer
    from openapi.contract import JSON

Change: TypeAlias = "Callable[[JSON], JSON]"
"""Changes a body in place, or gives another in its stead."""


def error(status: int, message: str, code: str = "APIGW.0601", **headers: str) -> Response:
    """An error in the documented shape."""
    body = {"error_code": code, "error_msg": message}
    return Response(status, body, {"Content-Type": JSON_TYPE, **headers})


def html(status: int) -> Response:
    """An error in the words of a proxy."""
    page = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
    return Response(status, page.encode(), {"Content-Type": "text/html"})


def found(change: Change) -> Fault:
    """Change the bodies of what was found."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        answer = server(request)
        return with_body(answer, change) if answer.status == 200 else answer

    return fault


def refused(change: Change, *statuses: int) -> Fault:
    """Change the bodies of errors: of all, or of those statuses."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        answer = server(request)
        wrong = answer.status in statuses if statuses else answer.status >= 400
        return with_body(answer, change) if wrong else answer

    return fault


def with_body(answer: Response, change: Change) -> Response:
    """An answer with its body changed."""
    body = copy.deepcopy(answer.body)
    other = change(body)
    return replace(answer, body=body if other is None else other)


def with_headers(answer: Response, **headers: str | None) -> Response:
    """An answer with headers replaced, or dropped by ``None``; ``_`` stands for ``-``."""
    wanted = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {name: value for name, value in answer.headers.items() if name not in wanted}
    added = {name: value for name, value in wanted.items() if value is not None}
    return replace(answer, headers={**kept, **added})


def request_with(request: Request, **headers: str | None) -> Request:
    """A request with headers replaced, or dropped by ``None``; ``_`` stands for ``-``."""
    wanted = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = [one for one in request.headers if one[0] not in wanted]
    added = [(name, value) for name, value in wanted.items() if value is not None]
    return replace(request, headers=(*kept, *added))


def let_in(server: ReferenceServer, request: Request) -> Request:
    """A request as if the right token had come with it."""
    return request_with(request, authorization=None, x_auth_token=server.access.token)


def given_token(request: Request) -> str | None:
    """The token a request brings."""
    return request.value("header", "x-auth-token")


def place(server: ReferenceServer, request: Request) -> Match | None:
    """What the contracts have at the path of a request, undecoded."""
    return Routes(server.operations).match(request.path)


def known_paths(server: ReferenceServer, match: Match) -> Iterator[tuple[dict[str, str], str]]:
    """The known ids of the operation at a place, each with its path."""
    for operation in match.operations.values():
        for one in server.store.known[operation.id]:
            yield one.path, filled(operation.path, one.path)


def filled(template: str, parameters: dict[str, str]) -> str:
    """A path template with its parameters in place."""
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
    for one in objects(body):
        for key, value in one.items():
            if type(value) is int:
                return one, key
    raise ValueError("no number to change")


def number(change: Change) -> Change:
    """A change of the first number alone."""

    def to_body(body: JSON) -> None:
        holder, key = first_number(body)
        holder[key] = change(holder[key])

    return to_body


def inflate(body: JSON, by: int) -> None:
    """Raise a count, the sums kept."""
    holder, key = first_number(body)
    holder[key] += by
    if "execute_statistics" in holder:
        status = next((one for one in holder["execute_statistics"] if one["instance_count"]), None)
        status = status or holder["execute_statistics"][0]
        status["instance_count"] += by
        status["batch_indexes"] = status["batch_indexes"] or [1]
