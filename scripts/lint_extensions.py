"""Rules for the extensions that tools here read, and for the examples these are tried on."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING

import cel

from contract_tests.invariants import violations
from contract_tests.nodes import nodes
from contract_tests.spec import JSON, Operation, Spec, SpecError, pointer_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules import Found

BASES = ("documented", "inferred")
INVARIANT = {"rule", "message", "basis"}
STATUSES = ("pending", "succeeded", "failed")
WAITER = {"name", "total", "items", "key", "count", *STATUSES}


def invariants(spec: Spec) -> Found:
    seen: set[str] = set()
    for node in nodes(spec.document):
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


def waiters(spec: Spec) -> Found:
    seen: set[str] = set()
    for operation in spec.operations:
        node = spec.at(f"#{operation.pointer}")
        if "x-waiter" in node:
            pointer = operation.pointer + "/x-waiter"
            problems = list(form(node["x-waiter"])) or places(operation, node["x-waiter"])
            yield from ((pointer, problem) for problem in problems)
            name = str(dict(node["x-waiter"]).get("name"))
            if name in seen:
                yield pointer, f"another waiter is called {name}; methods need names of their own"
            seen.add(name)


def form(waiter: JSON) -> Iterator[str]:
    if not isinstance(waiter, dict) or waiter.keys() != WAITER:
        yield f"write it as {', '.join(sorted(WAITER))}, nothing else"
        return
    name = str(waiter["name"])
    if not name.isidentifier() or keyword.iskeyword(name) or name != name.lower():
        yield f"name: {name!r} becomes a method; write it as wait_for_script_job"
    for member in ("total", "items", "key", "count"):
        if not isinstance(waiter[member], str):
            yield f"{member}: name one member of the answer"
    lists = [waiter[member] for member in STATUSES]
    if not all(
        isinstance(some, list) and all(isinstance(one, str) for one in some) for some in lists
    ):
        yield f"{', '.join(STATUSES)}: write each as a list of statuses"
        return
    flat = [one for some in lists for one in some]
    if len(set(flat)) < len(flat):
        yield "a status is pending, succeeded or failed; list each once"
    if not waiter["pending"] or not waiter["succeeded"]:
        yield "list at least one status as pending and one as succeeded"


def places(operation: Operation, waiter: dict[str, JSON]) -> Iterator[str]:
    """What the waiter names and the answer does not promise."""
    spec = operation.spec
    if "200" not in operation.responses:
        yield "document the 200 whose body it reads"
        return
    body = operation.responses["200"].schema
    listed = reached(spec, body, waiter["items"])
    element = listed.get("items") if listed else None
    for member, schema, path, kind in (
        ("total", body, waiter["total"], "integer"),
        ("items", body, waiter["items"], "array"),
        ("key", element, waiter["key"], "string"),
        ("count", element, waiter["count"], "integer"),
    ):
        found = reached(spec, schema, path)
        if found is None:
            yield f"{member}: {path} is no member that each 200 has; name one that is required"
        elif found.get("type") != kind:
            yield f"{member}: {path} must be of type {kind}"


def reached(spec: Spec, schema: JSON, path: str) -> dict[str, JSON] | None:
    """The schema at the end of a dotted path whose every step is required."""
    node = spec.resolve(schema)
    for step in path.split("."):
        if not isinstance(node, dict) or step not in node.get("required", ()):
            return None
        node = spec.resolve(node.get("properties", {}).get(step))
    return node if isinstance(node, dict) else None


def examples(spec: Spec) -> Found:
    """Every example, wherever it stands, is valid under the schema it is an example of."""
    for node in nodes(spec.document):
        for value in given(spec, node.value):
            for error in spec.errors(node.value.get("schema", node.value), value):
                where = pointer_to(*error.absolute_path) or "the value"
                yield node.pointer, f"correct the example, or the schema: {where}: {error.message}"


def given(spec: Spec, node: dict[str, JSON]) -> Iterator[JSON]:
    """The example values of a media type, parameter, header or schema."""
    found = node.get("examples", ())
    if isinstance(found, dict):
        yield from (spec.resolve(one)["value"] for one in found.values())
    else:
        yield from found
    yield from (node[key] for key in ("example", "default") if key in node)


def kept(spec: Spec) -> Found:
    """Every example of an answer keeps the invariants, whose evaluation is thereby tried."""
    for operation in spec.operations:
        for response in operation.responses.values():
            for name, body in response.examples.items():
                yield from (
                    (response.pointer, f"example {name}: {problem}")
                    for problem in unkept(spec, response.schema, body, response.schema_pointer)
                )


def unkept(spec: Spec, schema: JSON, body: JSON, place: str) -> Iterator[str]:
    try:
        for one in violations(spec, schema, body, place):
            message = one.invariant.message
            yield f"correct it, or the invariant it breaks at {one.pointer or '/'}: {message}"
    except SpecError as error:
        yield f"correct the invariant: {error}"
