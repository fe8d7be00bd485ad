"""openapi-core: a validator that shares no code with this project's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contract_tests.reference_server import ReferenceServer, background
from contract_tests.reference_server.fault_injection import FaultInjection, RateLimit
from contract_tests.tests import DATA
from openapi.contract import Contract, load_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.tests.processes import Run
    from openapi.contract import JSON

pytestmark = pytest.mark.slow

CONTRACTS = load_all()
each_contract = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)


def calls(server: ReferenceServer, contract: Contract) -> Iterator[JSON]:
    """Requests that cause every response of the server, in both languages."""
    for operation in contract.operations:
        for language in ({}, {"X-Language": "zh-cn"}):
            token = {"X-Auth-Token": server.access.token}
            for known in server.store.known[operation.id]:
                yield {"path": known.target, "headers": token | language}
                yield {"path": known.target, "headers": language}
                denied = {"X-Auth-Token": server.access.denied_token}
                yield {"path": known.target, "headers": denied | language}
            unknown = dict.fromkeys(operation.call.path, "unknown0")
            yield {"path": operation.path.format(**unknown), "headers": token | language}
            invalid = dict.fromkeys(operation.call.path, "x" * 65)
            yield {"path": operation.path.format(**invalid), "headers": token | language}


@each_contract
def test_responses(run: Run, core_python: str, contract: Contract) -> None:
    """Every response of the reference server is valid: successes, client and server errors."""
    statuses = set()
    for faults in ({}, {"rate_limit": RateLimit(1, "minute")}, {"error_rate": 1.0}):
        server = ReferenceServer(CONTRACTS.values(), faults=FaultInjection(**faults))
        requests = json.dumps(list(calls(server, contract)))
        with background(server) as url:
            command = (core_python, DATA / "openapi_core_judge.py", contract.path, url)
            done = run(*command, stdin=requests)
        assert done.returncode == 0, done.stderr
        results = json.loads(done.stdout)
        assert [result for result in results if result[1]] == []
        statuses |= {str(status) for status, _ in results}

    assert statuses == set(contract.operations[0].responses)


@each_contract
def test_it_reports_violations(run: Run, core_python: str, contract: Contract) -> None:
    """Against the other contract the same responses are invalid."""
    other = next(other for other in CONTRACTS.values() if other is not contract)
    server = ReferenceServer(CONTRACTS.values())
    requests = json.dumps(list(calls(server, contract)))
    with background(server) as url:
        done = run(core_python, DATA / "openapi_core_judge.py", other.path, url, stdin=requests)

    assert all(errors for _, errors in json.loads(done.stdout))
