from __future__ import annotations

import os
import re
import shutil
import sys
from typing import TYPE_CHECKING, TypeAlias

import pytest

from contract_tests.tests import DATA, ROOT
from openapi.contract import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.tests.processes import Run

    Python: TypeAlias = Callable[..., str]

BUILT = shutil.ignore_patterns(".*", "__pycache__", "site", "reports", "generated")
CONTRACTS = [DATA / f"{name}.yaml" for name in ("alarms", "fleet", "batches")]
SHARED = """
import asyncio
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from contract_tests.reference_server import ReferenceServer, background
from huaweicloud_statistics import ArgumentError, StatusError, alarms, fleet
from huaweicloud_statistics.__main__ import main
from openapi.contract import load_all

server = ReferenceServer(load_all().values())
"""
FLEET = """
with background(server) as base_url:
    with fleet.Client(base_url=base_url, token=server.access.token) as client:
        vehicle = client.show_vehicle("north", 17, trips=2, detailed=True, x_unit="km")
        print(vehicle.number, vehicle.electric, vehicle.battery, vehicle.plate)
        print(vehicle.owner.address.zip_, [trip.parts for trip in vehicle.trips])
        for arguments in ({"number": 18}, {"number": 17, "trips": 51}):
            try:
                client.show_vehicle("north", **arguments)
            except StatusError as error:
                print(error.status)
            except ArgumentError as error:
                print(error)
"""
ALARMS = """
rule = alarms.AlarmRule(name="cpu", level="major", threshold=0.9)
labels = alarms.FilterLabels.from_dict({"team": "core"})

async def search(base_url):
    async with alarms.AsyncClient(base_url=base_url, token=server.access.token) as client:
        result = await client.search_alarm_rules(body=alarms.Filter(name="cpu", labels=labels))
        print(result.count, result.rules[0] == listed.rules[0], result.rules[0].level)

with background(server) as base_url:
    with alarms.Client(base_url=base_url, token=server.access.token) as client:
        listed = client.list_alarm_rules(zone="z1", levels=["major"], limit=5, enabled=True)
        print(listed.count, listed.rules[0].created_at)
        print(client.create_alarm_rule(body=rule).id)
        print(client.delete_alarm_rule("a1"))
        for call in (
            lambda: client.create_alarm_rule(body=alarms.AlarmRule(name="", level="major")),
            lambda: client.list_alarm_rules(zone="z1", levels=["great"]),
            lambda: client.list_alarm_rules(zone="z1", levels=[]),
        ):
            try:
                call()
            except ArgumentError as error:
                print(error.pointer, error)
    asyncio.run(search(base_url))
"""
COMMANDS = """
os.environ["HUAWEICLOUD_AUTH_TOKEN"] = server.access.token
with background(server) as base_url:
    for words in (
        ["batches", "SCT2023083109562601af694bf"],
        ["fleet", "north", "17", "--trips", "2", "--detailed", "true", "--x-unit", "km"],
        ["fleet", "north", "seventeen"],
        ["alarms", "list-alarm-rules", "--zone", "z1", "--levels", "major", "--levels", "minor"],
        ["alarms", "list-alarm-rules", "--zone", "z1", "--levels", "major", "--enabled", "maybe"],
        ["alarms", "search-alarm-rules", "--body", '{"name": "cpu", "labels": {"team": "core"}}'],
        ["alarms", "search-alarm-rules", "--body", "name"],
        ["alarms", "search-alarm-rules", "--body", "@/nowhere"],
        ["alarms", "search-alarm-rules", "--body", "[1]"],
        ["alarms", "delete-alarm-rule", "a1"],
    ):
        sys.argv = ["huaweicloud-statistics", *words, "--endpoint", base_url, "--json"]
        with redirect_stdout(StringIO()) as out, redirect_stderr(out):
            status = main()
        print(status, out.getvalue().splitlines()[-1])
"""
# Only the new contracts: the pages of the others are tested elsewhere.
PUBLISH = """
from pathlib import Path
from openapi.contract import load_all
from scripts.pages.__main__ import publish

new = ("alarms", "batches", "fleet")
contracts = {name: contract for name, contract in load_all().items() if name in new}
publish(contracts, Path("site").absolute())
"""


