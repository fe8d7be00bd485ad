"""The package as people meet it: names, signatures, docstrings, imports."""

from __future__ import annotations

import ast
import functools
import inspect
import os
import pkgutil
import re
import sys
import typing
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import huaweicloud_statistics
import pytest
from huaweicloud_statistics import Error, coc, roma
from huaweicloud_statistics.coc.lowlevel import AuthenticatedClient
from huaweicloud_statistics.coc.lowlevel.api.script_orders import get_script_job_statistics

from contract_tests.tests import ROOT
from contract_tests.tests.client.calling import FINE, ORDER, STATISTICS, TOKEN, replies
from contract_tests.tests.raw_server import json_response, raw_server, response
from openapi.contract import load_all

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from contract_tests.tests.processes import Run

RUNTIME = ROOT / "openapi" / "client" / "runtime"
OURS = {"AsyncClient", "AsyncRawClient", "Client", "RawClient", "REGIONS", "Region"}
IMPORT = """
import logging, os, sys, threading
before = set(os.environ.items()), logging.root.level, list(logging.root.handlers)
import huaweicloud_statistics.coc, huaweicloud_statistics.roma
assert before == (set(os.environ.items()), logging.root.level, list(logging.root.handlers))
assert threading.active_count() == 1
print(sorted(name for name in ("yaml", "requests", "pytest") if name in sys.modules))
"""
QUIET = """
import sys
from huaweicloud_statistics import coc

with coc.Client(base_url=sys.argv[1], token="t") as client:
    print(client.get_script_job_statistics("SCT1").data.total_instance)
"""

each_api = pytest.mark.parametrize("api", [coc, roma])


def public(api: ModuleType) -> list[Any]:
    """The functions that an editor offers on an API's clients."""
    kinds = [api.Client, api.AsyncClient, api.RawClient, api.AsyncRawClient]
    return [
        member
        for kind in kinds
        for name, member in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
    ]


@each_api
def test_names_are_ours_and_the_models(api: ModuleType) -> None:
    """Completion offers the clients, the models and one door to the low-level ones."""
    offered = {name for name in dir(api) if not name.startswith("_")}
    name = api.__name__.rpartition(".")[2]

    assert offered - {"lowlevel"} == set(api.__all__)
    assert set(api.__all__) >= OURS | set(load_all()[name].document["components"]["schemas"])
    modules = {module.name for module in pkgutil.iter_modules(api.__path__)}
    assert {module for module in modules if not module.startswith("_")} == {"lowlevel"}


def test_low_level_client_is_whole() -> None:
    """What openapi-python-client generates works as it documents."""
    doc = inspect.getdoc(coc.lowlevel) or ""
    with raw_server(replies(FINE)) as server:
        lowlevel = AuthenticatedClient(
            base_url=server.url, token=TOKEN, prefix="", auth_header_name="X-Auth-Token"
        )
        with lowlevel as client:
            got = get_script_job_statistics.sync(ORDER, client=client)

    assert isinstance(got, coc.ScriptJobStatistics)
    assert got.to_dict() == STATISTICS
    assert server.requests[0].headers["x-auth-token"] == TOKEN
    assert doc.count(". ") + doc.count(".\n") + doc.endswith(".") == 2


def test_every_error_derives_from_error() -> None:
    """All exported exceptions have one base, end in Error and are named as they are imported."""
    others = {"AccessKey", "IamLogin", "Outcome", "RawResponse", "Token", "__version__"}
    others |= {"many", "many_async", "rows"}
    names = set(huaweicloud_statistics.__all__) - others

    for name in names:
        kind = getattr(huaweicloud_statistics, name)
        assert issubclass(kind, Error)
        assert name.endswith("Error")
        assert f"{kind.__module__}.{kind.__qualname__}" == f"huaweicloud_statistics.{name}"


