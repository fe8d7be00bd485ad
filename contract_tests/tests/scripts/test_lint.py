"""The messages of scripts/lint: each rule is violated by a small contract."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import DATA, ROOT
from contract_tests.tests.editing import GONE, edited
from openapi.contract import JSON, load
from scripts.linting import rules as lint_rules
from scripts.linting.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Run

LINT = ROOT / "scripts" / "lint"
GOOD = DATA / "lint_good.yaml"

GET = "/paths/~1v1~1fleets~1{fleet_id}~1statistics/get"
PARAMETER, HEADER = f"{GET}/parameters/0", f"{GET}/responses/429/headers/Retry-After"
OK, BAD, BUSY = (f"{GET}/responses/{status}" for status in (200, 400, 429))
WAITER = f"{GET}/x-waiter"
COUNTS = "/components/schemas/Counts"
TOTAL = f"{COUNTS}/properties/total"
STATE = "/components/schemas/State/properties/state"
RULE = f"{COUNTS}/x-invariants/0"
BODY = f"{OK}/content/application~1json"
ERROR = load(GOOD).operations[0].node["responses"]["400"]

# A pointer, the value to write there, the violated rule, and a part of its message.
BREAKS: list[tuple[str, JSON, str, str]] = [
    (f"{OK}/description", GONE, "structure", "description"),
    ("/servers/0/x-region", "elsewhere-1", "structure", "one server each"),
    (f"{RULE}/basis", GONE, "structure", "rule, message and basis"),
    (f"{RULE}/basis", "guessed", "structure", "documented or inferred"),
    (f"{RULE}/message", " ", "structure", "in words"),
    (f"{RULE}/rule", "self.total ==", "structure", "not valid CEL"),
    (f"{GET}/x-invariants", [], "structure", "move x-invariants"),
    (f"{WAITER}/count", GONE, "structure", "write it as"),
    (f"{WAITER}/name", "WaitForFleet", "structure", "wait_for_script_job"),
    (f"{WAITER}/total", "data.sum", "structure", "total: data.sum is not a member"),
    (f"{WAITER}/total", "data.states", "structure", "type integer"),
    (f"{WAITER}/count", "state", "structure", "count: state must be of type integer"),
    (f"{WAITER}/failed", "WRECKED", "structure", "list of statuses"),
    (f"{WAITER}/failed", ["BUILT"], "structure", "list each once"),
    (f"{WAITER}/pending", [], "structure", "one status as pending"),
    (f"{STATE}/x-extensible-enum", ["in use", "IN_USE"], "structure", "the same constant"),
    (f"{STATE}/x-extensible-enum", "BUILT", "structure", "a list of strings"),
    (f"{STATE}/x-extensible-enum", ["-"], "structure", "a letter or digit"),
    (f"{TOTAL}/x-extensible-enum", ["1"], "structure", "of type string"),
    (f"{PARAMETER}/x-extensible-enum", ["a"], "structure", "to a property"),
    (f"{GET}/operationId", "count_vehicles", "rule/operation-id", "CountTasks"),
    ("/info/summary", GONE, "rule/introduction", "add a summary"),
    ("/info/version", "1.2", "rule/version", "MAJOR.MINOR.PATCH"),
    ("/info/license/identifier", GONE, "rule/license", "SPDX"),
    ("/externalDocs", GONE, "rule/source", "vendor's page"),
    ("/servers/0/x-region", GONE, "rule/region", "add x-region"),
    ("/servers/0/url", "http://fleet.invalid", "rule/server-url", "https://host"),
    (f"{GET}/summary", "Vehicle counts", "rule/summary", "verb phrase"),
    (f"{GET}/summary", "Count vehicles by state.", "rule/summary", "full stop"),
    (f"{GET}/summary", "Count Vehicles By State", "rule/summary", "sentence case"),
    (f"{GET}/description", GONE, "operation-description", "description"),
    (f"{GET}/tags", [], "rule/tag", "one tag"),
    (f"{GET}/tags", ["Cars"], "operation-tag-defined", "global tags"),
    (f"{PARAMETER}/description", GONE, "parameter-description", "description"),
    (f"{HEADER}/description", GONE, "rule/header-description", "add a description"),
    (f"{BUSY}/description", "", "rule/response-description", "add a description"),
    (f"{TOTAL}/description", GONE, "rule/property-description", "add a description"),
    (f"{COUNTS}/description", GONE, "rule/schema-description", "add a description"),
    (f"{PARAMETER}/example", GONE, "exemplified", "add examples"),
    (f"{HEADER}/schema/examples", GONE, "exemplified", "add examples"),
    (f"{TOTAL}/examples", GONE, "exemplified", "add examples"),
    (f"{BODY}/examples", GONE, "rule/body-examples", "whole bodies"),
    (f"{TOTAL}/example", 1, "rule/examples-keyword", "examples: [value]"),
    (f"{COUNTS}/additionalProperties", False, "rule/open", "drop additionalProperties"),
    (f"{BAD}/content/application~1json/schema", GONE, "rule/body", "give the content a schema"),
    (f"{GET}/responses/404", GONE, "rule/statuses", "404"),
    (f"{GET}/responses/default", ERROR, "rule/no-default-response", "drop default"),
    (f"{BAD}/content/application~1json/schema", {"type": "object"}, "error-body", "error_code"),
    (f"{BUSY}/headers", GONE, "response-contains-header", "Retry-After"),
    (f"{TOTAL}/examples", ["many"], "no-invalid-schema-examples", "integer"),
    (f"{BODY}/examples/one/value/data/total", "1", "no-invalid-media-type-examples", "integer"),
    (f"{PARAMETER}/example", "NORTH", "no-invalid-parameter-examples", "pattern"),
    (f"{HEADER}/example", 5, "valid-values", "5 is not of type 'string'"),
    (f"{TOTAL}/default", "5", "valid-values", "'5' is not of type 'integer'"),
    (f"{BODY}/examples/one/value/data/total", 2, "examples-keep-invariants", "the counts add up"),
    (f"{TOTAL}/examples", [2], "examples-keep-invariants", "first examples"),
    (f"{RULE}/rule", "self.total", "examples-keep-invariants", "not a boolean"),
    (f"{RULE}/rule", "self.sum == 1", "examples-keep-invariants", "cannot be evaluated"),
]


GOOD_TEXT = GOOD.read_text(encoding="utf-8")
LINES = GOOD_TEXT.replace("Count vehicles by state", "Vehicle counts").replace(
    "examples: [BUILT]", "examples: [7]"
)


def twice(good: JSON) -> dict[str, JSON]:
    """Contracts with a duplicate name, by the kind of its owner."""
    (item,) = good["paths"].values()
    renamed = {"get": {**item["get"], "operationId": "CountCars"}}
    rules = good["components"]["schemas"]["Counts"]["x-invariants"]
    return {
        "waiter": edited(good, ("/paths/~1v2~1{fleet_id}", renamed)),
        "rule": edited(good, ("/components/schemas/State/x-invariants", rules)),
    }


@pytest.fixture(name="problems", scope="module")
def _problems(run: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The reported lines by file name, all from a single run."""
    folder = tmp_path_factory.mktemp("broken")
    good = load(GOOD).document
    texts = {
        f"rule_{index}": json.dumps(edited(good, (pointer, value)))
        for index, (pointer, value, _, _) in enumerate(BREAKS)
    }
    texts |= {f"twice_{name}": json.dumps(document) for name, document in twice(good).items()}
    texts["lines"] = LINES
    paths = {name: folder / f"{name}.yaml" for name in texts}
    for name, path in paths.items():
        path.write_text(texts[name], encoding="utf-8")
    output = run(LINT, *paths.values()).stdout.splitlines()
    lines = [line for line in output if "no release to compare" not in line]
    assert all(line.startswith(str(folder)) for line in lines)
    return {
        name: [line for line in lines if line.startswith(str(path))] for name, path in paths.items()
    }


