"""The project's rules for contracts that need code; declarative rules are in .redocly.yaml.

Each yields its violations, as a JSON pointer and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from openapi.contract import JSON, Contract, InvalidContractError, Problem, pointer_to
from openapi.contract.extensions.invariants import violations
from openapi.contract.media import named_examples
from openapi.contract.nodes import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Found: TypeAlias = Iterator[tuple[str, str]]
    Rule: TypeAlias = Callable[[Contract], Found]

ERROR_MEMBERS = {"error_code", "error_msg"}


def violated(contract: Contract) -> Iterator[tuple[str, Problem]]:
    """All violations, by rule; a stage runs only if the stages before it found none."""
    for stage in STAGES:
        violations_of_stage = [
            (name, contract.problem(*violation))
            for name, rule in stage.items()
            for violation in rule(contract)
        ]
        # A node that several operations share is reported once for each of them.
        yield from dict.fromkeys(violations_of_stage)
        if violations_of_stage:
            return


def exemplified(contract: Contract) -> Found:
    """Parameters, headers and properties have examples, directly or in their subschemas."""
    for node in nodes(contract.document):
        if node.holder in ("parameters", "headers", "properties") and not has_example(
            contract, node.value
        ):
            yield node.pointer, "add examples, realistic ones as in the vendor's documentation"


def has_example(contract: Contract, value: JSON) -> bool:
    node = contract.resolve(value)
    if not isinstance(node, dict) or node.get("properties"):
        return True
    below = [node[key] for key in ("schema", "items", "additionalProperties") if key in node]
    below += [part for key in ("allOf", "anyOf", "oneOf") for part in node.get(key, ())]
    own = node.get("examples") or "example" in node or "const" in node
    return bool(own) or any(has_example(contract, part) for part in below if isinstance(part, dict))


def error_body(contract: Contract) -> Found:
    """Every error response has a code and a message."""
    for operation in contract.operations:
        for status, response in operation.responses.items():
            schema = contract.resolve(response.schema)
            required = schema.get("required", ()) if isinstance(schema, dict) else ()
            if status[0] in "45" and not ERROR_MEMBERS.issubset(required):
                yield response.pointer, "add the error body, with error_code and error_msg required"


def valid_values(contract: Contract) -> Found:
    """Header examples and defaults match their schema; Redocly checks all other examples."""
    for node in nodes(contract.document):
        values = [node.value["default"]] if "default" in node.value else []
        if node.holder == "headers":
            values += example_values(contract, node.value)
        for value in values:
            for error in contract.errors(node.value.get("schema", node.value), value):
                yield node.pointer, f"correct the value, or the schema: {error.message}"


def example_values(contract: Contract, node: dict[str, JSON]) -> list[JSON]:
    return [value for _, value in named_examples(contract, node)]


def messages(contract: Contract) -> Found:
    """No two invariants have the same message."""
    seen: set[str] = set()
    for node in nodes(contract.document):
        for index, rule in enumerate(node.value.get("x-invariants", ())):
            if rule["message"] in seen:
                pointer = node.pointer + pointer_to("x-invariants", index)
                yield pointer, "another rule has this message, by which reports identify rules"
            seen.add(rule["message"])


def consistent(contract: Contract) -> Found:
    """Response examples satisfy the invariants, and so does the body assembled from properties."""
    for operation in contract.operations:
        for response in operation.responses.values():
            bodies = {f"example {name}": body for name, body in response.examples.items()}
            assembled = assembly(contract, response.schema)
            if assembled is not None and not response.errors(assembled):
                bodies["the body assembled from the properties' first examples"] = assembled
            for name, body in bodies.items():
                for problem in broken(contract, response.schema, body, response.schema_pointer):
                    yield response.pointer, f"{name}: {problem}"


def broken(contract: Contract, schema: JSON, body: JSON, pointer: str) -> Iterator[str]:
    try:
        for violation in violations(contract, schema, body, pointer):
            where, message = violation.pointer or "/", violation.invariant.message
            yield f"correct it, or the invariant it violates at {where}: {message}"
    except InvalidContractError as error:
        yield f"correct the invariant: {error}"


def assembly(contract: Contract, schema: JSON, above: tuple[str, ...] = ()) -> JSON:
    """The body that mocks assemble from property examples; None if a property has no example."""
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    node = contract.resolve(schema)
    if not isinstance(node, dict) or reference in above:
        return None
    above = (*above, reference) if reference else above
    if node.get("examples"):
        return node["examples"][0]
    if "properties" in node:
        parts = {
            name: assembly(contract, member, above) for name, member in node["properties"].items()
        }
        return parts if None not in parts.values() else None
    if "items" in node:
        item = assembly(contract, node["items"], above)
        return None if item is None else [item]
    return None


STAGES: list[dict[str, Rule]] = [
    {
        "exemplified": exemplified,
        "error-body": error_body,
        "valid-values": valid_values,
        "messages": messages,
    },
    {"examples-keep-invariants": consistent},
]
