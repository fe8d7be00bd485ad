"""The rules for every response as Schemathesis checks.

Use with ``SCHEMATHESIS_HOOKS=contract_tests.conformance.rules schemathesis run …``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import schemathesis

from contract_tests.conformance.clauses import CLAUSES
from contract_tests.conformance.judging.exchange import Exchange
from contract_tests.conformance.redaction import Redactor
from contract_tests.conformance.report.escaping import for_terminal
from contract_tests.conformance.requests.probes.generated import kind, message
from contract_tests.conformance.requests.probes.hostile import traits
from contract_tests.conformance.requests.probes.probe import Kind
from contract_tests.conformance.requests.transport.message import HttpResponse
from contract_tests.conformance.running.clause import Rule
from openapi.contract import Contract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis import CheckContext, Response

    from contract_tests.conformance.judging.violation import Violation
    from contract_tests.conformance.requests.probes.generated import Case
    from openapi.contract import Operation


_SHOWN = 600
"""Characters."""


def _register(rule: Rule) -> None:
    def check(ctx: CheckContext, response: Response, case: Case) -> None:  # noqa: ARG001
        exchange = _exchange(response, case)
        # The response to another method is not one of this operation.
        judged = exchange.request.method == exchange.operation.method and rule.applies(exchange)
        if violations := list(rule.judge(exchange)) if judged else []:
            raise AssertionError("\n".join(_shown(exchange, violations)))

    check.__name__ = rule.judge.__name__
    schemathesis.check(check)


def _shown(exchange: Exchange, violations: list[Violation]) -> Iterator[str]:
    """The violations, with echoed credentials redacted."""
    document = exchange.operation.contract.document
    secrets = [*exchange.credentials.values(), exchange.request.value("Cookie") or ""]
    redact = Redactor(*secrets, public=lambda: json.dumps(document, ensure_ascii=False))
    for violation in violations:
        for line in str(violation).split("\n"):
            yield for_terminal(redact.excerpt(line, _SHOWN))


def _exchange(response: Response, case: Case) -> Exchange:
    received = HttpResponse(response.status_code, response.headers, response.content)
    request = message(response.request)
    is_refused = traits(request) and 400 <= received.status < 500
    probe_kind = Kind.HOSTILE if is_refused else kind(case)
    return Exchange(_operation(case), request, received, probe_kind)


def _operation(case: Case) -> Operation:
    schema = case.operation.schema
    contract = Contract(Path(schema.location or "contract.yaml"), schema.raw_schema)
    return next(
        operation
        for operation in contract.operations
        if operation.path == case.operation.path
        and operation.method == case.operation.method.upper()
    )


for _clause in CLAUSES.values():
    if isinstance(_clause, Rule):
        _register(_clause)
