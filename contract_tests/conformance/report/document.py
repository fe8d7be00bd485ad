"""The report as JSON."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from contract_tests.conformance.report.escaping import each_text
from contract_tests.conformance.report.summary import UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.conformance.report.causes import Cause
    from contract_tests.conformance.report.summary import Summary
    from contract_tests.conformance.running.check import Check, Failure
    from contract_tests.conformance.running.run import Run
    from openapi.contract import JSON, Contract, Operation

FORMAT = 1
"""Version of the report format; report.schema.json describes it."""
OUTCOMES = ("passed", "failed", "accepted", "not checked")
_TOOLS = ("schemathesis", "hypothesis", "urllib3", "openapi-schema-validator")


def document(summary: Summary) -> JSON:
    """The whole report, redacted; every output is rendered from it."""
    run = summary.run
    # The remarks come first, since they mark failures as accepted.
    remarks, causes = summary.remarks, summary.causes
    numbers = {
        id(failure): number
        for number, cause in enumerate(causes, 1)
        for _, failure in cause.failures
    }
    report = {
        **undecided(summary.verdict),
        "exit_status": summary.exit_status,
        "target": str(run.target),
        "servers": {name: service.target.base_url for name, service in run.services.items()},
        "seed": run.options.seed,
        "requests": run.budget.spent,
        "throttled": run.budget.throttled,
        "ended_early": summary.ended,
        "counts": {outcome: summary.count(outcome) for outcome in OUTCOMES},
        "unchecked": summary.unchecked,
        "selection": run.options.selection,
        "contracts": [_contract(service.contract) for service in run.services.values()],
        "seconds": round(run.budget.elapsed, 3),
        "remarks": [*run.budget.remarks, *remarks],
        "setup": list(dict.fromkeys(_setup(run))) if causes else [],
        "causes": [_cause(cause, number) for number, cause in enumerate(causes, 1)],
        "operations": [_operation(summary, operation, numbers) for operation in run.operations],
    }
    return each_text(report, run.redact)


def undecided(verdict: str) -> JSON:
    """An empty report, for a run that never began."""
    return {
        "format": FORMAT,
        "verdict": verdict,
        "exit_status": UNDECIDED,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "target": "",
        "servers": {},
        "seed": None,
        "requests": 0,
        "throttled": 0,
        "ended_early": "",
        "counts": dict.fromkeys(OUTCOMES, 0),
        "unchecked": {},
        "selection": "",
        "contracts": [],
        "versions": {"python": platform.python_version()}
        | {tool: version(tool) for tool in _TOOLS},
        "seconds": 0.0,
        "remarks": [],
        "setup": [],
        "causes": [],
        "operations": [],
    }


def _setup(run: Run) -> Iterator[str]:
    """Shell lines that define what the curl lines need."""
    for service in run.services.values():
        yield from map(run.redact, service.curl.setup)


def _contract(contract: Contract) -> JSON:
    return {
        "file": contract.path.name,
        "version": contract.document["info"]["version"],
        "sha256": contract.digest,
    }


def _cause(cause: Cause, number: int) -> JSON:
    """The failure that represents the cause, and the places of the others."""
    checks = {id(check): check for check, _ in cause.failures}.values()
    places = {
        check.operation.id: _place(check, failure) for check, failure in reversed(cause.failures)
    }
    return {
        "number": number,
        "accepted": cause.accepted,
        **violation(*cause.failures[0]),
        "times": sum(failure.times for _, failure in cause.failures),
        "places": list(reversed(places.values())),
        "failed": [
            {"clause": check.clause.id, "operation": check.operation.id} for check in checks
        ],
    }


def _operation(summary: Summary, operation: Operation, numbers: dict[int, int]) -> JSON:
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "api": operation.contract.name,
        "clauses": [clause(check, numbers) for check in summary.of(operation)],
    }


def clause(check: Check, numbers: dict[int, int] | None = None) -> JSON:
    """The report on a check, with the numbers of its causes if they are known."""
    is_unchecked = check.outcome == "not checked"
    return {
        "id": check.clause.id,
        "sentence": check.clause.sentence,
        "outcome": check.outcome,
        "unchecked": check.unchecked if is_unchecked else None,
        "reason": check.reason if is_unchecked else "",
        "responses": check.judged,
        "seconds": round(check.seconds, 3),
        "violations": [
            {
                "cause": (numbers or {}).get(id(failure)),
                "accepted": failure.accepted,
                **violation(check, failure),
            }
            for failure in check.failures
        ],
        "other_violations": check.others,
    }


def violation(check: Check, failure: Failure) -> JSON:
    """The report on a violation."""
    violated = failure.violation
    return {
        "expected": violated.expected,
        "why": violated.why,
        "received": violated.received,
        "response": failure.response,
        "advice": violated.advice,
        **_place(check, failure),
        "request": failure.request,
        "times": failure.times,
    }


def _place(check: Check, failure: Failure) -> JSON:
    """The place in the contract: file with line, and JSON pointer."""
    place, is_pointer, pointer = failure.violation.place.partition("#")
    if is_pointer:
        contract = check.operation.contract
        place = f"{contract.path.parent.name}/{place}:{contract.line(pointer)}"
    return {"place": place, "pointer": pointer}
