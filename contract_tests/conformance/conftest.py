"""The pytest plugin: each clause on each operation is a test."""

from __future__ import annotations

import os
from functools import partial

import pytest

from contract_tests.conformance.errors import UndecidableError
from contract_tests.conformance.options import chosen, define
from contract_tests.conformance.report.escaping import for_terminal
from contract_tests.conformance.report.summary import CONFORMS, Summary
from contract_tests.conformance.report.terminal.console import Console
from contract_tests.conformance.running.contact import make_contact
from contract_tests.conformance.running.loading import load_run
from contract_tests.conformance.running.run import Run
from contract_tests.conformance.running.schedule import begin
from openapi.contract import InvalidContractError

SUMMARY = pytest.StashKey[Summary]()
RUN = pytest.StashKey[Run]()


def pytest_addoption(parser: pytest.Parser) -> None:
    define(parser.getgroup("conformance", "conformance of a server").addoption)


def pytest_configure(config: pytest.Config) -> None:
    """Load the run; a missing or invalid target is a usage error."""
    if config.option.target is None:
        raise pytest.UsageError("name the server to check with --target FILE")
    if getattr(config.option, "dist", "no") != "no":
        # Rules judge the responses to all requests, and one budget limits them.
        raise pytest.UsageError("the check runs in one process; leave out -n and --dist")
    # Schemathesis would load the hooks that the caller uses for other runs.
    os.environ.pop("SCHEMATHESIS_HOOKS", None)
    try:
        run = load_run(
            config.option.target,
            chosen(config.option),
            config.option.contracts,
            Console().complain,
        )
    except (InvalidContractError, UndecidableError) as error:
        raise pytest.UsageError(*map(for_terminal, str(error).splitlines())) from None
    config.stash[RUN], config.stash[SUMMARY] = run, Summary(run)
    config.add_cleanup(run.close)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    run = metafunc.config.stash[RUN]
    plan = list(run.plan)
    checks = [partial(run.check, clause, operation) for clause, operation in plan]
    ids = [f"{operation.id}.{clause.id}" for clause, operation in plan]
    metafunc.parametrize("run_check", checks, ids=ids)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Undo shuffling: the last clauses judge the responses to all other clauses' requests."""
    items.sort(key=lambda item: item.callspec.indices["run_check"])


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Make the first requests; exit if they show that nothing can be decided."""
    if not session.config.option.collectonly:
        run = session.config.stash[RUN]
        try:
            make_contact(run)
            begin(run)
        except UndecidableError as error:
            pytest.exit(for_terminal(run.redact(str(error))), returncode=2)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Exit with 2 if nothing failed but the run is incomplete."""
    summary = session.config.stash[SUMMARY]
    if exitstatus == CONFORMS and summary.checks:
        session.exitstatus = summary.exit_status


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    summary = terminalreporter.config.stash[SUMMARY]
    if summary.checks:
        verdict = summary.run.redact(summary.verdict)
        terminalreporter.write_line(for_terminal(verdict))
