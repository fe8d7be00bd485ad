"""Failures are grouped by cause, and each cause says what to do about it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.conformance.judging.violation import in_words
from contract_tests.conformance.main import check
from contract_tests.faults.catalog import BROKEN
from contract_tests.tests import ROOT
from contract_tests.tests.conformance.checks import QUICK, only, reported

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference_server import Handler, ReferenceServer, Response
    from contract_tests.tests.conformance.conftest import Serve

CAUSES = {
    "known-id-500": ["any status below 500"],
    "redirect-to-login": ["401 or 403"],
    "missing-token-accepted": ["401 or 403", "401 or 403"],
}
"""The expectations of each cause, by broken server."""
COLUMNS = 80
ENCODED = "encoded-ids-decoded-once"

Causes = tuple[list[dict[str, Any]], list[str]]


@pytest.fixture(name="causes")
def _causes(serve: Serve, capsys: pytest.CaptureFixture[str]) -> Callable[..., Causes]:
    """Check a broken server; return the causes in its report, and the terminal's lines."""

    def causes(name: str, *clauses: str) -> Causes:
        status, report = reported(serve(BROKEN[name]), only(*clauses) if clauses else QUICK)
        assert status == 1
        return report["causes"], capsys.readouterr().out.splitlines()

    return causes


@pytest.mark.parametrize("name", CAUSES)
def test_one_fault_has_few_causes(causes: Callable[..., Causes], name: str) -> None:
    """Failures with the same cause are reported once, with all failed clauses."""
    found, lines = causes(name)

    assert [cause["expected"] for cause in found] == CAUSES[name]
    failed = [line.split()[1] for line in lines if line.startswith("FAIL ")]
    reported = {failure["clause"] for cause in found for failure in cause["failed"]}
    assert reported == set(failed)
    assert sum(line.startswith("Cause ") for line in lines) == len(found)


def test_width(causes: Callable[..., Causes], monkeypatch: pytest.MonkeyPatch) -> None:
    """All lines fit into the terminal, except those to be copied."""
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    _, lines = causes("errors-as-200")

    _, *report = lines
    long = [line for line in report if len(line) > COLUMNS and " " in line.strip()]
    assert all(line.strip().startswith(("curl ", "Does not")) for line in long)


def test_place_and_advice(causes: Callable[..., Causes]) -> None:
    """A cause names the line of the contract, and what to change."""
    (cause,), lines = causes("error-without-allow", "undeclared-methods-rejected")

    assert cause["received"] == "no Allow header"
    assert cause["advice"] == 'add the header "Allow: GET" to responses with status 405'
    assert f"  change    {cause['advice']}" in lines
    for place in cause["places"]:
        name, _, number = place["place"].rpartition(":")
        line = (ROOT / name).read_text(encoding="utf-8").splitlines()[int(number) - 1]
        assert line.strip() == "get:"
        assert place["pointer"].endswith("/get")


def test_place_in_a_schema(causes: Callable[..., Causes]) -> None:
    """A violation has the pointer of the violated schema, with all references resolved."""
    reported, _ = causes("missing-field", "schema-conformance")

    (place,) = reported[0]["places"]
    name, _, number = place["place"].rpartition(":")
    line = (ROOT / name).read_text(encoding="utf-8").splitlines()[int(number) - 1]
    assert place["pointer"] == "/components/schemas/InstanceStatistics/required"
    assert line.strip().startswith("required:")


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("decoded-twice", "decode the path once: it was decoded twice"),
        ("id-trimmed", "do not trim ids: white space is part of an id"),
    ],
)
def test_kinds_of_decoding(causes: Callable[..., Causes], name: str, advice: str) -> None:
    """If an encoded id is found, the cause says how it was decoded."""
    reported, _ = causes(name, ENCODED)

    assert advice in [cause["advice"] for cause in reported]


def test_errors_that_are_successes(causes: Callable[..., Causes]) -> None:
    """An error with status 200 has that as its cause, not how it was decoded or authenticated."""
    reported, _ = causes("errors-as-200", ENCODED, "authentication-required")

    advice = "send errors with an error status: this 200 has an error body"
    assert {cause["advice"] for cause in reported} == {advice}
    assert {failure["clause"] for cause in reported for failure in cause["failed"]} == {
        ENCODED,
        "authentication-required",
    }


def test_known_ids_without_data(causes: Callable[..., Causes]) -> None:
    """Data that never arrived is not called changing."""
    _, lines = causes("known-id-teapot", "known-ids-found", "language-independent-data")

    assert "  not provided: no known id returns data" in lines


def test_empty_body(causes: Callable[..., Causes]) -> None:
    """An empty body is called one, rather than a position in it."""
    reported, _ = causes("empty-body", "strict-json")

    assert [cause["received"] for cause in reported] == ["an empty body"]


def test_expired_denied_token(causes: Callable[..., Causes]) -> None:
    """A 401 to the token without permission names the other cause: it may have expired."""
    reported, _ = causes("denied-token-401", "authorization-required")

    assert reported[0]["advice"].startswith("renew denied_token if it has expired")


def test_bodies_that_are_not_json(
    serve: Serve, server: ReferenceServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page instead of JSON is quoted, with its Content-Type."""
    page = b"<html><h1>Please log in</h1></html>"
    check(serve(_on_success(server, page)), only("strict-json"))

    out = " ".join(capsys.readouterr().out.split())
    assert "expected strict JSON received Expecting value: line 1 column 1" in out
    assert "in 200 application/json <html><h1>Please log in</h1></html>" in out


def test_elements_of_arrays_have_one_cause(serve: Serve, server: ReferenceServer) -> None:
    """A violation in every element of an array is reported once, for the first element."""
    statistics = [{"instance_status": "READY", "instance_count": "1", "batch_indexes": []}] * 3
    body = {"data": {"total_instance": 3, "execute_statistics": statistics}}
    target = serve(_on_success(server, json.dumps(body).encode()))

    _, report = reported(target, only("schema-conformance"))

    (cause,) = [cause for cause in report["causes"] if "instance_count" in cause["expected"]]
    assert cause["expected"].startswith("at /data/execute_statistics/*/instance_count type ")
    assert cause["received"] == 'at /data/execute_statistics/0/instance_count "1"'


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        ((200, *range(400, 500)), "200 or any 4xx"),
        ((*range(300, 400), *range(400, 500), 501), "501, any 3xx or any 4xx"),
        (range(500), "any status below 500"),
        ((404, 200, 403), "200, 403 or 404"),
        ((200,), "200"),
    ],
)
def test_statuses_in_words(statuses: Any, words: str) -> None:
    """Classes of statuses are abbreviated, not listed."""
    assert in_words(statuses) == words


def _on_success(server: ReferenceServer, body: bytes) -> Handler:
    def handler(request: Any) -> Response:
        response = server(request)
        return replace(response, body=body) if response.status == 200 else response

    return handler
