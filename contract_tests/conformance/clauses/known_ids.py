"""Known ids are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.conformance.requests.probes.probe import Probe
from contract_tests.conformance.running.clause import clause

if TYPE_CHECKING:
    from contract_tests.conformance.judging.exchange import Exchange
    from contract_tests.conformance.running.check import Check

REPEATED = 42
"""Requests in total: an error in every 20th response shows twice."""

HEADERS = (
    # A new connection: a load balancer may pin a kept-alive one to a node.
    *({"Connection": "close"},) * 3,
    {
        "Connection": "close",
        "Accept": "application/json, application/xml",
        "Accept-Language": "zh-CN,zh;q=0.9,*;q=0.5",
    },
)
"""Used in turn; a client that also accepts XML, or sends what browsers send, receives the same."""


@clause()
def known_ids_found(check: Check) -> None:
    """Requests for known ids succeed with the documented status."""
    for exchange in check.run.first_reads[check.operation.id]:
        check.judge(exchange, check.success, "the id is known to exist", _advice(exchange))


@clause()
def reliable_reads(check: Check) -> None:
    """Repeated requests for known ids all succeed."""
    known = check.known
    probes = [
        # Each id twice in a row: a cache may break the second response.
        Probe(known[number // 2 % len(known)].path, headers=HEADERS[number % len(HEADERS)])
        for number in range(REPEATED)
    ]
    check.expect(probes, check.success, "the id was found before")


def _advice(exchange: Exchange) -> str:
    is_unknown = exchange.status == 404
    return (
        "make sure that base_url and the known ids of the target are those of the server"
        * is_unknown
    )
