"""Intermittent faults, and faults that depend on the data."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from contract_tests.faults.broken.requests.auth import AUTH
from contract_tests.faults.broken.responses.body import BODY
from contract_tests.faults.broken.responses.content_type import CONTENT_TYPE
from contract_tests.faults.broken.responses.errors import ERRORS
from contract_tests.faults.broken.responses.semantics import SEMANTICS
from contract_tests.faults.broken.responses.status import STATUS
from contract_tests.faults.broken.responses.text import TEXT
from contract_tests.faults.changes import error, every, html, known_paths, place, with_headers
from contract_tests.faults.variant import Category, Variant

if TYPE_CHECKING:
    from contract_tests.faults.variant import Factory, When
    from contract_tests.reference_server import Handler, ReferenceServer, Request, Response

INTERMITTENT = Category("intermittent")
DATA = Category("data-dependent")


def _every(count: int, fault: Variant, status: int = 200) -> Factory:
    """Apply a fault to every nth response with a status."""

    def make(server: ReferenceServer) -> Handler:
        numbers, broken = itertools.count(1), fault.make(server)

        def handler(request: Request) -> Response:
            response = server(request)
            applies = response.status == status and next(numbers) % count == 0
            return broken(request) if applies else response

        return handler

    return make


for _name, _defect, _fault in (
    ("now-and-then-wrong-sum", "has an incorrect count", SEMANTICS["wrong-sum"]),
    ("now-and-then-another", "has the data of another id", SEMANTICS["data-of-another"]),
    ("now-and-then-500", "is 500", STATUS["known-id-500"]),
    ("now-and-then-503", "is 503", STATUS["known-id-unavailable"]),
    ("now-and-then-unknown", "is 404", STATUS["known-id-unknown"]),
    ("now-and-then-empty", "has an empty body", TEXT["empty-body"]),
    ("now-and-then-cut-short", "is truncated", TEXT["cut-short"]),
    ("now-and-then-missing-field", "lacks a property", BODY["missing-field"]),
    ("now-and-then-null", "has null instead of a number", BODY["count-null"]),
    ("now-and-then-html-type", "has Content-Type text/html", CONTENT_TYPE["text-html"]),
    ("now-and-then-untyped", "has no Content-Type", CONTENT_TYPE["no-content-type"]),
    ("now-and-then-redirect", "is a redirect", STATUS["redirect-then-found"]),
):
    _sentence = f"Every 20th response to a known id {_defect}."
    INTERMITTENT.register(_name, _sentence, _every(20, _fault))

INTERMITTENT.register(
    "now-and-then-open-to-all",
    "Every 10th request with an invalid token is accepted.",
    _every(10, AUTH["no-token-needed"], 401),
)
INTERMITTENT.register(
    "now-and-then-unknown-id-500",
    "Every 5th response to an unknown id is 500.",
    _every(5, ERRORS["unknown-id-500"], 404),
)


@INTERMITTENT.variant
def now_and_then_refused(server: ReferenceServer) -> Handler:
    """Every 20th request with a valid token gets 401."""
    numbers = itertools.count(1)

    def handler(request: Request) -> Response:
        response = server(request)
        if response.status != 200 or next(numbers) % 20:
            return response
        return error(401, "Incorrect IAM authentication information", "APIGW.0301")

    return handler


@INTERMITTENT.variant
def first_response_500(server: ReferenceServer) -> Handler:
    """The first response to each known id is 500, as if the server were still warming up."""
    seen: set[str] = set()

    def handler(request: Request) -> Response:
        response = server(request)
        if response.status != 200 or request.path in seen:
            return response
        seen.add(request.path)
        return error(500, "Internal server error.")

    return handler


@INTERMITTENT.variant
def again_within_a_moment_500(server: ReferenceServer) -> Handler:
    """The second of two consecutive requests for a known id gets 500."""
    last = [""]

    def handler(request: Request) -> Response:
        response, path = server(request), request.path
        is_repeated, last[0] = path == last[0], path
        if response.status == 200 and is_repeated:
            last[0] = ""
            return error(500, "Internal server error.")
        return response

    return handler


_THROTTLED = error(429, "The throttling threshold has been reached.", "APIGW.0308")

INTERMITTENT.register(
    "retry-after-nonsense",
    "Every 20th request gets 429 with a malformed Retry-After.",
    every(20, with_headers(_THROTTLED, Retry_After="soon")),
)
INTERMITTENT.register(
    "throttled-in-html",
    "Every 20th request gets 429 in HTML.",
    every(20, with_headers(html(429), Retry_After="1")),
)


def _at(operation: str, index: int) -> When:
    """Whether a request is for one of the known ids."""

    def where(server: ReferenceServer, request: Request) -> bool:
        match = place(server, request)
        if match is None or operation not in {
            operation.id for operation in match.operations.values()
        }:
            return False
        return [path for path, _ in known_paths(server, match)].index(match.parameters) == index

    return where


def _only(where: When, fault: Variant) -> Factory:
    """Apply a fault to one known id only."""

    def make(server: ReferenceServer) -> Handler:
        broken = fault.make(server)

        def handler(request: Request) -> Response:
            response = server(request)
            applies = response.status == 200 and where(server, request)
            return broken(request) if applies else response

        return handler

    return make


_ORDERS, _TASKS = "GetScriptJobStatistics", "CountTasks"

for _name, _sentence, _where, _fault in (
    ("empty-order-null", "An order without instances has null instead of a number.",
     _at(_ORDERS, 1), BODY["count-null"]),
    ("empty-order-unknown", "An order without instances gets 404.", _at(_ORDERS, 1),
     STATUS["known-id-unknown"]),
    ("empty-order-500", "An order without instances gets 500.", _at(_ORDERS, 1),
     STATUS["known-id-500"]),
    ("large-order-wrong-sum", "The largest order has an incorrect sum.", _at(_ORDERS, 2),
     SEMANTICS["wrong-sum"]),
    ("large-order-split", "The largest order lists a status twice, with split counts.",
     _at(_ORDERS, 2), SEMANTICS["status-split"]),
    ("first-order-text", "The first order has Content-Type text/plain.", _at(_ORDERS, 0),
     CONTENT_TYPE["text-plain"]),
    ("second-project-wrong", "The second project has an incorrect count.", _at(_TASKS, 1),
     SEMANTICS["wrong-sum"]),
    ("second-project-forbidden", "The second project gets 403.", _at(_TASKS, 1),
     STATUS["right-token-forbidden"]),
    ("second-project-500", "The second project gets 500.", _at(_TASKS, 1),
     STATUS["known-id-500"]),
    ("second-project-missing-field", "The second project lacks a property.", _at(_TASKS, 1),
     BODY["missing-field"]),
    ("second-project-gets-the-first", "The second project gets the data of the first.",
     _at(_TASKS, 1), SEMANTICS["data-of-the-first"]),
):  # fmt: skip
    DATA.register(_name, _sentence, _only(_where, _fault))


def _open(where: When) -> Factory:
    def make(server: ReferenceServer) -> Handler:
        unprotected = AUTH["no-token-needed"].make(server)

        def handler(request: Request) -> Response:
            response = unprotected(request)
            return (
                response if response.status == 200 and where(server, request) else server(request)
            )

        return handler

    return make


DATA.register(
    "large-order-open-to-all", "One known order requires no token.", _open(_at(_ORDERS, 2))
)
DATA.register("second-project-open-to-all", "One project requires no token.", _open(_at(_TASKS, 1)))
