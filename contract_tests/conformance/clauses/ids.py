"""Ids that do not exist, or cannot exist, are not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.conformance.judging.violation import Violation
from contract_tests.conformance.requests.probes.build import raw_path
from contract_tests.conformance.requests.probes.ids import INJECTED, malformed, mismatched
from contract_tests.conformance.requests.probes.probe import Kind, Probe
from contract_tests.conformance.running.check import ANY_4XX, NOT_FOUND
from contract_tests.conformance.running.clause import clause
from contract_tests.conformance.running.needs import (
    ISOLATION,
    SECOND_ENTRY,
    SEVERAL_IDS,
    UNKNOWN_IDS,
    UNUSED_IDS,
)

if TYPE_CHECKING:
    from contract_tests.conformance.running.check import Check

MOST, MISMATCHED = 64, 16


@clause(UNKNOWN_IDS, UNUSED_IDS)
def unknown_ids_rejected(check: Check) -> None:
    """Ids that do not exist are not found, however similar to known ones."""
    probes = [Probe(path) for path in check.unknown[:MOST]]
    check.expect(probes, NOT_FOUND, "this id does not exist")


@clause(ISOLATION, UNKNOWN_IDS, SEVERAL_IDS, SECOND_ENTRY)
def mismatched_ids_rejected(check: Check) -> None:
    """Ids that exist are not found under the parent of another."""
    probes = [Probe(path) for path in mismatched(check.operation, check.known)[:MISMATCHED]]
    for exchange in check.exchanges(probes):
        if exchange.status == 403 and not exchange.credentials_refused:
            # The caller has no permission for the parent, and hence none for its children.
            check.judged += 1
        else:
            check.judge(exchange, NOT_FOUND, "the ids do not belong together")


@clause()
def malformed_ids_rejected(check: Check) -> None:
    """Ids that violate their schema are rejected with a 4xx and kept out of response headers."""
    paths = filter(check.is_own, malformed(check.operation, check.known[0].path))
    probes = [Probe(path, kind=Kind.INVALID) for path in paths]
    for exchange in check.expect(probes, ANY_4XX, "the id violates its schema"):
        if exchange.response.values(INJECTED):
            place = exchange.operation_place()
            check.fail(exchange, Violation("no header from the path", INJECTED, place))


@clause()
def empty_ids_rejected(check: Check) -> None:
    """Empty ids and dot segments in place of an id are rejected or redirected."""
    path = check.known[0].path
    probes = [
        Probe(target=target, kind=Kind.UNDECLARED)
        for name in path
        for raw in ("", ".", "..", "%2e", "%2E%2E", "...")
        for target in [raw_path(check.operation, path, {name: raw})]
        if not check.service.guard.leads_elsewhere(check.operation, target)
    ]
    check.expect(probes, (*range(300, 400), *ANY_4XX), "there is no id in the path")
