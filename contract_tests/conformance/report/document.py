"""The report as JSON."""

from __future__ import annotations

import platform
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from contract_tests.conformance.report.escaping import each_text

if TYPE_CHECKING:
    from contract_tests.conformance.check import Check, Failure
    from contract_tests.conformance.report.summary import Summary
    from openapi.contract import JSON, Contract, Operation

_TOOLS = ("schemathesis", "hypothesis", "urllib3", "openapi-schema-validator")


def document(summary: Summary) -> JSON:
    """All that a report tells, without secrets; every output is made of this alone."""
    run = summary.run
    outcomes = ("passed", "failed", "not checked")
    report = {
        "verdict": summary.verdict,
        "exit_status": summary.exit_status,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "servers": {name: service.target.base_url for name, service in run.services.items()},
        "seed": run.options.seed,
        "requests": run.budget.spent,
        "throttled": run.budget.throttled,
        "ended_early": summary.ended,
        "counts": {outcome: summary.count(outcome) for outcome in outcomes},
        "unchecked": summary.unchecked,
        "selection": run.options.selection,
        "contracts": [_contract(service.contract) for service in run.services.values()],
        "versions": {"python": platform.python_version()} | {one: version(one) for one in _TOOLS},
        "seconds": round(run.budget.elapsed, 3),
        "operations": [_operation(summary, operation) for operation in run.operations],
    }
    return each_text(report, run.redact)


def _contract(contract: Contract) -> JSON:
    return {
        "file": contract.path.name,
        "version": contract.document["info"]["version"],
        "sha256": contract.digest,
    }


def _operation(summary: Summary, operation: Operation) -> JSON:
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "api": operation.contract.name,
        "clauses": [clause(check) for check in summary.of(operation)],
    }


def clause(check: Check) -> JSON:
    """What a report tells of a check."""
    is_unchecked = check.outcome == "not checked"
    return {
        "id": check.clause.id,
        "sentence": check.clause.sentence,
        "outcome": check.outcome,
        "unchecked": check.unchecked if is_unchecked else None,
        "reason": check.reason if is_unchecked else "",
        "responses": check.judged,
        "seconds": round(check.seconds, 3),
        "violations": [_violation(failure) for failure in check.failures],
        "other_violations": check.others,
    }


def _violation(failure: Failure) -> JSON:
    return {"request": failure.request, "times": failure.times, **asdict(failure.violation)}
