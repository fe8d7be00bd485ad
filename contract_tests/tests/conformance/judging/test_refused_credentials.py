from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from contract_tests.faults.changes import error, let_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.reference_server import Handler, ReferenceServer, Request, Response
    from contract_tests.tests.conformance.conftest import Outcomes, Serve

    Change = Callable[[Path], Path]

SIGNATURE = "Incorrect IAM authentication information: verify aksk signature fail"
KNOWN = re.compile(r"/v1/job/script/orders/[A-Za-z0-9]{24,}/statistics")


def admitted(server: ReferenceServer, request: Request) -> bool:
    """Whether the credentials of a request are valid."""
    return server.access.refusal(server.operations[0], request) is None


@pytest.fixture(name="credentials", params=["token", "access key"])
def _credentials(request: pytest.FixtureRequest) -> Change:
    """Both ways to show who is calling."""
    unchanged: Change = lambda target: target  # noqa: E731
    if request.param == "token":
        return unchanged
    change: Change = request.getfixturevalue("with_access_key")
    return change


def test_encoded_ids_are_looked_at(serve: Serve, credentials: Change, outcomes: Outcomes) -> None:
    """With a token as with an access key, no encoded path is refused for its credentials."""
    clause = outcomes(credentials(serve()))["encoded-ids-decoded-once"]

    assert (clause["outcome"], clause["responses"]) == ("passed", 16)


def test_encoded_slash_is_found(
    serve: Serve, server: ReferenceServer, credentials: Change, outcomes: Outcomes
) -> None:
    """A server that decodes %2F before it routes is found out, with an access key too."""

    def broken(request: Request) -> Response:
        if "%2F" not in request.path or not admitted(server, request):
            return server(request)
        path = re.sub(r"[^/]*%2F(?=[^/%])", "", request.path)
        return server(replace(let_in(server, request), path=path))

    clause = outcomes(credentials(serve(broken)))["encoded-ids-decoded-once"]

    assert clause["outcome"] == "failed"
    assert any("%2F" in violation["request"] for violation in clause["violations"])


def test_refused_signatures_are_no_judgement(
    serve: Serve, server: ReferenceServer, with_access_key: Change, outcomes: Outcomes
) -> None:
    """A clause does not pass by requests that were refused for a valid signature."""

    def strict(request: Request) -> Response:
        refused = "%2F" in request.path and admitted(server, request)
        return error(401, SIGNATURE, "APIGW.0301") if refused else server(request)

    clause = outcomes(with_access_key(serve(strict)))["encoded-ids-decoded-once"]

    assert clause["outcome"] == "not checked"
    assert clause["unchecked"] == "unfinished"
    assert clause["reason"] == "valid credentials were refused (401, 5 requests)"


def locked(server: ReferenceServer, refusal: Response) -> Handler:
    """A server that lets nobody in but for what is plainly known."""

    def handler(request: Request) -> Response:
        plain = request.method == "GET" and KNOWN.fullmatch(request.path) and not request.query
        if plain and server(request).status == 200:
            return server(request)
        return refusal if admitted(server, request) else server(request)

    return handler


@pytest.mark.parametrize(
    ("refusal", "exempt"),
    [
        (error(401, "No."), ""),
        (error(403, SIGNATURE), ""),
        # Some of the generated requests are let in, and so are looked at.
        (error(403, "No."), "generated-requests-handled"),
        (error(400, "The access key does not exist."), ""),
    ],
    ids=["401", "403-signature", "403", "400-signature"],
)
def test_locked_server_passes_nothing(
    serve: Serve, server: ReferenceServer, outcomes: Outcomes, refusal: Response, exempt: str
) -> None:
    """No clause passes because callers are turned away that should have been let in."""
    found = outcomes(serve(locked(server, refusal)), quick=False)

    passed = {name for name, clause in found.items() if clause["outcome"] == "passed"}
    assert "known-ids-found" in passed
    assert not (passed - {exempt}) & {
        # Beside the operation nobody need be let in.
        *("unknown-ids-rejected", "malformed-ids-rejected", "generated-requests-handled"),
        *("encoded-ids-decoded-once", "equivalent-encodings-tolerated"),
        *("undeclared-query-parameters-tolerated", "method-overrides-ignored"),
        "localized-error-messages",
    }


def test_forbidden_is_not_unknown(
    serve: Serve, server: ReferenceServer, outcomes: Outcomes
) -> None:
    """A 403 for an id that does not exist says nothing of the id."""

    def forbidding(request: Request) -> Response:
        response = server(request)
        is_unknown = response.status == 404 and admitted(server, request)
        return error(403, "You are not permitted to do this.") if is_unknown else response

    clause = outcomes(serve(forbidding))["unknown-ids-rejected"]

    assert clause["outcome"] == "not checked"
    assert clause["reason"] == "permission was denied (403, 33 requests)"
