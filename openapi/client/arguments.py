"""The arguments of a generated method: the generator's properties combined with the contract."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openapi.client import prose
from openapi.contract import InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties import Property

    from openapi.contract import Operation

_SCALARS = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
_KEYWORDS = ("pattern", "minLength", "maxLength", "minimum", "maximum", "enum")
# Booleans, date-times and containers have no agreed form in a path.
_SEGMENTS = ("String", "Int", "Float", "LiteralEnum", "Uuid", "Date")
_STYLES = {"path": "simple", "query": "form", "header": "simple"}


@dataclass(frozen=True)
class Argument:
    """An argument of a method."""

    name: str
    annotation: str
    location: str
    required: bool
    about: str
    """What it is for, in a sentence or two."""
    rule: str
    """What its values may be beyond their type, in a sentence; empty if anything."""
    example: str
    """A value, as Python."""
    schema: dict[str, Any]
    """What the client checks of a plain value."""
    prop: Property


def arguments(endpoint: Endpoint, operation: Operation) -> list[Argument]:
    """The arguments of an operation, in the order of its path and then of the contract.

    Raises:
        InvalidContractError: The client could not send one of them.
    """
    _check_styles(operation)
    found = [*_parameters(endpoint, operation), *_bodies(endpoint, operation)]
    names = {argument.name for argument in found}
    if len(names) < len(operation.parameters) + len(endpoint.bodies):
        raise InvalidContractError(f"{operation.id}: a parameter was lost; are two names alike?")
    return found


def _check_styles(operation: Operation) -> None:
    for parameter in operation.parameters:
        node = parameter.node
        style = _STYLES.get(parameter.location)
        default = node.get("style", style) == style
        exploded = node.get("explode", True) or parameter.location != "query"
        if style is None or "schema" not in node or not default or not exploded:
            raise InvalidContractError(
                f"{operation.id}: the {parameter.location} parameter {parameter.name}: only path, "
                "query and header are supported, and it needs a schema and the default style"
            )


def _parameters(endpoint: Endpoint, operation: Operation) -> Iterator[Argument]:
    parameters = {(one.location, one.name): one for one in operation.parameters}
    for location in ("path", "query", "header"):
        for prop in getattr(endpoint, f"{location}_parameters"):
            parameter = parameters[location, prop.name.get_untrusted_value()]
            kind = type(prop).__name__.removesuffix("Property")
            if location == "path" and kind not in _SEGMENTS:
                raise InvalidContractError(
                    f"{operation.id}: {kind} {prop.python_name} cannot be in a path"
                )
            about = parameter.node.get("description") or parameter.schema.get("description") or ""
            yield _argument(prop, location, about, parameter.schema, parameter.examples)


def _bodies(endpoint: Endpoint, operation: Operation) -> Iterator[Argument]:
    for body in endpoint.bodies:
        if len(endpoint.bodies) > 1 or body.body_type != "json" or not operation.request_body:
            raise InvalidContractError(f"{operation.id}: only JSON request bodies are supported")
        about = operation.request_body.node.get("description", "")
        examples = list(operation.request_body.examples.values())
        yield _argument(body.prop, "body", about, {}, examples)


def _argument(
    prop: Property, location: str, about: str, schema: dict[str, Any], examples: list[Any]
) -> Argument:
    checked = _checked(prop, schema)
    return Argument(
        name=prop.python_name,
        annotation=code(prop) if prop.required else _optional(prop),
        location=location,
        required=prop.required,
        about=prose.first_paragraph(about),
        rule=prose.rule(checked),
        example=prose.literal(examples[0]) if examples else "...",
        schema=checked,
        prop=prop,
    )


def _optional(prop: Property) -> str:
    parts = code(prop).split(" | ")
    nullable = type(prop).__name__ == "UnionProperty" and "None" in parts
    return " | ".join(parts if nullable else [*parts, "None"])


def _checked(prop: Property, schema: dict[str, Any]) -> dict[str, Any]:
    kind = _SCALARS.get(code(prop))
    if kind is None and "enum" not in schema:
        return {}
    schema = {key: schema[key] for key in _KEYWORDS if schema.get(key) is not None}
    if "pattern" in schema:
        try:
            re.compile(schema["pattern"])
        except re.error as error:
            raise InvalidContractError(f"{prop.python_name}: pattern: {error}") from None
    return {"type": kind, **schema} if kind else schema


def code(prop: Property) -> str:
    """A property's type, as Python."""
    return prop.get_type_string(no_optional=True).as_unembedded_code()
