"""A run as files: report.json for programs, report.html for people."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

if TYPE_CHECKING:
    from contract_tests.conformance.report import Collector, Result
    from openapi.contract import JSON, Contract, Operation

_TEMPLATES = Path(__file__).parent
_TOOLS = ("schemathesis", "hypothesis", "pytest", "requests", "openapi-schema-validator")


def write(collector: Collector, folder: Path, exit_status: int) -> None:
    """Write both files.

    Raises:
        OSError: The folder cannot be written to.
    """
    report = _report(collector, exit_status)
    text = json.dumps(report, indent=2, ensure_ascii=False)
    (folder / "report.json").write_text(f"{text}\n", encoding="utf-8")
    loader = jinja2.FileSystemLoader(_TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
    page = environment.get_template("report.html.jinja").render(report)
    (folder / "report.html").write_text(page, encoding="utf-8")


def _report(collector: Collector, exit_status: int) -> JSON:
    run = collector.run
    return {
        "verdict": collector.verdict,
        "exit_status": exit_status,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "servers": {name: api.target.base_url for name, api in run.apis.items()},
        "seed": run.options.seed,
        "requests": run.budget.spent,
        "throttled": run.budget.throttled,
        "ended_early": collector.ended,
        "counts": {one: collector.count(one) for one in ("passed", "failed", "skipped")},
        "contracts": [_contract(api.contract) for api in run.apis.values()],
        "versions": {"python": platform.python_version()} | {one: version(one) for one in _TOOLS},
        "operations": [_operation(collector, one) for one in run.operations],
    }


def _contract(contract: Contract) -> JSON:
    return {
        "file": contract.path.name,
        "version": contract.document["info"]["version"],
        "sha256": contract.digest,
    }


def _operation(collector: Collector, operation: Operation) -> JSON:
    results = [one for one in collector.results if one.clause.operation is operation]
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "api": operation.contract.name,
        "clauses": [_clause(one) for one in results],
    }


def _clause(result: Result) -> JSON:
    clause = result.clause
    return {
        "id": clause.id,
        "sentence": clause.sentence,
        "outcome": "not checked" if result.outcome == "skipped" else result.outcome,
        "reason": result.reason,
        "answers": clause.judged,
        "findings": [
            {"request": one.curl, "times": one.times, **asdict(one.finding)}
            for one in clause.broken
        ],
    }