@pytest.fixture(name="clone", scope="module")
def _clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with three more contracts, and nothing else changed."""
    clone = tmp_path_factory.mktemp("clone") / "project"
    shutil.copytree(ROOT, clone, ignore=BUILT)
    shutil.copy(ROOT / ".redocly.yaml", clone)
    # The copy shares the installed Node packages.
    (ROOT / ".node").mkdir(exist_ok=True)
    (clone / ".node").symlink_to(ROOT / ".node")
    for contract in CONTRACTS:
        shutil.copy(contract, clone / "openapi")
    return clone


@pytest.fixture(name="python", scope="module")
def _in_clone(run: Run, clone: Path) -> Python:
    """A function that runs Python in the copy, which has clients for the new contracts."""
    env = {**os.environ, "PYTHONPATH": f"{clone}{os.pathsep}{clone / 'generated'}"}

    def python(*arguments: str) -> str:
        done = run(sys.executable, *arguments, cwd=clone, env=env)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    python("-m", "openapi.client")
    return python


@pytest.fixture(name="printed", scope="module")
def _printed(python: Python) -> dict[str, list[str]]:
    """The output lines of each program, all run in a single process."""
    programs = {"fleet": FLEET, "alarms": ALARMS, "commands": COMMANDS}
    marked = [f"print('# {name}'){program}" for name, program in programs.items()]
    parts = re.split(r"^# (\w+)\n", python("-c", "\n".join([SHARED, *marked])), flags=re.MULTILINE)
    return {name: text.splitlines() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def test_client(printed: dict[str, list[str]]) -> None:
    """A new contract becomes a package whose client calls what the reference server serves."""
    assert printed["fleet"] == [
        "17 True 0.85 None",
        "01234 [[5, 7.5], [3]]",
        "404",
        "trips must be at most 50; got 51",
    ]


def test_client_with_lists_and_writes(printed: dict[str, list[str]]) -> None:
    """List, create, search and delete operations are called; invalid arguments are never sent."""
    assert printed["alarms"] == [
        "1 None",
        "a1",
        "None",
        "/name body/name must be at least 1 characters",
        '/0 levels/0 must be one of "minor", "major"; got [\'great\']',
        " levels must be at least 1 items; got []",
        "1 True major",
    ]


def test_commands(printed: dict[str, list[str]]) -> None:
    """A new contract has a command, with a subcommand per reading operation if several do."""
    expected = [
        '0 {"execute_uuid": "SCT2023083109562601af694bf", "result": {"data": [{"batch_index": 1',
        '0 {"depot_id": "north", "number": 17, "result": {"number": 17, "electric": true',
        "2 Error: Invalid value for NUMBER: it must be a whole number; got 'seventeen'",
        '0 {"result": {"count": 1, "rules": [{"name": "cpu"',
        "2 Error: Invalid value for '--enabled': it must be true or false; got 'maybe'",
        '0 {"result": {"count": 1, "rules": [{"name": "cpu"',
        "2 Error: Invalid value for '--body': it must be JSON, or @FILE with JSON in it",
        "2 Error: Invalid value for '--body': /nowhere: No such file or directory",
        "2 Error: --body is not a valid Filter",
        "2 Error: No such command 'delete-alarm-rule'.",
    ]
    assert [
        line[: len(words)] for line, words in zip(printed["commands"], expected, strict=True)
    ] == expected


def test_check(python: Python) -> None:
    """A new contract is implemented by the reference server and checked with the others."""
    output = python("-m", "scripts.checking", "--quick")

    assert "ShowVehicle  GET /v1/depots/{depot_id}/vehicles/{number}" in output
    names = ["ListAlarmRules", "SearchAlarmRules", "ListScriptJobBatches", "GetScriptJobStatistics"]
    names += ["ShowVehicle", "CountTasks"]
    assert f"Conforms: {' and '.join(names)}" in output
    assert "it writes" in output


def test_lint(python: Python) -> None:
    """A new contract is linted, and reported as new."""
    output = python("-m", "scripts.linting").splitlines()

    assert [f"{name}.yaml: new, " for name in ("alarms", "batches", "fleet")] == [
        line.partition("there")[0] for line in output
    ]


def test_docs(python: Python, clone: Path) -> None:
    """A new contract is on every page: reference, index, samples, client reference, changes."""
    python("-c", PUBLISH)
    index, samples, client, changes = (
        (clone / "site" / f"{name}.html").read_text(encoding="utf-8")
        for name in ("index", "python", "client", "changes")
    )

    new = {"batches": "ListScriptJobBatches", "fleet": "ShowVehicle", "alarms": "ListAlarmRules"}
    for name, operation in new.items():
        page = (clone / "site" / f"{name}.html").read_text(encoding="utf-8")
        assert operation in page
        assert f"{name}.html#operation/{operation}" in index
        assert f'id="{operation.lower()}"' in samples
        assert f'id="huaweicloud_statistics.{name}.Client"' in client
        title = load(clone / "openapi" / f"{name}.yaml").document["info"]["title"]
        assert title in changes
        assert (clone / "site" / f"{name}.yaml").exists()
    text = re.sub("<[^>]*>", "", samples)
    assert "huaweicloudsdkcoc.v1 import CocClient, ListScriptJobBatchesRequest" in text