@each_api
def test_signatures_can_be_read(api: ModuleType) -> None:
    """Types resolve at run time, regions and languages complete, numbers are written out."""
    hints = typing.get_type_hints(api.Client.__init__)
    parameters = inspect.signature(api.Client).parameters

    assert hints["region"] == api.Region | str | None
    assert set(typing.get_args(api.Region)) == set(api.REGIONS)
    assert parameters["timeout"].default == 30
    assert parameters["max_retries"].default == 8
    assert {parameter.kind for parameter in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
    for function in public(api):
        typing.get_type_hints(function)
        if function.__name__ in {"get_script_job_statistics", "count_tasks"}:
            assert {"timeout", "max_retries"} < set(inspect.signature(function).parameters)
    call = typing.get_type_hints(coc.Client.get_script_job_statistics)
    assert call["x_language"] == coc.Language | None


@each_api
def test_docstrings_are_complete(api: ModuleType) -> None:
    """Each argument, result and error is told in lines that fit a narrow window."""
    documented = [(api.Client, inspect.signature(api.Client))]
    documented += [(function, inspect.signature(function)) for function in public(api)]
    for thing, signature in documented:
        doc = inspect.getdoc(thing) or ""
        for name in set(signature.parameters) - {"self"}:
            assert re.search(rf"^    {name}: \S", doc, re.MULTILINE), (thing, name)
        assert doc.startswith(tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        lines = [line for line in doc.splitlines() if "http" not in line]
        assert max(map(len, lines)) <= 80 - 8, (thing, max(lines, key=len))
        assert not re.search(r"\banswer|\bjudged|rests on|sibling definition", doc, re.IGNORECASE)


@pytest.mark.parametrize("package", [huaweicloud_statistics, coc, roma])
def test_example_runs(package: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example at the top of each package can be copied."""
    after = (inspect.getdoc(package) or "").partition("Example:\n")[2]
    example = dedent("\n".join(line for line in after.splitlines() if not line or line[0] == " "))
    names: dict[str, Any] = {"token": TOKEN}
    body = {"running_tasks_count": 1, "abnormal_tasks_count": 0}
    details = {**body, "terminated_tasks_count": 0, "completed_tasks_count": 0}
    tasks = {"common_task_details": details, "cdc_task_details": details}
    with raw_server(replies(json_response({**STATISTICS, **tasks}))) as server:
        for name, api in (("COC", coc), ("ROMA", roma)):
            for region in api.REGIONS:
                variable = f"HUAWEICLOUD_SDK_REGION_{name}_{region.replace('-', '_').upper()}"
                monkeypatch.setenv(variable, server.url)
        exec(compile(example, "example", "exec"), names)  # noqa: S102  # ours

    assert len(server.requests) == 1
    assert "result" in names


def test_importing_has_no_side_effect(tmp_path: Path, run: Run) -> None:
    """It writes no file, prints nothing, starts nothing and leaves logging and environment."""
    done = run(
        *(sys.executable, "-B", "-W", "error", "-c", IMPORT),
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "generated")},
    )

    assert (done.stdout, done.stderr) == ("[]\n", "")
    assert list(tmp_path.iterdir()) == []


def test_default_logging_is_silent(run: Run) -> None:
    """A program that does not set up logging sees nothing on its standard error."""
    with raw_server(replies(response(503), FINE)) as server:
        done = run(
            *(sys.executable, "-W", "error", "-c", QUIET, server.url),
            env={**os.environ, "PYTHONPATH": str(ROOT / "generated")},
        )

    assert (done.stdout, done.stderr) == ("3\n", "")


@functools.cache
def imports(path: Path) -> tuple[set[str], set[str]]:
    """What a module of the run time imports: of the run time itself, and of others."""
    inside, outside = set(), set()
    here = path.relative_to(RUNTIME).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            start = here[: len(here) - node.level]
            inside.add(".".join([*start, *filter(None, [node.module])]))
        elif isinstance(node, ast.ImportFrom):
            outside.add(str(node.module).split(".")[0])
        elif isinstance(node, ast.Import):
            outside.update(alias.name.split(".")[0] for alias in node.names)
    return inside, outside


def test_run_time_imports_nothing_else() -> None:
    """Beside the standard library, httpx, what it sends with, and the command line's."""
    for path in RUNTIME.rglob("*.py"):
        _, outside = imports(path)
        others = outside - set(sys.stdlib_module_names)
        allowed = {"httpx"} if path.name == "_httpx.py" else {"attrs"}
        of_folder = {"network": {"httpcore"}, "command": {"click", "rich"}}
        assert others <= allowed | of_folder.get(path.parent.name, set()), path


def test_run_time_has_no_import_circle() -> None:
    """Each module imports only modules that are below it, for the sake of types too."""
    below = {
        ".".join(path.relative_to(RUNTIME).with_suffix("").parts): imports(path)[0]
        for path in RUNTIME.rglob("*.py")
        if path.name != "__init__.py"
    }
    while below:
        lowest = {name for name, needed in below.items() if not needed & below.keys()}
        assert lowest, f"a circle among {sorted(below)}"
        below = {name: needed for name, needed in below.items() if name not in lowest}


def test_contract_alone_makes_a_waiter() -> None:
    """The run time knows no operation: what is waited for is in the generated client."""
    assert hasattr(coc.Client, "wait_for_script_job")
    for path in RUNTIME.rglob("*.py"):
        assert "script_job" not in path.read_text(encoding="utf-8")
