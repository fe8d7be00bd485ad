"""Undocumented or incorrect statuses."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contract_tests.faults.changes import FOUND, changed, error, place, with_status, without_body
from contract_tests.faults.variant import Category
from contract_tests.reference_server import Response

if TYPE_CHECKING:
    from contract_tests.reference_server import ReferenceServer, Request

STATUS = Category("status")


def _instead(other: Response, _: Response) -> Response:
    return other


for _name, _status in (
    ("created", 201),
    ("accepted", 202),
    ("non-authoritative", 203),
    ("wrong-status", 206),
    ("found-as-299", 299),
    ("found-as-300", 300),
):
    STATUS.register(_name, f"A known id gets {_status}.", changed(with_status(_status), FOUND))

for _name, _error in (
    ("known-id-unknown", error(404, "Not found.", "APIGW.0101")),
    ("known-id-bad-request", error(400, "Invalid parameter values.", "COC.00010002")),
    ("known-id-teapot", error(418, "I'm a teapot.", "APIGW.0418")),
    ("known-id-500", error(500, "Internal server error.")),
    ("known-id-not-implemented", error(501, "Not implemented.")),
    ("known-id-bad-gateway", error(502, "Backend unavailable.", "APIGW.0610")),
    ("known-id-unavailable", error(503, "Service unavailable.", "APIGW.0613")),
    ("right-token-forbidden", error(403, "The IAM user is not authorized.", "APIGW.0302")),
):
    STATUS.register(
        _name,
        f"A known id gets {_error.status} with an error body.",
        changed(partial(_instead, _error), FOUND),
    )

LOGIN = Response(200, b"<html><form action=/login></form></html>", {"Content-Type": "text/html"})

for _name, _sentence, _statuses, _change in (
    ("no-content", "A known id gets 204 without a body.", FOUND,
     lambda response: without_body(response, 204)),
    ("not-modified", "A known id gets 304 for an unconditional request.", FOUND,
     lambda response: without_body(response, 304)),
    ("redirect-to-login", "Rejected requests are redirected to a login page.", (401,),
     partial(_instead, Response(302, headers={"Location": "/login"}))),
    ("login-page", "Rejected requests get 200 with a login page.", (401,),
     partial(_instead, LOGIN)),
    ("errors-as-200", "Errors have status 200 and an error body.",
     range(400, 405), with_status(200)),
):  # fmt: skip
    STATUS.register(_name, _sentence, changed(_change, _statuses))


@STATUS.variant
def redirect_then_found(server: ReferenceServer, request: Request) -> Response:
    """A known id is redirected to a URL that gets 200."""
    response = server(request)
    if response.status != 200 or request.query == "followed":
        return response
    return Response(302, headers={"Location": f"{request.path}?followed"})


@STATUS.variant
def redirect_in_a_circle(server: ReferenceServer, request: Request) -> Response:
    """A known id is redirected to itself."""
    response = server(request)
    return Response(307, headers={"Location": request.path}) if response.status == 200 else response


@STATUS.variant
def unknown_id_gone(server: ReferenceServer, request: Request) -> Response:
    """An unknown id gets the undocumented status 410."""
    response = server(request)
    missing = response.status == 404 and place(server, request)
    return replace(response, status=410) if missing else response
