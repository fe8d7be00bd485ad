"""Requests and time scale with the operations, and are announced before a run."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from contract_tests.conformance.errors import UndecidableError
from contract_tests.conformance.options import RunOptions
from contract_tests.conformance.requests.probes import generated
from contract_tests.conformance.requests.transport.network import IN_FLIGHT
from contract_tests.conformance.running.contact import make_contact
from contract_tests.conformance.running.loading import load_run
from contract_tests.conformance.running.schedule import CEILING, begin, plan, requests_of, schedule
from contract_tests.reference_server import ReferenceServer, background, write_target
from contract_tests.tests.conformance.checks import QUICK, only, reported
from openapi.contract import load_all

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.reference_server import Request, Response
    from contract_tests.tests.conformance.conftest import Serve

BOTH = requests_of(3, is_live=False) + requests_of(2, is_live=False)


@pytest.mark.parametrize("rate", [None, 5.0])
def test_slow_server(rate: float | None) -> None:
    """A server that takes 1.5 s to respond is checked to the end by default, live or not."""
    expected = BOTH if rate is None else requests_of(3, is_live=True) + requests_of(2, is_live=True)

    planned = schedule(expected, 2, 1.5, rate, 1 if rate else IN_FLIGHT)

    assert planned.seconds < CEILING
    # The limit must allow for requests that are processed one at a time.
    assert planned.limit > expected * 1.5 / (1 if rate else IN_FLIGHT)


def test_time_grows_with_operations() -> None:
    """Forty operations get forty times the requests and the time."""
    single = schedule(300, 1, 0.01, None, IN_FLIGHT)
    forty = schedule(40 * 300, 40, 0.01, None, IN_FLIGHT)

    assert forty.requests >= 40 * single.requests * 0.99
    assert single.seconds * 39 < forty.seconds < forty.limit <= CEILING


def test_expected_requests(target: Path) -> None:
    """A run sends as many requests as expected, or slightly fewer."""
    status, report = reported(target, QUICK)

    assert status == 0
    requests = report["requests"] + generated.EXAMPLES
    assert 0.95 < requests / requests_of(3, is_live=False) <= 1.05


def test_cost_is_printed_beforehand(serve: Serve, server: ReferenceServer) -> None:
    """The limits depend on the server's response time to the first requests."""

    def slow(request: Request) -> Response:
        return replace(server(request), delay=0.3)

    run = load_run(serve(slow), RunOptions())
    make_contact(run)
    planned, printed = plan(run), begin(run)
    run.close()

    assert planned.limit > 150
    assert f"at most {run.budget.requests} requests" in printed
    assert run.budget.requests > planned.expected
    assert run.budget.left > 100


def test_too_long_to_be_expected(serve: Serve, server: ReferenceServer) -> None:
    """A long run announces its duration before it starts."""
    received = 0

    def count(request: Request) -> Response:
        nonlocal received
        received += 1
        return server(request)

    run = load_run(serve(count), RunOptions(rate=0.01, max_requests=None))
    with pytest.raises(UndecidableError, match="without --deadline SECONDS a run takes 15 minutes"):
        begin(run)
    assert received == 0
    run = load_run(serve(count), RunOptions(rate=0.01, deadline=3.0))
    assert begin(run)


def test_many_operations(tmp_path: Path) -> None:
    """However many operations there are, each is checked to the end by default."""
    document: dict[str, Any] = copy.deepcopy(dict(load_all()["coc"].document))
    ((path, item),) = document["paths"].items()
    document["paths"] = {}
    for number in range(4):
        operation = copy.deepcopy(item)
        operation["get"]["operationId"] = f"Read{number}"
        del operation["get"]["x-waiter"]
        document["paths"][path.replace("/v1/", f"/v{number}/")] = operation
    folder = tmp_path / "contracts"
    folder.mkdir()
    (folder / "many.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    server = ReferenceServer(load_all(folder).values())
    options = only("known-ids-found", "unknown-ids-rejected", "malformed-ids-rejected", api=None)
    with background(server) as base_url:
        write_target(tmp_path / "target.toml", base_url, server)
        target = tmp_path / "target.toml"
        status, report = reported(target, options, contracts=folder)
        few, starved = reported(target, replace(options, max_requests=80), contracts=folder)

    assert (status, report["unchecked"].get("unfinished", 0)) == (0, 0)
    assert report["requests"] > 250
    # An insufficient budget is spread over all operations.
    assert few == 2
    judged = [
        sum(clause["outcome"] == "passed" for clause in operation["clauses"])
        for operation in starved["operations"]
    ]
    assert max(judged) - min(judged) <= 1
    assert min(judged) >= 1
