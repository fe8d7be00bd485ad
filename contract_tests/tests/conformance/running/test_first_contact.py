"""Nothing is decided unless the service itself has responded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.main import check
from contract_tests.conformance.running import contact
from contract_tests.faults.changes import error, html
from contract_tests.reference_server import Response
from contract_tests.tests.conformance.checks import QUICK, only, reported
from contract_tests.tests.processes import complaints
from contract_tests.tests.raw_server import raw_server, response

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.reference_server import ReferenceServer, Request
    from contract_tests.tests.conformance.conftest import Serve

    Change = Callable[[Response], Response]

BOTH = replace(QUICK, api=None)


def is_known(server: ReferenceServer, request: Request) -> bool:
    """Whether a request is a known call with valid credentials."""
    return request.method == "GET" and server(request).status == 200


UNDECIDED = {
    "login page": (
        Response(302, headers={"Location": "https://sso.example/login"}),
        "(302) to https://sso.example/login",
    ),
    "401": (error(401, "No.", "APIGW.0301"), "refused the credentials on every request (401)"),
    "502": (html(502), "--wait SECONDS waits"),
    "504": (Response(504), "without a body"),
    "404 of another server": (html(404), "see the path in base_url"),
    "404 of a framework": (Response(404, {"detail": "Not Found"}), "Not Found"),
    "400 for a certificate": (
        Response(400, b"<html><h1>400 Bad Request</h1>No required SSL certificate was sent"),
        "client_cert",
    ),
    "429": (replace(error(429, "Slow."), headers={"Retry-After": "0"}), "throttled every known"),
}
FAILED = {
    "404 of the service": error(404, "The ticket is not found.", "COC.00067003"),
    "500 in HTML": html(500),
    "redirect within": Response(301, headers={"Location": "/v1/elsewhere"}),
    "200 of another server": html(200),
    "204": Response(204),
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_undecided(
    serve: Serve, server: ReferenceServer, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A single sentence says what responded instead of the service, and what to check."""
    came, words = UNDECIDED[name]

    status = check(
        serve(lambda request: came if is_known(server, request) else server(request)), BOTH
    )

    errors = capsys.readouterr().err
    assert status == 2
    assert len(complaints(errors)) == 1
    assert words in errors
    assert f"{came.status}" in errors
    assert "FAIL" not in errors


@pytest.mark.parametrize("name", FAILED)
def test_failed(serve: Serve, server: ReferenceServer, name: str) -> None:
    """Any other response to a known call fails."""
    came = FAILED[name]

    target = serve(lambda request: came if is_known(server, request) else server(request))

    assert check(target, only("known-ids-found", "declared-content-type")) == 1


@pytest.mark.parametrize(("failed", "status"), [(False, 2), (True, 1)])
def test_two_apis(serve: Serve, server: ReferenceServer, *, failed: bool, status: int) -> None:
    """A failed API decides the verdict; otherwise an undecided one does."""

    def handler(request: Request) -> Response:
        reply = server(request)
        if request.path.startswith("/v1/"):
            return html(502)
        is_found = request.path.startswith("/v2/") and reply.status == 200
        return replace(reply, body={"a": 1}) if failed and is_found else reply

    options = only("known-ids-found", "schema-conformance", api=None)
    exit_status, report = reported(serve(handler), options)

    coc, roma = report["operations"]
    assert exit_status == status
    assert sum("502" in clause["reason"] for clause in coc["clauses"]) == 2
    assert any(clause["outcome"] == "failed" for clause in roma["clauses"]) is failed
    assert "reached no service" in report["verdict"]
    assert ("Does not conform" in report["verdict"]) is failed


def test_words_are_redacted(
    serve: Serve, server: ReferenceServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """A quoted page contains no secret, and no control sequence."""
    token = server.access.token
    page = replace(html(404), body=f"\x1b[31mno {token[:20]} {token}".encode())

    assert check(serve(lambda _: page), QUICK) == 2
    errors = capsys.readouterr().err
    assert "[redacted]" in errors
    assert token[:10] not in errors
    assert "\x1b" not in errors


def at(target: Path, url: str) -> Path:
    """Replace a target's server."""
    _, _, rest = target.read_text(encoding="utf-8").partition("\n")
    target.write_text(f'base_url = "{url}"\n{rest}', encoding="utf-8")
    return target


def test_certificate_of_nobody(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The reason why TLS failed is reported."""
    with raw_server(lambda exchange: exchange.send(response(200)), "self_signed") as other:
        assert check(at(target, other.url), QUICK) == 2

    errors = capsys.readouterr().err
    assert "self-signed certificate" in errors
    assert "ca_bundle" in errors


def test_closed_connections(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    """If a server closes every connection, the message suggests TLS."""
    with raw_server(lambda exchange: exchange.close()) as other:
        assert check(at(serve(), other.url), QUICK) == 2

    assert "must begin with https://" in capsys.readouterr().err


def test_no_response_at_all(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that never responds has not been checked."""
    with raw_server(lambda exchange: exchange.hold()) as other:
        assert check(at(target, other.url), only("known-ids-found", timeout=0.3)) == 2

    assert "--timeout SECONDS raises the limit" in capsys.readouterr().err


@pytest.mark.slow
def test_no_response_to_known_calls(serve: Serve, server: ReferenceServer) -> None:
    """A service that hangs only with valid credentials fails."""

    def slow(request: Request) -> Response:
        reply = server(request)
        return replace(reply, delay=60.0) if is_known(server, request) else reply

    # All other requests get a response at once, on a slow machine too.
    assert check(serve(slow), only("complete-responses", timeout=1.5)) == 1


def test_waits_for_a_start(
    serve: Serve, server: ReferenceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run waits for a server that is starting, outside of the budget."""
    monkeypatch.setattr(contact, "PAUSE", 0.01)
    looks = 0

    def starting(request: Request) -> Response:
        nonlocal looks
        looks += 1
        return html(503) if looks <= 3 else server(request)

    status, report = reported(serve(starting), only("known-ids-found", wait=60.0))

    assert status == 0
    assert looks > 3
    assert report["requests"] <= looks - 4


def test_waits_in_vain(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that does not start in time has not been checked."""
    assert check(serve(lambda _: html(503)), replace(QUICK, wait=0.1)) == 2
    assert "reached no service" in capsys.readouterr().err


def test_an_operation_without_known_ids(target: Path) -> None:
    """If one API has no known ids, the other one is still checked."""
    text = target.read_text(encoding="utf-8")
    target.write_text(text[: text.index("[[known.CountTasks]]")], encoding="utf-8")

    status, report = reported(target, only("known-ids-found", api=None))

    assert status == 2
    assert "[[known.CountTasks]]" in report["verdict"]
    assert report["counts"]["passed"] == 1
