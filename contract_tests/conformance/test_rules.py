"""What is true of every answer that the other tests were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.answer import Finding, short
from contract_tests.conformance.containment import ABSENT, missing
from contract_tests.conformance.rules import RULES

if TYPE_CHECKING:
    from contract_tests.conformance.clause import Clause


@pytest.mark.parametrize("rule", RULES)
def test_rule(clause: Clause, rule: str) -> None:
    """No answer breaks the rule."""
    for exchange in clause.run.exchanges(clause.operation):
        if exchange.answer and RULES[rule].applies(exchange.answer):
            clause.judged += 1
            for finding in RULES[rule].judge(exchange.answer):
                clause.note(exchange, finding)


def test_expectations_met(clause: Clause) -> None:
    """Every 200 body of a known id contains what the target expects of it."""
    if all(known.expect is None for known in clause.known):
        pytest.skip("the target expects nothing of its known ids")
    for exchange in clause.run.exchanges(clause.operation):
        known, answer = exchange.known, exchange.answer
        if not known or known.expect is None or not answer or exchange.status != 200:
            continue
        clause.judged += 1
        if lack := missing(known.expect, answer.body):
            expected = f"at {lack.pointer or 'the root'} {short(lack.expected)}"
            received = "nothing" if lack.actual is ABSENT else short(lack.actual)
            place = f"the target, [[known.{clause.operation.id}]]"
            clause.note(exchange, Finding(expected, received, place))


def test_every_request_answered(clause: Clause) -> None:
    """Every request gets a whole answer in time."""
    for exchange in clause.run.exchanges(clause.operation):
        clause.judged += 1
        if exchange.answer is None:
            place = f"{clause.operation.contract.path.name}#{clause.operation.pointer}"
            clause.note(exchange, Finding("a whole answer", exchange.fault, place))
