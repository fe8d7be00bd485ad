"""Deterministic values that are valid under a schema, where a contract has no examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from openapi.contract.problem import InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from openapi.contract.document import Contract

JSON: TypeAlias = Any

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLES = ("items", "additionalProperties", "not")
_OBJECT = ("properties", "required")
_SHAPES = frozenset(["$ref", "const", "enum", "items", "type", *_LISTS, *_OBJECT])
_OF_TEXTS = frozenset(["format", "maxLength", "minLength", "pattern"])


def sample(
    contract: Contract,
    schema: JSON,
    pointer: str,
    examples: Iterable[JSON],
    accept: Callable[[JSON], bool],
) -> JSON:
    """The first accepted example, or else the simplest accepted value.

    Raises:
        InvalidContractError: No example is accepted, and no value could be generated.
    """
    for example in examples:
        if accept(example):
            return example
    try:
        return make(contract, schema, accept)
    except ValueError:
        words = "give it an example that is valid under its schema; none could be generated"
        raise InvalidContractError(contract.problem(pointer, words)) from None


def make(contract: Contract, schema: JSON, accept: Callable[[JSON], bool]) -> JSON:
    """The simplest accepted value, with the examples of subschemas in their places.

    Raises:
        ValueError: No such value was found.
    """
    named = contract.document.get("components", {}).get("schemas", {})
    for narrowed in (_by_example, _plain):
        schemas = {name: narrowed(contract, node) for name, node in named.items()}
        try:
            return _first(schemas, narrowed(contract, schema), accept)
        except ValueError:
            continue
    raise ValueError("no value fits")


def _first(schemas: JSON, schema: JSON, accept: Callable[[JSON], bool]) -> JSON:
    """The first request body that Schemathesis generates, which is the simplest one."""
    # Imported late: most contracts have examples, and these are slow to load.
    import schemathesis  # noqa: PLC0415
    from hypothesis import HealthCheck, Phase, given, settings  # noqa: PLC0415
    from hypothesis.errors import HypothesisException  # noqa: PLC0415
    from schemathesis.config import SchemathesisConfig  # noqa: PLC0415

    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"200": {"description": ""}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": {"/": {"post": operation}},
        "components": {"schemas": schemas},
    }
    bodies = []

    @settings(
        max_examples=1,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        # An explicit configuration, to ignore a schemathesis.toml in the working directory.
        schemathesis.openapi.from_dict(document, config=SchemathesisConfig())["/"]["POST"]
        .as_strategy()
        .map(lambda case: tidy if accept(tidy := _tidied(case.body)) else case.body)
        .filter(accept)
    )
    def take(value: JSON) -> None:
        bodies.append(value)

    try:
        take()
    except (HypothesisException, schemathesis.errors.SchemathesisError) as error:
        raise ValueError(str(error)) from None
    return bodies[0]


def _tidied(value: JSON) -> JSON:
    """A string with only characters that any part of a request can carry."""
    return re.sub(r"[^A-Za-z0-9_.-]", "0", value) if isinstance(value, str) else value


def _by_example(contract: Contract, schema: JSON) -> JSON:
    """A schema that allows only its first valid example, or the examples of its subschemas.

    One that allows any type allows only objects, or only texts if it has keywords for them.
    """
    if not isinstance(schema, dict):
        return {"type": "object"} if schema else schema
    for example in [
        *schema.get("examples", ()),
        *([schema["example"]] if "example" in schema else ()),
    ]:
        if not contract.errors(schema, example):
            return {"const": example}
    if _is_untyped(schema):
        schema = {**schema, "type": "string" if _OF_TEXTS & schema.keys() else "object"}
    plain = _plain(contract, schema, _by_example)
    fixed = {
        name
        for name, member in plain.get("properties", {}).items()
        if isinstance(member, dict) and "const" in member
    }
    return {**plain, "required": sorted({*plain.get("required", ()), *fixed})} if fixed else plain


def _is_untyped(schema: JSON) -> bool:
    return schema is True or (isinstance(schema, dict) and not _SHAPES & schema.keys())


def _plain(
    contract: Contract, schema: JSON, within: Callable[[Contract, JSON], JSON] | None = None
) -> JSON:
    """A schema without annotations; with keywords for properties, its type is object."""
    if not isinstance(schema, dict):
        return schema
    within = within or _plain
    plain = {
        key: value
        for key, value in schema.items()
        if key not in ("example", "examples", "default", "readOnly", "writeOnly")
    }
    for key in _LISTS:
        if key in plain:
            # There, the others may have a type.
            plain[key] = [
                part if _is_untyped(part) else within(contract, part) for part in plain[key]
            ]
    for key in _SINGLES:
        if key in plain:
            plain[key] = within(contract, plain[key])
    if "properties" in plain:
        plain["properties"] = {
            name: within(contract, member) for name, member in plain["properties"].items()
        }
    if any(key in plain for key in _OBJECT):
        plain.setdefault("type", "object")
    return plain
