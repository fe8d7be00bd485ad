"""Statuses that are not those of the contract."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.faults.edit import error, place, with_headers
from contract_tests.faults.variant import Shelf
from contract_tests.reference_server import Response

if TYPE_CHECKING:
    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server import ReferenceServer, Request

STATUS = Shelf("status")


def _instead(of: int, status: int) -> Fault:
    """One status in place of another, all else as it was."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        answer = server(request)
        return replace(answer, status=status) if answer.status == of else answer

    return fault


def _error_instead(status: int, message: str, code: str) -> Fault:
    def fault(server: ReferenceServer, request: Request) -> Response:
        answer = server(request)
        return error(status, message, code) if answer.status == 200 else answer

    return fault


for _name, _of, _status in (
    ("created", 200, 201),
    ("accepted", 200, 202),
    ("non-authoritative", 200, 203),
    ("wrong-status", 200, 206),
    ("found-as-299", 200, 299),
    ("found-as-300", 200, 300),
):
    STATUS.add(_name, f"What was found is answered {_status}.", _instead(_of, _status))

for _name, _status, _message, _code in (
    ("known-id-unknown", 404, "Not found.", "APIGW.0101"),
    ("known-id-bad-request", 400, "Invalid parameter values.", "COC.00010002"),
    ("known-id-teapot", 418, "I'm a teapot.", "APIGW.0418"),
    ("known-id-500", 500, "Internal server error.", "APIGW.0601"),
    ("known-id-not-implemented", 501, "Not implemented.", "APIGW.0601"),
    ("known-id-bad-gateway", 502, "Backend unavailable.", "APIGW.0610"),
    ("known-id-unavailable", 503, "Service unavailable.", "APIGW.0613"),
    ("right-token-forbidden", 403, "The IAM user is not authorized.", "APIGW.0302"),
):
    STATUS.add(
        _name,
        f"What is known is answered {_status}, in the documented shape.",
        _error_instead(_status, _message, _code),
    )


@STATUS.fault
def no_content(server: ReferenceServer, request: Request) -> Response:
    """What was found is answered 204, without a body."""
    answer = server(request)
    if answer.status != 200:
        return answer
    return with_headers(replace(answer, status=204, body=None), Content_Type=None)


@STATUS.fault
def not_modified(server: ReferenceServer, request: Request) -> Response:
    """What was found is answered 304, though no condition was asked."""
    answer = server(request)
    if answer.status != 200:
        return answer
    return with_headers(replace(answer, status=304, body=None), Content_Type=None)


@STATUS.fault
def redirect_then_found(server: ReferenceServer, request: Request) -> Response:
    """What is known is redirected to an address that then answers 200."""
    answer = server(request)
    if answer.status != 200 or request.query == "followed":
        return answer
    return Response(302, headers={"Location": f"{request.path}?followed"})


@STATUS.fault
def redirect_in_a_circle(server: ReferenceServer, request: Request) -> Response:
    """What is known is redirected to itself."""
    answer = server(request)
    return Response(307, headers={"Location": request.path}) if answer.status == 200 else answer


@STATUS.fault
def redirect_to_login(server: ReferenceServer, request: Request) -> Response:
    """Who is not let in is redirected to a login page."""
    answer = server(request)
    return Response(302, headers={"Location": "/login"}) if answer.status == 401 else answer


@STATUS.fault
def login_page(server: ReferenceServer, request: Request) -> Response:
    """Who is not let in gets 200 and a login page."""
    answer = server(request)
    if answer.status != 401:
        return answer
    return Response(200, b"<html><form action=/login></form></html>", {"Content-Type": "text/html"})


@STATUS.fault
def errors_as_200(server: ReferenceServer, request: Request) -> Response:
    """Every error comes under 200, its code in the body alone."""
    answer = server(request)
    return replace(answer, status=200) if 400 <= answer.status < 405 else answer


@STATUS.fault
def unknown_id_gone(server: ReferenceServer, request: Request) -> Response:
    """An unknown id is answered 410, which no contract documents."""
    answer = server(request)
    missing = answer.status == 404 and place(server, request)
    return replace(answer, status=410) if missing else answer
