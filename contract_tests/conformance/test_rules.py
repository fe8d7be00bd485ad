"""The response rules, applied to every answer that the other tests were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.answer import Finding
from contract_tests.conformance.rules import RULES
from contract_tests.spec import SpecError

if TYPE_CHECKING:
    from contract_tests.conformance.answer import Answer
    from contract_tests.conformance.clause import Clause
    from contract_tests.conformance.run import Run


@pytest.mark.parametrize("rule", RULES)
def test_rule(clause: Clause, run: Run, rule: str) -> None:
    """No answer breaks the rule."""
    for exchange in run.exchanges(clause.operation):
        if exchange.answer:
            clause.judged += 1
            for finding in _findings(rule, exchange.answer):
                clause.note(exchange, finding)
    clause.conclude()


def test_every_request_answered(clause: Clause, run: Run) -> None:
    """Every request gets a whole answer in time."""
    for exchange in run.exchanges(clause.operation):
        clause.judged += 1
        if exchange.answer is None:
            place = f"{clause.operation.spec.path.name}#{clause.operation.pointer}"
            clause.note(exchange, Finding("a whole answer", exchange.fault, place))
    clause.conclude()


def _findings(rule: str, answer: Answer) -> list[Finding]:
    try:
        return list(RULES[rule](answer))
    except SpecError as error:
        # Nothing is known of the server where the spec itself is at fault.
        pytest.exit(str(error), returncode=2)
