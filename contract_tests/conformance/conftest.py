"""Turns the options into a run, and gives each test the clause it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.clause import FIRST, Clause
from contract_tests.conformance.options import chosen, define
from contract_tests.conformance.report import CLAUSE, Collector
from contract_tests.conformance.rules import RULES
from contract_tests.conformance.run import Run, UndecidableError, load_run
from contract_tests.conformance.sender import ExhaustedError
from contract_tests.conformance.target import TargetError
from openapi.contract import InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Generator

    from openapi.contract import Operation

RUN = pytest.StashKey[Run]()
LAST = ("test_generated.py", "test_rules.py")
"""The rules judge what all others were answered."""


def pytest_addoption(parser: pytest.Parser) -> None:
    define(parser.getgroup("conformance", "conformance of a server").addoption)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a run without a target, or with one that cannot be used."""
    config.addinivalue_line("markers", "needs(capability): not checked if the target lacks it")
    for plugin in config.pluginmanager.get_plugins():
        if isinstance(plugin, Collector):
            config.stash[RUN] = plugin.run
            return
    if config.option.target is None:
        raise pytest.UsageError("name the server to check with --target FILE")
    try:
        config.stash[RUN] = load_run(config.option.target, chosen(config.option))
    except (InvalidContractError, TargetError) as error:
        raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Make the first requests, and stop where they show that nothing can be decided."""
    if not session.config.option.collectonly:
        try:
            session.config.stash[RUN].first_contact(FIRST)
        except UndecidableError as error:
            pytest.exit(str(error), returncode=2)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "operation" in metafunc.fixturenames:
        operations = list(metafunc.config.stash[RUN].operations)
        metafunc.parametrize("operation", operations, ids=[one.id for one in operations])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Undo any shuffling of the files."""
    names = {
        item.path.name: item.path.name in LAST and LAST.index(item.path.name) + 1 for item in items
    }
    items.sort(key=lambda item: (names[item.path.name], item.path.name))


@pytest.fixture(name="run", scope="session")
def _run(request: pytest.FixtureRequest) -> Run:
    return request.config.stash[RUN]


@pytest.fixture(name="clause")
def _clause(request: pytest.FixtureRequest, run: Run, operation: Operation) -> Clause:
    """The clause a test stands for: its function, or the rule it is given."""
    rule = request.node.callspec.params.get("rule")
    function = RULES[rule].judge if rule else request.function
    name = rule or clause_id(function.__name__)
    api = run.api(operation)
    clause = Clause(name, str(function.__doc__), operation, api, run)
    request.node.stash[CLAUSE] = clause
    for marker in request.node.iter_markers("needs"):
        if marker.args[0] in api.target.lacks:
            pytest.skip(f"the target says capabilities.{marker.args[0]} = false")
        if marker.args[0] == "authentication" and not operation.security:
            pytest.skip("the contract asks for no credentials")
    return clause


def clause_id(function: str) -> str:
    """The id of the clause that a test function stands for."""
    return function.removeprefix("test_").replace("_", "-")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Conclude the clause when its test has asked and judged all it wanted, or could."""
    unfinished = ""
    try:
        yield
    except ExhaustedError as error:
        unfinished = str(error)
    except InvalidContractError as error:
        # Nothing is known of the server where the contract itself is at fault.
        pytest.exit(str(error), returncode=2)
    if CLAUSE in item.stash:
        item.stash[CLAUSE].conclude(unfinished)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Put into JUnit's report which clause of which operation a test was."""
    clause = item.stash.get(CLAUSE, None)
    if clause and call.when == "call":
        item.user_properties += [
            ("clause", clause.id),
            ("operation", clause.operation.id),
            ("answers", clause.judged),
        ]
