from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.main import check
from contract_tests.conformance.requests.probes import generated
from contract_tests.conformance.running.loading import load_run
from contract_tests.conformance.running.schedule import begin
from contract_tests.faults.catalog import BENIGN, BROKEN
from contract_tests.tests.conformance.checks import QUICK, only

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.reference_server import ReferenceServer, Request, Response
    from contract_tests.tests.conformance.conftest import Serve

FOUND = {
    "again-within-a-moment-500": ("reliable-reads", "any status below 500"),
    "all-optional-500": ("optional-inputs-accepted", "any status below 500"),
    "any-method-found": ("undeclared-methods-rejected", "received 200"),
    "any-token": ("invalid-tokens-rejected", "the token is made up"),
    "astral-id-500": ("malformed-ids-rejected", "received 500"),
    "empty-order-500": ("known-ids-found", "received 500"),
    "error-code-as-number": ("schema-conformance", "/error_code"),
    "inside-open-to-all": ("authentication-required", "only claims to be from inside"),
    "head-in-html": ("head-equivalent-to-get", "expected Content-Type application/json"),
    "head-length-zero": ("head-equivalent-to-get", "the length of the body of GET"),
    "long-body": ("complete-responses", "longer than Content-Length"),
    "missing-field": ("schema-conformance", "/data/total_instance"),
    "stack-trace-in-a-header": ("no-information-leak", "Traceback (most recent call last)"),
    "text-html": ("declared-content-type", "received text/html"),
    "wrong-status": ("documented-status", "received 206"),
    "wrong-sum": ("invariants-satisfied", "instance counts add up to total_instance"),
}
"""Broken servers of each category; CI checks all of them with scripts/bench suite."""
UNUSUAL = ("counts-grow", "html-beside-the-operations")
"""Benign servers, likewise."""


@pytest.mark.parametrize("name", FOUND)
def test_faults_are_named(serve: Serve, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that violates one clause does not conform, and that clause is reported."""
    clause, words = FOUND[name]
    # Rules judge the requests of other clauses.
    asking = ("known-ids-found", "unknown-ids-rejected")

    assert check(serve(BROKEN[name]), only(*{clause, *asking})) == 1
    out = capsys.readouterr().out
    assert f"FAIL {clause} on" in out
    assert words in " ".join(out.split())


def test_a_single_clause(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict on one clause speaks of one."""
    assert check(target, replace(QUICK, clause=("known-ids-found",))) == 0
    assert "passed the one clause checked, selected by" in capsys.readouterr().out


@pytest.mark.parametrize("name", UNUSUAL)
def test_benign_servers_pass(serve: Serve, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that satisfies every clause in an unusual way conforms."""
    assert check(serve(BENIGN[name]), QUICK) == 0, capsys.readouterr().out


def test_same_seed_same_requests(
    serve: Serve, server: ReferenceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seed determines all requests; another seed gives other requests."""
    monkeypatch.setattr(generated, "EXAMPLES", 8)
    received: list[tuple[object, ...]] = []

    def record(request: Request) -> Response:
        own = {"host", "x-auth-token", "cookie", "authorization", "x-subject-token", "x-token"}
        kept = tuple(pair for pair in request.headers if pair[0] not in own)
        query = request.query if server.access.token not in request.query else ""
        received.append((request.method, request.path, query, kept))
        return server(request)

    target, runs = serve(record), []
    seeded = only("generated-requests-handled", "optional-inputs-accepted", quick=False)
    for seed in (1, 1, 2):
        received.clear()
        assert check(target, replace(seeded, seed=seed)) == 0
        runs.append(sorted(received, key=repr))

    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_budget_is_kept(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The number of requests is limited; clauses beyond the limit are undecided."""
    assert check(target, replace(QUICK, api=None, max_requests=60)) == 2
    out, err = capsys.readouterr()
    assert out.count("unfinished: the budget of 60 requests is spent") == 1
    (unfinished,) = re.findall(r"Undecided: (\d+) of 82 clauses are unfinished: the budget", err)
    assert int(unfinished) > 60
    assert err.endswith("spent; --max-requests N raises the limit\n")


@pytest.mark.parametrize("login", ["with_access_key", "with_iam_login"])
def test_logins(
    target: Path,
    login: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A server can also be checked with an access key, or with a login at IAM."""
    monkeypatch.setattr(generated, "EXAMPLES", 8)
    change: Callable[[Path], Path] = request.getfixturevalue(login)

    assert check(change(target), replace(QUICK, quick=False)) == 0, capsys.readouterr().out


def at(target: Path, base_url: str, more: str = "") -> Path:
    """Replace a target's server."""
    text = target.read_text(encoding="utf-8")
    text = text.replace(text.splitlines()[0].split('"')[1], base_url)
    target.write_text(f"{more}\n{text}", encoding="utf-8")
    return target


@pytest.mark.parametrize(
    ("base_url", "more"),
    [
        ("https://coc.example", ""),
        ("http://127.0.0.1:8080", "live = true"),
        ("https://coc.example", "live = false\ncoc = { live = true }"),
    ],
)
def test_care_on_live_servers(target: Path, base_url: str, more: str) -> None:
    """On a live server a run is slow and sequential, and sends no undeclared method."""
    run = load_run(at(target, base_url, more), QUICK)

    (service,) = run.services.values()
    assert service.target.is_live
    assert not service.unsafe_methods
    assert begin(run) == (
        f"Checking {base_url}: at most 459 requests, 5 per second, one at a time, "
        "for 184 s at most."
    )
    options = replace(QUICK, unsafe_methods=True, rate=50, max_requests=100, deadline=900)
    run = load_run(target, options)
    assert all(service.unsafe_methods for service in run.services.values())
    limits = r"at most 100 requests, 50 per second, one at a time, for (900|8\d\d) s at most"
    assert re.search(limits, begin(run))


@pytest.mark.parametrize(
    ("base_url", "more"),
    [("http://[::1]:8080", ""), ("http://reference-server:4010", "live = false")],
)
def test_no_care_where_nothing_is_live(target: Path, base_url: str, more: str) -> None:
    """On the loopback, or if the target says so, a run is as fast as the server."""
    run = load_run(at(target, base_url, more), replace(QUICK, api=None))

    assert all(service.unsafe_methods for service in run.services.values())
    assert "as fast as it responds, 8 at a time, for 50 s" in begin(run)


def test_nothing_is_made_up_on_live_servers(serve: Serve, server: ReferenceServer) -> None:
    """A live server gets no random free text, no token in a query and no invalid signature."""
    received: list[Request] = []

    def record(request: Request) -> Response:
        received.append(request)
        return server(request)

    target = serve(record)
    target.write_text(f"live = true\n{target.read_text(encoding='utf-8')}", encoding="utf-8")

    assert check(target, replace(QUICK, quick=False, rate=10_000)) == 0
    assert len(received) > 200
    names = {name for request in received for name, _ in request.headers}
    assert not {"x-project-id", "x-user-profile", "x-sdk-date", "authorization"} & names
    assert not any(server.access.token in request.query for request in received)
    assert {request.method for request in received} == {"GET", "HEAD", "OPTIONS"}