def test_rules(problems: dict[str, list[str]]) -> None:
    """A violation is reported with file, line and what to do."""
    for index, (pointer, _, rule, words) in enumerate(BREAKS):
        lines = [line for line in problems[f"rule_{index}"] if line.endswith(f" [{rule}]")]

        assert lines, (pointer, problems[f"rule_{index}"])
        assert words in lines[0]
        assert f"rule_{index}.yaml:1: " in lines[0]


def test_every_rule_is_tested() -> None:
    """Each of the project's rules is violated by a contract above."""
    names = {name for stage in lint_rules.STAGES for name in stage}
    settings = (ROOT / ".redocly.yaml").read_text(encoding="utf-8")
    names |= set(re.findall(r"^  (rule/[a-z-]+):", settings, re.MULTILINE))

    assert names - {"messages"} <= {rule for _, _, rule, _ in BREAKS}


def test_unique_names(problems: dict[str, list[str]]) -> None:
    """Waiters or invariants with the same name are reported."""
    for name, words in (
        ("waiter", "another waiter"),
        ("rule", "another rule"),
    ):
        assert words in "".join(problems[f"twice_{name}"])


def test_line_and_pointer(problems: dict[str, list[str]]) -> None:
    """A line of the output has file, line and JSON pointer."""
    lines = LINES.splitlines()

    for words, pointer in (
        ("summary: Vehicle counts", f"{GET}/summary"),
        ("examples: [7]", "/components/schemas/State/properties/state/examples/0"),
    ):
        number = next(index for index, line in enumerate(lines, 1) if words in line)
        assert any(f"lines.yaml:{number}: {pointer}: " in line for line in problems["lines"])


@pytest.mark.parametrize("name", ["nope.yaml", ""])
def test_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Without a file nothing can be decided, and an error says so."""
    path = tmp_path / name
    assert main([str(path)]) == 2
    assert capsys.readouterr().err == f"scripts/lint: {path}: there is no such file\n"


@pytest.mark.parametrize(
    "text",
    ["{", "openapi: 3.0.3", "openapi: 3.1.1\npaths: []", "[]", "a: 1\na: 2", "\0", "&a [*a]"],
)
def test_no_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    """An invalid document is reported as such, without a traceback."""
    path = tmp_path / "fleet.yaml"
    path.write_text(text)
    assert main([str(path)]) == 1
    assert capsys.readouterr().out.startswith(f"{path}:")
