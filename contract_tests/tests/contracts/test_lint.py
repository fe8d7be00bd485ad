"""The house's rules for contracts, each broken by a small contract."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import DATA, ROOT
from openapi.contract import JSON, Contract, load
from scripts.linting import rules as lint_rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.tests.processes import Run

GOOD = DATA / "lint_good.yaml"
LINT = ROOT / "scripts" / "lint"
GONE = ...

GET = "/paths/~1v1~1fleets~1{fleet_id}~1statistics/get"
PARAMETER, HEADER = f"{GET}/parameters/0", f"{GET}/responses/429/headers/Retry-After"
OK, BAD, BUSY = (f"{GET}/responses/{status}" for status in (200, 400, 429))
WAITER = f"{GET}/x-waiter"
COUNTS = "/components/schemas/Counts"
TOTAL = f"{COUNTS}/properties/total"
RULE = f"{COUNTS}/x-invariants/0"
BODY = f"{OK}/content/application~1json"

# What to write where, the rule this breaks, and what its message must say.
BREAKS: list[tuple[str, JSON, str, str]] = [
    (f"{BODY}/schema", {"$ref": "other.yaml#/Fleet"}, "local-references", "copy"),
    (f"{BODY}/schema", {"$ref": "https://a.invalid/#/Fleet"}, "local-references", "copy"),
    (f"{BODY}/schema", {"$ref": "#/components/schemas/Gone"}, "local-references", "names nothing"),
    (f"{TOTAL}/type", "counter", "valid-openapi", "counter"),
    (f"{OK}/description", GONE, "valid-openapi", "description"),
    (f"{GET}/operationId", GONE, "operation-id", "vendor's name"),
    (f"{GET}/operationId", "count_vehicles", "operation-id", "CountTasks"),
    ("/info/summary", GONE, "information", "add a summary"),
    ("/info/description", GONE, "information", "add a description"),
    ("/info/version", "1.2", "information", "MAJOR.MINOR.PATCH"),
    ("/info/license/identifier", GONE, "information", "SPDX"),
    ("/externalDocs", GONE, "information", "vendor's page"),
    ("/servers", GONE, "server-region", "add servers"),
    ("/servers/0/x-region", GONE, "server-region", "add x-region"),
    ("/servers/0/x-region", "elsewhere-1", "server-region", "is taken"),
    ("/servers/0/description", GONE, "server-region", "in words"),
    ("/servers/0/url", "https://{region}.invalid", "server-region", "https://host"),
    ("/servers/0/url", "https://fleet.invalid/", "server-region", "final slash"),
    ("/servers/0/url", "http://fleet.invalid", "server-region", "https://host"),
    (f"{GET}/summary", GONE, "operation-words", "verb phrase"),
    (f"{GET}/summary", "Vehicle counts", "operation-words", "verb phrase"),
    (f"{GET}/summary", "Count vehicles by state.", "operation-words", "full stop"),
    (f"{GET}/summary", "Count Vehicles By State", "operation-words", "sentence case"),
    (f"{GET}/description", GONE, "operation-words", "what it tells"),
    (f"{GET}/tags", [], "operation-words", "one tag"),
    (f"{GET}/tags", ["Cars"], "operation-words", "root's tags"),
    (f"{PARAMETER}/description", GONE, "described", "add a description"),
    (f"{HEADER}/description", GONE, "described", "add a description"),
    (f"{TOTAL}/description", GONE, "described", "add a description"),
    (f"{COUNTS}/description", GONE, "described", "add a description"),
    (f"{PARAMETER}/example", GONE, "exemplified", "add examples"),
    (f"{HEADER}/schema/examples", GONE, "exemplified", "add examples"),
    (f"{TOTAL}/examples", GONE, "exemplified", "add examples"),
    (f"{COUNTS}/properties/names/examples", GONE, "exemplified", "add examples"),
    (f"{BODY}/examples", GONE, "exemplified", "whole bodies"),
    (f"{BAD}/content/application~1json/example", GONE, "exemplified", "whole bodies"),
    (f"{TOTAL}/example", 1, "schema-keywords", "examples: [value]"),
    (f"{COUNTS}/additionalProperties", False, "open-objects", "drop additionalProperties"),
    (f"{COUNTS}/unevaluatedProperties", False, "open-objects", "drop unevaluatedProperties"),
    (f"{BODY}/schema", GONE, "success", "give its content a schema"),
    (OK, GONE, "success", "a 2xx"),
    (f"{GET}/responses/404", GONE, "errors", "404"),
    (f"{GET}/responses/default", {"description": "Else."}, "errors", "drop default"),
    (f"{BAD}/content/application~1json/schema", {"type": "object"}, "errors", "error body"),
    (f"{BUSY}/headers", GONE, "errors", "Retry-After"),
    (f"{RULE}/basis", GONE, "invariants", "rule, message and basis"),
    (f"{RULE}/also", "x", "invariants", "nothing else"),
    (f"{RULE}/basis", "guessed", "invariants", "documented or inferred"),
    (f"{RULE}/message", " ", "invariants", "in words"),
    (f"{RULE}/rule", "self.total ==", "invariants", "no CEL"),
    (f"{GET}/x-invariants", [], "invariants", "move x-invariants"),
    (f"{WAITER}/count", GONE, "waiter", "write it as"),
    (f"{WAITER}/every", 3, "waiter", "nothing else"),
    (f"{WAITER}/name", "WaitForFleet", "waiter", "wait_for_script_job"),
    (f"{WAITER}/total", "data.sum", "waiter", "total: data.sum is no member"),
    (f"{WAITER}/total", "data.names", "waiter", "name one that is required"),
    (f"{WAITER}/total", "data.states", "waiter", "type integer"),
    (f"{WAITER}/items", "data.total", "waiter", "type array"),
    (f"{WAITER}/key", "name", "waiter", "key: name is no member"),
    (f"{WAITER}/count", "state", "waiter", "count: state must be of type integer"),
    (f"{WAITER}/failed", "WRECKED", "waiter", "list of statuses"),
    (f"{WAITER}/failed", ["BUILT"], "waiter", "list each once"),
    (f"{WAITER}/pending", [], "waiter", "one status as pending"),
    (f"{TOTAL}/examples", ["many"], "valid-examples", "correct the example"),
    (f"{BODY}/examples/one/value/data/total", "1", "valid-examples", "/data/total"),
    (f"{PARAMETER}/example", "NORTH", "valid-examples", "NORTH"),
    (f"{BODY}/examples/one/value/data/total", 2, "examples-keep-invariants", "the counts add up"),
    (f"{RULE}/rule", "self.total", "examples-keep-invariants", "not a boolean"),
    (f"{RULE}/rule", "self.sum == 1", "examples-keep-invariants", "cannot be evaluated"),
]


@pytest.fixture(name="broken")
def _broken(tmp_path: Path) -> Callable[[str, JSON], Contract]:
    """The good contract with something else in one place."""

    def write(pointer: str, value: JSON) -> Contract:
        path = tmp_path / "fleet.yaml"
        path.write_text(json.dumps(edited(load(GOOD).document, (pointer, value))))
        return load(path)

    return write


def edited(document: JSON, *edits: tuple[str, JSON]) -> JSON:
    # Through JSON, so that what the YAML shares by anchors is edited in one place only.
    document = json.loads(json.dumps(document))
    for pointer, value in edits:
        put(document, [one.replace("~1", "/") for one in pointer.split("/")[1:]], deepcopy(value))
    return document


def put(node: JSON, steps: list[str], value: JSON) -> None:
    step = int(steps[0]) if isinstance(node, list) else steps[0]
    if len(steps) > 1:
        put(node[step], steps[1:], value)
    elif value is GONE:
        del node[step]
    else:
        node[step] = value


def test_good_contract() -> None:
    """The contract that the others are made from breaks no rule."""
    assert list(lint_rules.broken(load(GOOD))) == []


@pytest.mark.parametrize(
    ("pointer", "value", "rule", "says"),
    BREAKS,
    ids=[f"{rule}-{index}" for index, (_, _, rule, _) in enumerate(BREAKS)],
)
def test_rule(
    broken: Callable[[str, JSON], Contract], pointer: str, value: JSON, rule: str, says: str
) -> None:
    """A contract that breaks one rule is told by that rule alone what to do."""
    found = list(lint_rules.broken(broken(pointer, value)))

    assert {rule} == {name for name, _, _ in found}
    assert any(says in words for _, _, words in found), found


def test_every_rule_is_proven() -> None:
    """No rule goes without a contract that breaks it."""
    names = {name for stage in lint_rules.STAGES for name in stage}

    assert names == {rule for _, _, rule, _ in BREAKS}


def test_names_of_their_own(broken: Callable[[str, JSON], Contract]) -> None:
    """Two operations, two waiters or two invariants of one name are found."""
    good = load(GOOD).document
    (item,) = good["paths"].values()
    renamed = {"get": {**item["get"], "operationId": "CountCars"}}
    rules = good["components"]["schemas"]["Counts"]["x-invariants"]

    found = [
        next(lint_rules.broken(broken(pointer, value)))
        for pointer, value in (
            ("/paths/~1v2~1{fleet_id}", item),
            ("/paths/~1v2~1{fleet_id}", renamed),
            ("/components/schemas/State/x-invariants", rules),
        )
    ]

    assert ["operation-id", "waiter", "invariants"] == [rule for rule, _, _ in found]
    assert all("another" in words or "taken" in words for _, _, words in found)


def test_command(run: Run, tmp_path: Path) -> None:
    """The command prints file, rule, place and what to do, Redocly's findings too, and exits 1."""
    path = tmp_path / "fleet.yaml"
    document = edited(load(GOOD).document, (f"{TOTAL}/description", GONE))
    document["servers"][0]["url"] = "https://example.com"
    path.write_text(json.dumps(document))

    done = run(LINT, path)

    assert done.returncode == 1, done.stderr
    assert f"fleet.yaml: described: {TOTAL}: add a description" in done.stdout
    assert "fleet.yaml: redocly/no-server-example.com: /servers/0/url: " in done.stdout


def test_own_contracts(run: Run) -> None:
    """The contracts of this project keep every rule, and their versions tell what changed."""
    done = run(LINT)

    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize("text", ["{", "openapi: 3.0.3", "openapi: 3.1.1\npaths: []"])
def test_no_contract(run: Run, tmp_path: Path, text: str) -> None:
    """What is no contract at all is said to be none, without a traceback."""
    path = tmp_path / "fleet.yaml"
    path.write_text(text)

    done = run(LINT, path)

    assert done.returncode == 1
    assert "fleet.yaml" in done.stdout
    assert "Traceback" not in done.stderr
