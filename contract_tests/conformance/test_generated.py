"""Generated cases: what nobody thought of, made up by Schemathesis and judged by its checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contract_tests.conformance.answer import Finding
from contract_tests.conformance.exchange import Ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import SearchStrategy

    from contract_tests.conformance.answer import Answer
    from contract_tests.conformance.clause import Clause
    from contract_tests.conformance.exchange import Case, Exchange

EXAMPLES = 40
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXPECTED = "nothing that a check of Schemathesis objects to"


def test_generated_requests_answered(clause: Clause) -> None:
    """Whatever request Schemathesis makes up, the answer passes its checks."""
    if clause.run.options.quick:
        pytest.skip("--quick leaves generated requests out")
    cases = _generated(clause)
    for case, exchange in zip(
        cases, clause.run.pool.map(lambda one: _sent(clause, one), cases), strict=True
    ):
        if exchange.answer:
            clause.judged += 1
            for finding in _findings(case, exchange.answer):
                clause.note(exchange, finding)


def _generated(clause: Clause) -> list[Case]:
    """The same cases for the same seed."""
    cases: list[Case] = []

    @seed(clause.run.options.seed)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_strategy(clause))
    def collect(case: Case) -> None:
        cases.append(case)

    collect()
    return cases


def _strategy(clause: Clause) -> SearchStrategy[Case]:
    """Known ids under made-up headers, made-up ids, and requests that break the contract."""
    operation = clause.api.cases[clause.operation.id]
    known = [one.path for one in clause.known]
    return st.one_of(
        *(operation.as_strategy(path_parameters=path) for path in known),
        operation.as_strategy(),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )


def _sent(clause: Clause, case: Case) -> Exchange:
    malformed = bool(case.meta and case.meta.generation.mode is GenerationMode.NEGATIVE)
    ask = Ask({}, malformed=malformed)
    return clause.api.send(clause.operation, case, ask, clause.id)


def _findings(case: Case, answer: Answer) -> Iterator[Finding]:
    # What breaks the contract may be refused with a status that it does not list.
    checks = CHECKS if answer.malformed else [*CHECKS, status_code_conformance]
    try:
        case.validate_response(answer.http, checks=checks)
    except FailureGroup as group:
        for failure in group.exceptions:
            first, _, _ = failure.message.partition("\n")
            received = f"{failure.title}: {first}"
            yield Finding(EXPECTED, received, answer.at_operation("responses"))
