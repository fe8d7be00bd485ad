"""Decisions about these two contracts, beyond the rules of scripts/lint."""

from __future__ import annotations

import pytest
from openapi_spec_validator import validate

from openapi.contract import JSON, Contract, Operation, load_all, pointer_to
from openapi.contract.extensions.invariants import violations
from openapi.contract.nodes import nodes

CONTRACTS = load_all()
OPERATIONS = {
    operation.id: operation for contract in CONTRACTS.values() for operation in contract.operations
}
each_spec = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
each_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)


@each_spec
def test_valid_openapi(contract: Contract) -> None:
    """Each contract is valid OpenAPI 3.1."""
    validate(contract.document)


@each_operation
def test_errors(operation: Operation) -> None:
    """Every error has the same error body: a code and a message, both required."""
    error = {"$ref": "#/components/schemas/ErrorBody"}

    assert {"error_code", "error_msg"} == set(operation.contract.resolve(error)["required"])
    for status in operation.responses.keys() - {"200"}:
        assert operation.responses[status].schema == error, status


@each_operation
def test_headers(operation: Operation) -> None:
    """Each response may have the request's id, and a 429 a Retry-After."""
    for status, response in operation.responses.items():
        assert "X-Request-Id" in response.headers
        assert ("Retry-After" in response.headers) == (status == "429")
        assert not any(header.get("required") for header in response.headers.values())


@each_operation
def test_responses_are_complete(operation: Operation) -> None:
    """Every documented field of a response is required."""
    pointers = reached(operation.contract, operation.responses["200"].schema_pointer)
    for node in nodes(operation.contract.document):
        if node.pointer in pointers:
            members = set(node.value.get("properties", ()))
            assert members == set(node.value.get("required", ())), node.pointer


def reached(contract: Contract, pointer: str) -> set[str]:
    """The pointers of a schema and of all its subschemas."""
    node, pointer = contract.follow(contract.at(f"#{pointer}"), pointer)
    below = [pointer_to("properties", name) for name in node.get("properties", ())]
    below += ["/items"] if "items" in node else []
    return {pointer}.union(*(reached(contract, pointer + step) for step in below))


@each_spec
def test_security(contract: Contract) -> None:
    """Every operation accepts a token or a signature, declared at the top level only."""
    alternatives = {
        tuple((scheme.type, scheme.key or scheme.http_scheme) for scheme in alternative)
        for operation in contract.operations
        for alternative in operation.security
    }

    assert alternatives == {(("apiKey", "X-Auth-Token"),), (("http", "sdk-hmac-sha256"),)}
    assert not any(
        "security" in contract.at(f"#{operation.pointer}") for operation in contract.operations
    )


def statistics(total: int, *statuses: tuple[str, int, list[int]]) -> JSON:
    names = ("instance_status", "instance_count", "batch_indexes")
    elements = [dict(zip(names, status, strict=True)) for status in statuses]
    return {"data": {"total_instance": total, "execute_statistics": elements}}


# For each rule, bodies that violate it and no other.
VIOLATING = [
    ("instance counts add up to total_instance", statistics(2, ("READY", 1, [1]))),
    ("instance counts add up to total_instance", statistics(1)),
    ("no status appears twice", statistics(2, ("READY", 1, [1]), ("READY", 1, [2]))),
    ("there are no batches exactly when there are no instances", statistics(1, ("READY", 1, []))),
    ("there are never more batches than instances", statistics(1, ("READY", 1, [1, 2]))),
    ("batch indexes are unique", statistics(2, ("READY", 2, [1, 1]))),
]


@pytest.mark.parametrize(("message", "body"), VIOLATING)
def test_invariant_is_violated_alone(message: str, body: JSON) -> None:
    """A valid body that violates one rule is caught by that rule and no other."""
    response = OPERATIONS["GetScriptJobStatistics"].responses["200"]
    violated = violations(response.contract, response.schema, body, response.schema_pointer)

    assert response.contract.errors(response.schema, body) == []
    assert [violation.invariant.message for violation in violated] == [message]


def test_every_invariant_can_be_violated() -> None:
    """Each invariant of COC's contract is violated by a body above."""
    found = [node.value.get("x-invariants", ()) for node in nodes(CONTRACTS["coc"].document)]
    messages = {rule["message"] for rules in found for rule in rules}
    assert messages == {message for message, _ in VIOLATING}


@pytest.mark.parametrize("name", ["coc", "roma"])
def test_decided_ids(name: str) -> None:
    """An id in a path is a segment of 1 to 64 unreserved characters."""
    for operation in CONTRACTS[name].operations:
        for parameter in operation.located("path"):
            for text in ("a", "Z9_-", "x" * 64):
                assert parameter.errors(text) == []
            for text in ("", "x" * 65, "a/b", "a b", "é"):
                assert parameter.errors(text), (parameter.name, text)


@pytest.mark.parametrize(
    ("name", "form", "least", "most"),
    [("coc", "int32", {0, 1}, 2147483647), ("roma", "int64", {0}, 999999999999)],
)
def test_decided_numbers(name: str, form: str, least: set[int], most: int) -> None:
    """A count starts at 0 and a position at 1; each is an integer of its service's range."""
    contract = CONTRACTS[name]
    numbers = [
        node.value for node in nodes(contract.document) if node.value.get("type") == "integer"
    ]

    assert least == {node["minimum"] for node in numbers}
    for node in numbers:
        assert form == node["format"]
        values = (node["minimum"] - 1, node["minimum"], most, most + 1)
        assert [True, False, False, True] == [
            bool(contract.errors(node, value)) for value in values
        ]


@each_spec
def test_provenance_is_not_in_descriptions(contract: Contract) -> None:
    """Provenance is in x-basis, since clients contain the descriptions."""
    described = [node.value for node in nodes(contract.document) if node.holder != "externalDocs"]
    text = "\n".join(value.get("description", "") for value in described).lower()

    assert any("x-basis" in value for value in described)
    for words in ("rests on", "vendor page", "sibling", "published", "the page", "made up"):
        assert words not in text
