"""Rules for the extensions that tools here read, and for the examples these are tried on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cel

from openapi.contract import JSON, Contract, InvalidContractError, pointer_to, waiter
from openapi.contract.invariants import violations
from openapi.contract.nodes import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.linting.rules import Found

BASES = ("documented", "inferred")
INVARIANT = {"rule", "message", "basis"}


def invariants(contract: Contract) -> Found:
    seen: set[str] = set()
    for node in nodes(contract.document):
        if "x-invariants" not in node.value:
            continue
        if not {"type", "properties", "items", "allOf", "anyOf", "oneOf"} & node.value.keys():
            yield node.pointer, "move x-invariants to the schema whose instances they speak of"
        for index, rule in enumerate(node.value["x-invariants"]):
            pointer = node.pointer + pointer_to("x-invariants", index)
            yield from ((pointer, problem) for problem in invariant(rule, seen))


def invariant(rule: JSON, seen: set[str]) -> Iterator[str]:
    if not isinstance(rule, dict) or rule.keys() != INVARIANT:
        yield "write it as rule, message and basis, nothing else"
        return
    if not isinstance(rule["message"], str) or not rule["message"].strip():
        yield "write as message what must hold, in words"
    elif rule["message"] in seen:
        yield "another rule has this message; reports tell rules apart by it"
    if rule["basis"] not in BASES:
        yield f"set basis to {' or '.join(BASES)}: whether the vendor says so"
    try:
        cel.compile(str(rule["rule"]))
    except Exception as error:  # noqa: BLE001 (the library raises many kinds)
        yield f"correct the rule, which is no CEL: {' '.join(str(error).split())}"
    seen.add(str(rule["message"]))


def waiters(contract: Contract) -> Found:
    seen: set[str] = set()
    for operation in contract.operations:
        if "x-waiter" in operation.node:
            pointer = operation.pointer + "/x-waiter"
            yield from ((pointer, problem) for problem in waiter.problems(operation))
            name = str(dict(operation.node["x-waiter"]).get("name"))
            if name in seen:
                yield pointer, f"another waiter is called {name}; methods need names of their own"
            seen.add(name)


def examples(contract: Contract) -> Found:
    """Every example, wherever it stands, is valid under the schema it is an example of."""
    for node in nodes(contract.document):
        for value in given(contract, node.value):
            for error in contract.errors(node.value.get("schema", node.value), value):
                where = pointer_to(*error.absolute_path) or "the value"
                yield node.pointer, f"correct the example, or the schema: {where}: {error.message}"


def given(contract: Contract, node: dict[str, JSON]) -> Iterator[JSON]:
    """The example values of a media type, parameter, header or schema."""
    found = node.get("examples", ())
    if isinstance(found, dict):
        yield from (contract.resolve(one)["value"] for one in found.values())
    else:
        yield from found
    yield from (node[key] for key in ("example", "default") if key in node)


def kept(contract: Contract) -> Found:
    """Every example of an answer keeps the invariants, whose evaluation is thereby tried."""
    for operation in contract.operations:
        for response in operation.responses.values():
            for name, body in response.examples.items():
                yield from (
                    (response.pointer, f"example {name}: {problem}")
                    for problem in unkept(contract, response.schema, body, response.schema_pointer)
                )


def unkept(contract: Contract, schema: JSON, body: JSON, place: str) -> Iterator[str]:
    try:
        for one in violations(contract, schema, body, place):
            message = one.invariant.message
            yield f"correct it, or the invariant it breaks at {one.pointer or '/'}: {message}"
    except InvalidContractError as error:
        yield f"correct the invariant: {error}"
