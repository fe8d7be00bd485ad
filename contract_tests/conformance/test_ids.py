"""What does not exist, or cannot, is not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.answer import Finding
from contract_tests.conformance.clause import ABSENT, ANY_4XX
from contract_tests.conformance.exchange import Ask
from contract_tests.conformance.ids import INJECTED, malformed, mixed, near_misses, target

if TYPE_CHECKING:
    from contract_tests.conformance.clause import Clause

MISSES = 16
"""At most."""


@pytest.mark.needs("unknown_ids")
def test_unknown_ids_refused(clause: Clause) -> None:
    """An id that is nearly a known one, but not one, is not found."""
    asks = [Ask(path) for path in near_misses(clause.operation, clause.known)[:MISSES]]
    clause.expect(asks, ABSENT, "there is nothing under this id")


@pytest.mark.needs("isolation")
@pytest.mark.needs("unknown_ids")
def test_ids_belong_together(clause: Clause) -> None:
    """An id under another's parent is not found."""
    asks = [Ask(path) for path in mixed(clause.operation, clause.known)[:MISSES]]
    if not asks:
        pytest.skip("the contract has one id here, or the target only one entry")
    clause.expect(asks, ABSENT, "the ids do not belong together")


def test_malformed_ids_refused(clause: Clause) -> None:
    """An id that breaks its schema is refused with a 4xx, and stays out of the headers."""
    paths = malformed(clause.operation, clause.known[0].path)
    asks = [Ask(path, malformed=True) for path in paths]
    for exchange in clause.expect(asks, ANY_4XX, "the id breaks its schema"):
        if exchange.answer and INJECTED.lower() in exchange.answer.http.headers:
            place = exchange.answer.at_operation()
            clause.note(exchange, Finding("no header from the path", INJECTED, place))


def test_empty_and_dotted_ids_refused(clause: Clause) -> None:
    """Nothing, or dots, in the place of an id is refused, or leads to another path."""
    path = clause.known[0].path
    asks = [
        Ask(path, target=target(clause.operation, path, name, raw), malformed=True, elsewhere=True)
        for name in path
        for raw in ("", ".", "..", "%2e", "%2E%2E", "...")
    ]
    clause.expect(asks, (*range(300, 400), *ANY_4XX), "there is no id in the path")
