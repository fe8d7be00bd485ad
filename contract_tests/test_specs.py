"""What holds for every contract, and what was decided for these two."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openapi_spec_validator import validate

from contract_tests.invariants import violations
from contract_tests.spec import JSON, Operation, Spec, load_all, pointer_to

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SPECS = load_all()
OPERATIONS = {one.id: one for spec in SPECS.values() for one in spec.operations}
STATUSES = {"200", "400", "401", "403", "404", "429", "500"}
# Members whose value is data; what looks like a schema in there is none.
DATA = {"const", "default", "enum", "example", "examples"}
# Of members with these names, the keys are names too.
NAMES = {"$defs", "headers", "parameters", "properties", "responses", "schemas"}

each_spec = pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
each_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)


def nodes(node: JSON, pointer: str = "", *, named: bool = False) -> Iterator[tuple[str, JSON]]:
    """Every object of a contract that is not data, with its place."""
    if isinstance(node, list):
        for index, one in enumerate(node):
            yield from nodes(one, pointer + pointer_to(index))
    elif isinstance(node, dict):
        if not named:
            yield pointer, node
        for key, value in node.items():
            if named or key not in DATA:
                place = pointer + pointer_to(key)
                yield from nodes(value, place, named=not named and key in NAMES)


def given(spec: Spec, node: JSON) -> Iterator[JSON]:
    """The example values of a media type, parameter, header or schema."""
    examples = node.get("examples", ())
    if isinstance(examples, dict):
        yield from (spec.resolve(one)["value"] for one in examples.values())
    else:
        yield from examples
    yield from (node[key] for key in ("example", "default") if key in node)


def invariants(spec: Spec) -> list[dict[str, str]]:
    return [rule for _, node in nodes(spec.document) for rule in node.get("x-invariants", ())]


@each_spec
def test_valid_openapi(spec: Spec) -> None:
    """Each contract is valid OpenAPI 3.1."""
    validate(spec.document)


@each_spec
def test_lint(spec: Spec) -> None:
    """The linter's recommended rules find neither an error nor a warning."""
    command: list[str | Path] = [ROOT / "scripts/redocly", "lint", "--format=json", spec.path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["problems"] == []


@each_spec
def test_examples_are_valid(spec: Spec) -> None:
    """Every example, wherever it stands, is valid under the schema it is an example of."""
    wrong = [
        f"{pointer}: {error.message}"
        for pointer, node in nodes(spec.document)
        for value in given(spec, node)
        for error in spec.errors(node.get("schema", node), value)
    ]

    assert wrong == []


@each_operation
def test_examples_keep_invariants(operation: Operation) -> None:
    """Every example of an answer keeps the invariants of its schema."""
    for response in operation.responses.values():
        for name, body in response.examples.items():
            broken = violations(operation.spec, response.schema, body, response.schema_pointer)

            assert broken == [], name


@each_operation
def test_everything_has_an_example(operation: Operation) -> None:
    """There is an example for each parameter, each body and each header."""
    assert all(parameter.examples for parameter in operation.parameters)
    for response in operation.responses.values():
        assert response.examples
        assert all(list(given(operation.spec, one)) for one in response.headers.values())


@each_operation
def test_statuses(operation: Operation) -> None:
    """The usual statuses are documented, and no catch-all makes every status documented."""
    assert set(operation.responses) >= STATUSES
    assert "default" not in operation.responses


@each_operation
def test_errors(operation: Operation) -> None:
    """Every error has the one error body: a code and a message, both required."""
    error = {"$ref": "#/components/schemas/ErrorBody"}

    assert {"error_code", "error_msg"} == set(operation.spec.resolve(error)["required"])
    for status in operation.responses.keys() - {"200"}:
        assert operation.responses[status].schema == error, status


@each_operation
def test_headers(operation: Operation) -> None:
    """Each answer may carry the request's id, and a 429 how long to wait."""
    for status, response in operation.responses.items():
        assert "X-Request-Id" in response.headers
        assert ("Retry-After" in response.headers) == (status == "429")
        assert not any(header.get("required") for header in response.headers.values())


@each_spec
def test_nothing_is_closed(spec: Spec) -> None:
    """No object forbids members that the vendor may add."""
    closing = ("additionalProperties", "unevaluatedProperties")

    assert not [
        pointer
        for pointer, node in nodes(spec.document)
        if any(node.get(key) is False for key in closing)
    ]


@each_operation
def test_answers_are_complete(operation: Operation) -> None:
    """Every documented field of an answer is required."""
    pointers = reached(operation.spec, operation.responses["200"].schema_pointer)
    for pointer, node in nodes(operation.spec.document):
        if pointer in pointers:
            assert set(node.get("properties", ())) == set(node.get("required", ())), pointer


def reached(spec: Spec, pointer: str) -> set[str]:
    """The places of a schema and of all schemas it is made of."""
    node, pointer = spec.follow(spec.at(f"#{pointer}"), pointer)
    below = [pointer_to("properties", name) for name in node.get("properties", ())]
    below += ["/items"] if "items" in node else []
    return {pointer}.union(*(reached(spec, pointer + step) for step in below))


@each_spec
def test_security(spec: Spec) -> None:
    """Every operation takes a token or a signature, as the document says once for all."""
    ways = {
        tuple((scheme.type, scheme.location, scheme.key) for scheme in alternative)
        for operation in spec.operations
        for alternative in operation.security
    }

    assert ways == {
        (("apiKey", "header", "X-Auth-Token"),),
        (("apiKey", "header", "Authorization"),),
    }
    assert not any("security" in spec.at(f"#{one.pointer}") for one in spec.operations)


@each_spec
def test_regions(spec: Spec) -> None:
    """Each server has a region of its own."""
    regions = [server["x-region"] for server in spec.document["servers"]]

    assert regions
    assert len(set(regions)) == len(regions)


@each_spec
def test_invariants_are_well_formed(spec: Spec) -> None:
    """Each rule has its message and its basis, and messages tell rules apart."""
    rules = invariants(spec)

    assert all({"rule", "message", "basis"} == rule.keys() for rule in rules)
    assert {rule["basis"] for rule in rules} <= {"documented", "inferred"}
    assert len({rule["message"] for rule in rules}) == len(rules)


def statistics(total: int, *statuses: tuple[str, int, list[int]]) -> JSON:
    names = ("instance_status", "instance_count", "batch_indexes")
    elements = [dict(zip(names, status, strict=True)) for status in statuses]
    return {"data": {"total_instance": total, "execute_statistics": elements}}


# For each rule, bodies that break it and no other.
BREAKING = [
    ("instance counts add up to total_instance", statistics(2, ("READY", 1, [1]))),
    ("instance counts add up to total_instance", statistics(1)),
    ("no status appears twice", statistics(2, ("READY", 1, [1]), ("READY", 1, [2]))),
    ("there are no batches exactly when there are no instances", statistics(1, ("READY", 1, []))),
    ("there are never more batches than instances", statistics(1, ("READY", 1, [1, 2]))),
    ("batch indexes are unique and count from 1", statistics(2, ("READY", 2, [1, 1]))),
    ("batch indexes are unique and count from 1", statistics(1, ("READY", 1, [0]))),
]


@pytest.mark.parametrize(("message", "body"), BREAKING)
def test_invariant_is_broken_alone(message: str, body: JSON) -> None:
    """A valid body that breaks one rule is caught by that rule and no other."""
    response = OPERATIONS["GetScriptJobStatistics"].responses["200"]
    broken = violations(response.spec, response.schema, body, response.schema_pointer)

    assert response.spec.errors(response.schema, body) == []
    assert [one.invariant.message for one in broken] == [message]


def test_every_invariant_can_be_broken() -> None:
    """No rule of COC's contract goes without a body that breaks it."""
    assert {rule["message"] for rule in invariants(SPECS["coc"])} == {one for one, _ in BREAKING}


@pytest.mark.parametrize("name", ["coc", "roma"])
def test_decided_ids(name: str) -> None:
    """An id in a path is one segment of 1 to 64 plain characters."""
    for operation in SPECS[name].operations:
        for parameter in operation.located("path"):
            for text in ("a", "Z9_-", "x" * 64):
                assert parameter.errors(text) == []
            for text in ("", "x" * 65, "a/b", "a b", "é"):
                assert parameter.errors(text), (parameter.name, text)


@pytest.mark.parametrize(
    ("name", "form", "most"), [("coc", "int32", 2147483647), ("roma", "int64", 999999999999)]
)
def test_decided_counts(name: str, form: str, most: int) -> None:
    """A count is an integer of its service's range, bounds included."""
    counts = [node for _, node in nodes(SPECS[name].document) if "maximum" in node]

    assert counts
    for node in counts:
        assert (node["type"], node["format"]) == ("integer", form)
        assert [bool(SPECS[name].errors(node, n)) for n in (-1, 0, most, most + 1)] == [
            *(True, False, False, True)
        ]
