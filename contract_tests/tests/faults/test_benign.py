"""Benign variants satisfy every clause."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contract_tests.faults.catalog import BENIGN
from contract_tests.tests.faults.exchanges import Reply, over_http, over_socket, plain_replies
from contract_tests.tests.faults.probes import (
    DENIED,
    HEADERS,
    IDS,
    KNOWN,
    ORDER,
    PATHS,
    SERVER,
    ask,
    order,
)
from openapi.contract.extensions.invariants import violations

if TYPE_CHECKING:
    from contract_tests.faults.variant import Variant
    from contract_tests.reference_server import Request
    from contract_tests.tests.faults.exchanges import Stage
    from openapi.contract import JSON, Contract, Operation


def strict(content: bytes) -> JSON:
    """JSON without a byte order mark, without NaN and without duplicate keys."""

    def unique(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
        assert len(pairs) == len(dict(pairs))
        return dict(pairs)

    def reject(text: str) -> None:
        raise ValueError(text)

    return json.loads(content.decode(), object_pairs_hook=unique, parse_constant=reject)


def conforms(operation: Operation, reply: Reply) -> None:
    """Validate a response against the contract: status, media type, schema and invariants."""
    status, headers, content = reply
    contract: Contract = operation.contract
    response = operation.responses[str(status)]
    media_type = headers["content-type"].lower().replace(" ", "").replace('"', "")
    body = strict(content)

    assert media_type in ("application/json", "application/json;charset=utf-8")
    assert contract.errors(response.schema, body) == []
    assert violations(contract, response.schema, body) == []


def hear(address: str, request: Request) -> Reply:
    """Send a request, and retry it once after a 429."""
    reply = over_http(address, request)
    return over_http(address, request) if reply[0] == 429 else reply


REFUSED = (ask(order(ORDER), x_auth_token="wrong"), ask(order(ORDER), x_auth_token=None))
READS = [
    *KNOWN.values(),
    *(ask(order(ORDER), **HEADERS[name]) for name in ("chinese", "english", "all", "gzip")),
]


def satisfies_every_clause(address: str) -> None:
    orders, count_tasks = SERVER.operations
    for request in READS:
        reply = hear(address, request)
        assert reply[0] == 200
        conforms(orders if "/v1/" in request.path else count_tasks, reply)
    for request, statuses in (
        *((request, (401,)) for request in REFUSED),
        (ask(order(ORDER), x_auth_token=DENIED), (403,)),
        (ask(order(IDS["unknown"])), (400, 404)),
        (ask(order("%20")), (400, 404)),
    ):
        reply = hear(address, request)
        assert reply[0] in statuses
        conforms(orders, reply)
    reply = hear(address, ask(PATHS["other project"]))
    assert reply[0] in (400, 403, 404)
    conforms(count_tasks, reply)
    status, headers, _ = hear(address, ask(order(ORDER), "DELETE"))
    assert status in (401, 403, 404, 405)
    assert status != 405 or "GET" in headers["allow"]


@pytest.mark.parametrize(
    "variant",
    [variant for variant in BENIGN.values() if variant.send is None],
    ids=lambda variant: variant.id,
)
def test_benign_server_conforms(stage: Stage, variant: Variant) -> None:
    """A benign server satisfies schemas and invariants, and rejects invalid requests."""
    stage.handler = variant.make(SERVER)

    satisfies_every_clause(stage.address)


@pytest.mark.parametrize(
    "variant",
    [variant for variant in BENIGN.values() if variant.send],
    ids=lambda variant: variant.id,
)
def test_benign_wire_conforms(variant: Variant) -> None:
    """So does a server that is unusual only on the wire, and its bytes differ."""
    with variant.running(SERVER) as base_url:
        address = base_url.removeprefix("http://")
        satisfies_every_clause(address)
        if variant.id not in ("slow", "in-small-pieces"):
            head = KNOWN["order 2"], ask(order(ORDER), "HEAD")
            replies = [over_socket(address, request) for request in (*head, *head, *head)]
            plain = [plain_replies()[name] for name in ("order 2", "method: HEAD")] * 3
            assert replies != plain
