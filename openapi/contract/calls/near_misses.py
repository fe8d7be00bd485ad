"""Near misses of a call: the same request with one error in its query, headers or body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from openapi.contract.pointer import pointer_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract.calls.call import Call
    from openapi.contract.document import Contract
    from openapi.contract.parameter import Parameter

JSON: TypeAlias = Any

LONGEST = 4096
"""Characters or items; larger bounds are not exceeded."""
_AS_TEXT: dict[str, JSON] = dict.fromkeys(("boolean", "integer", "number"), "x")
"""By type, a value of another type, where values are serialized as text."""
_AS_JSON = {**_AS_TEXT, "string": 7, "array": {}, "object": []}


@dataclass(frozen=True)
class NearMiss:
    """A request with a single violation of the contract."""

    call: Call
    words: str
    """What is wrong, as in "the query parameter limit above its maximum"."""
    pointer: str
    """The violated place of the contract."""
    required: bool
    """Whether the input is required; a server may ignore an invalid optional input."""


@dataclass(frozen=True)
class _Change:
    """A value with a single violation of its schema."""

    value: JSON
    words: str
    required: bool = True


def near_misses(call: Call) -> Iterator[NearMiss]:
    """All near misses of a call, except in its path."""
    for location, part in (("query", "query"), ("header", "headers")):
        for parameter in call.operation.located(location):
            yield from _of_parameter(call, parameter, part)
    body = call.operation.request_body
    if body is None or call.body is None:
        return
    if body.required:
        yield NearMiss(call.replaced(body=None), "without a body", body.pointer, required=True)
    for change in _changes(body.contract, body.schema, call.body, _AS_JSON):
        if body.errors(change.value):
            changed = call.replaced(body=change.value)
            yield NearMiss(changed, f"the body{change.words}", body.schema_pointer, change.required)


def _of_parameter(call: Call, parameter: Parameter, part: str) -> Iterator[NearMiss]:
    name, subject = parameter.name, f"the {parameter.location} parameter {parameter.name}"
    if parameter.required:
        changed = call.replaced(**{part: {name: None}})
        yield NearMiss(changed, f"without {subject}", parameter.pointer, required=True)
    value = getattr(call, part).get(name, _seed(parameter))
    for change in _changes(parameter.contract, parameter.schema, value, _AS_TEXT):
        texts = parameter.write(change.value)
        # As text, a number is a valid string, and an empty value may not be sent at all.
        if any(texts) and parameter.errors(*texts):
            changed = call.replaced(**{part: {name: change.value}})
            words = f"{subject}{change.words}"
            yield NearMiss(changed, words, parameter.pointer, parameter.required)


def _seed(parameter: Parameter) -> JSON:
    """A value to change where the call has none."""
    return next(iter(parameter.examples), ["x"] if parameter.is_array else "x")


def _changes(
    contract: Contract, schema: JSON, value: JSON, wrong_types: dict[str, JSON]
) -> Iterator[_Change]:
    node = contract.resolve(schema)
    if not isinstance(node, dict):
        return
    for kind in contract.types(node)[:1]:
        if kind in wrong_types:
            yield _Change(wrong_types[kind], f" of another type than {kind}")
    yield from _past_bounds(node, value)
    if isinstance(value, dict):
        yield from _in_object(contract, node, value)
    elif isinstance(value, list) and value:
        for change in _changes(contract, node.get("items", True), value[0], wrong_types):
            yield _Change([change.value, *value[1:]], f", item 0{change.words}", change.required)
    for part in node.get("allOf", ()):
        yield from _changes(contract, part, value, wrong_types)


def _past_bounds(node: dict[str, JSON], value: JSON) -> Iterator[_Change]:
    """Values just beyond each bound, and one that is not in the enumeration."""
    if "enum" in node:
        yield _Change("undocumented", " with an undocumented value")
    for bound, beyond, words in (("maximum", 1, "above its"), ("minimum", -1, "below its")):
        if bound in node:
            yield _Change(node[bound] + beyond, f" {words} {bound}")
        exclusive = f"exclusive{bound.capitalize()}"
        if exclusive in node:
            yield _Change(node[exclusive], f" at its {exclusive}")
    if node.get("format") in ("int32", "int64"):
        yield _Change(2 ** (int(node["format"][3:]) - 1), f" beyond {node['format']}")
    if node.get("maxLength", LONGEST) < LONGEST:
        yield _Change("x" * (node["maxLength"] + 1), " longer than its maxLength")
    if node.get("minLength", 0) > 0:
        yield _Change("x" * (node["minLength"] - 1), " shorter than its minLength")
    if isinstance(value, list) and value and node.get("maxItems", LONGEST) < LONGEST:
        yield _Change(value[:1] * (node["maxItems"] + 1), " of more than maxItems")
    if isinstance(value, list) and node.get("minItems", 0) > 0:
        yield _Change(value[: node["minItems"] - 1], " of fewer than minItems")


def _in_object(contract: Contract, node: dict[str, JSON], value: JSON) -> Iterator[_Change]:
    required = node.get("required", ())
    for name in required:
        remaining = {key: member for key, member in value.items() if key != name}
        yield _Change(remaining, f" without {pointer_to(name)}")
    for name, schema in node.get("properties", {}).items():
        if name in value:
            for change in _changes(contract, schema, value[name], _AS_JSON):
                words = f", {pointer_to(name)}{change.words}"
                whole = {**value, name: change.value}
                yield _Change(whole, words, change.required and name in required)
