"""The house's rules for contracts that need a program; what can be declared is in .redocly.yaml.

Each yields what violates it, as a JSON pointer and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from openapi.contract import JSON, Contract, InvalidContractError, Problem, pointer_to
from openapi.contract.extensions.invariants import violations
from openapi.contract.nodes import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Found: TypeAlias = Iterator[tuple[str, str]]
    Rule: TypeAlias = Callable[[Contract], Found]

ERROR_MEMBERS = {"error_code", "error_msg"}


def violated(contract: Contract) -> Iterator[tuple[str, Problem]]:
    """What violates the rules, by rule; later ones rely on what earlier ones found in order."""
    for stage in STAGES:
        found = [
            (name, contract.problem(*one)) for name, rule in stage.items() for one in rule(contract)
        ]
        # What several operations share is looked at once for each of them.
        yield from dict.fromkeys(found)
        if found:
            return


def exemplified(contract: Contract) -> Found:
    """Parameters, headers and properties have examples, their own or their parts'."""
    for node in nodes(contract.document):
        if node.holder in ("parameters", "headers", "properties") and not has_example(
            contract, node.value
        ):
            yield node.pointer, "add examples, of the kind that the vendor prints"


def has_example(contract: Contract, value: JSON) -> bool:
    node = contract.resolve(value)
    if not isinstance(node, dict) or node.get("properties"):
        return True
    below = [node[key] for key in ("schema", "items", "additionalProperties") if key in node]
    below += [one for key in ("allOf", "anyOf", "oneOf") for one in node.get(key, ())]
    own = node.get("examples") or "example" in node or "const" in node
    return bool(own) or any(has_example(contract, one) for one in below if isinstance(one, dict))


def error_body(contract: Contract) -> Found:
    """Every error has a code and a message."""
    for operation in contract.operations:
        for status, response in operation.responses.items():
            schema = contract.resolve(response.schema)
            required = schema.get("required", ()) if isinstance(schema, dict) else ()
            if status[0] in "45" and not ERROR_MEMBERS.issubset(required):
                yield response.pointer, "give it the error body, error_code and error_msg required"


def valid_values(contract: Contract) -> Found:
    """Examples of headers, and defaults, fit their schema; Redocly looks at all other examples."""
    for node in nodes(contract.document):
        values = [node.value["default"]] if "default" in node.value else []
        if node.holder == "headers":
            values += given(contract, node.value)
        for value in values:
            for error in contract.errors(node.value.get("schema", node.value), value):
                yield node.pointer, f"correct the value, or the schema: {error.message}"


def given(contract: Contract, node: dict[str, JSON]) -> list[JSON]:
    named = node.get("examples", {})
    return [contract.resolve(one)["value"] for one in named.values()] + [
        node[key] for key in ("example",) if key in node
    ]


def messages(contract: Contract) -> Found:
    """No two invariants have the same message."""
    seen: set[str] = set()
    for node in nodes(contract.document):
        for index, rule in enumerate(node.value.get("x-invariants", ())):
            if rule["message"] in seen:
                pointer = node.pointer + pointer_to("x-invariants", index)
                yield pointer, "another rule has this message; reports tell rules apart by it"
            seen.add(rule["message"])


def kept(contract: Contract) -> Found:
    """Examples of responses satisfy the invariants, and so does one made of properties' own."""
    for operation in contract.operations:
        for response in operation.responses.values():
            bodies = {f"example {name}": body for name, body in response.examples.items()}
            assembled = assembly(contract, response.schema)
            if assembled is not None and not response.errors(assembled):
                bodies["the body that the properties' first examples make"] = assembled
            for name, body in bodies.items():
                for problem in unkept(contract, response.schema, body, response.schema_pointer):
                    yield response.pointer, f"{name}: {problem}"


def unkept(contract: Contract, schema: JSON, body: JSON, place: str) -> Iterator[str]:
    try:
        for one in violations(contract, schema, body, place):
            message = one.invariant.message
            yield f"correct it, or the invariant it violates at {one.pointer or '/'}: {message}"
    except InvalidContractError as error:
        yield f"correct the invariant: {error}"


def assembly(contract: Contract, schema: JSON, above: tuple[str, ...] = ()) -> JSON:
    """The body that mocks put together from the examples of properties; None if one lacks any."""
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    node = contract.resolve(schema)
    if not isinstance(node, dict) or reference in above:
        return None
    above = (*above, reference) if reference else above
    if node.get("examples"):
        return node["examples"][0]
    if "properties" in node:
        parts = {name: assembly(contract, one, above) for name, one in node["properties"].items()}
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
    {"examples-keep-invariants": kept},
]
