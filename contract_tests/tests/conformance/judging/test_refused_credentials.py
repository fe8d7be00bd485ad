from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from contract_tests.faults.changes import error, with_valid_token
from contract_tests.tests.conformance.checks import outcomes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.reference_server import Handler, ReferenceServer, Request, Response
    from contract_tests.tests.conformance.conftest import Serve

    Change = Callable[[Path], Path]

ENCODED = "encoded-ids-decoded-once"
SIGNATURE = "Incorrect IAM authentication information: verify aksk signature fail"
KNOWN = re.compile(r"/v1/job/script/orders/[A-Za-z0-9]{24,}/statistics")


def admitted(server: ReferenceServer, request: Request) -> bool:
    """Whether the credentials of a request are valid."""
    return server.access.refusal(server.operations[0], request) is None


@pytest.mark.parametrize("has_key", [False, True], ids=["token", "access key"])
def test_encoded_slash_is_found(
    serve: Serve, server: ReferenceServer, with_access_key: Change, *, has_key: bool
) -> None:
    """A server that decodes %2F before routing fails, with an access key too."""

    def broken(request: Request) -> Response:
        if "%2F" not in request.path or not admitted(server, request):
            return server(request)
        path = re.sub(r"[^/]*%2F(?=[^/%])", "", request.path)
        return server(replace(with_valid_token(server, request), path=path))

    target = serve(broken)
    clause = outcomes(with_access_key(target) if has_key else target, ENCODED)[ENCODED]

    assert clause["outcome"] == "failed"
    assert any("%2F" in violation["request"] for violation in clause["violations"])


def test_refused_signatures_are_no_judgement(
    serve: Serve, server: ReferenceServer, with_access_key: Change
) -> None:
    """A clause does not pass on requests whose valid signature was rejected."""

    def strict(request: Request) -> Response:
        refused = "%2F" in request.path and admitted(server, request)
        return error(401, SIGNATURE, "APIGW.0301") if refused else server(request)

    clause = outcomes(with_access_key(serve(strict)), ENCODED)[ENCODED]

    assert clause["outcome"] == "not checked"
    assert clause["unchecked"] == "unfinished"
    assert clause["reason"] == "valid credentials were refused (401, 5 requests)"


def locked(server: ReferenceServer, refusal: Response) -> Handler:
    """A server that accepts credentials only for known ids without encoding."""

    def handler(request: Request) -> Response:
        plain = request.method == "GET" and KNOWN.fullmatch(request.path) and not request.query
        if plain and server(request).status == 200:
            return server(request)
        return refusal if admitted(server, request) else server(request)

    return handler


@pytest.mark.parametrize(
    "refusal",
    [
        error(401, "No."),
        error(403, SIGNATURE),
        error(403, "No."),
        error(400, "The access key does not exist."),
    ],
    ids=["401", "403-signature", "403", "400-signature"],
)
def test_locked_server_passes_nothing(
    serve: Serve, server: ReferenceServer, refusal: Response
) -> None:
    """No clause passes because valid credentials were rejected."""
    # Outside the operation no credentials need be accepted.
    clauses = {
        *("unknown-ids-rejected", "malformed-ids-rejected", ENCODED, "localized-error-messages"),
        *("equivalent-encodings-tolerated", "undeclared-query-parameters-tolerated"),
        "method-overrides-ignored",
    }

    found = outcomes(serve(locked(server, refusal)), "known-ids-found", *clauses)

    passed = {name for name, clause in found.items() if clause["outcome"] == "passed"}
    assert passed == {"known-ids-found"}


def test_forbidden_is_not_unknown(serve: Serve, server: ReferenceServer) -> None:
    """A 403 for an unknown id does not tell whether the id exists."""

    def forbidding(request: Request) -> Response:
        response = server(request)
        is_unknown = response.status == 404 and admitted(server, request)
        return error(403, "You are not permitted to do this.") if is_unknown else response

    clause = outcomes(serve(forbidding), "unknown-ids-rejected")["unknown-ids-rejected"]

    assert clause["outcome"] == "not checked"
    assert clause["reason"] == (
        "permission was denied (403, 35 requests); if this is its response to unknown ids, set "
        "capabilities.unknown_ids = false"
    )
