"""Turns ``--target`` into a run, and gives each test the operations to check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.clause import FIRST, Clause
from contract_tests.conformance.report import Collector
from contract_tests.conformance.rules import RULES
from contract_tests.conformance.run import Run, UndecidableError, load_run
from contract_tests.conformance.target import TargetError
from contract_tests.spec import SpecError

if TYPE_CHECKING:
    from contract_tests.spec import Operation

RUN = pytest.StashKey[Run]()
CLAUSE = pytest.StashKey[Clause]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance", "conformance of a server")
    group.addoption("--target", type=Path, metavar="FILE", help="the server to check, a TOML file")
    group.addoption("--api", metavar="NAME", help="check this API alone")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a run without a target, or with one that cannot be used."""
    for plugin in config.pluginmanager.get_plugins():
        if isinstance(plugin, Collector):
            config.stash[RUN] = plugin.run
            return
    if config.option.target is None:
        raise pytest.UsageError("name the server to check with --target FILE")
    try:
        config.stash[RUN] = load_run(config.option.target, config.option.api)
    except (SpecError, TargetError) as error:
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
    """Keep the files' order, whatever shuffles: the rules judge what the others were answered."""
    items.sort(key=lambda item: item.path.name)


@pytest.fixture(name="run", scope="session")
def _run(request: pytest.FixtureRequest) -> Run:
    return request.config.stash[RUN]


@pytest.fixture(name="clause")
def _clause(request: pytest.FixtureRequest, run: Run, operation: Operation) -> Clause:
    """The clause a test stands for: its function, or the rule it is given."""
    rule = request.node.callspec.params.get("rule")
    function = RULES[rule] if rule else request.function
    name = rule or function.__name__.removeprefix("test_").replace("_", "-")
    clause = Clause(name, str(function.__doc__), operation, run.api(operation))
    request.node.stash[CLAUSE] = clause
    return clause


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Put into the reports, JUnit's too, which clause of which operation a test was."""
    clause = item.stash.get(CLAUSE, None)
    if clause and call.when == "call":
        item.user_properties += [
            ("clause", clause.id),
            ("sentence", clause.sentence),
            ("operation", clause.operation.id),
            ("answers", clause.judged),
        ]
        ends = (pytest.fail.Exception, pytest.skip.Exception)
        if call.excinfo and not isinstance(call.excinfo.value, ends):
            item.user_properties.append(("crashed", call.excinfo.typename))
