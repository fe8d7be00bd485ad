"""The arguments of a generated method: the generator's properties combined with the contract."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from openapi.client import prose
from openapi.contract import InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties import Property

    from openapi.client.validators import Validators
    from openapi.contract import Operation


@dataclass(frozen=True)
class MethodArgument:
    """An argument of a method."""

    name: str
    annotation: str
    location: str
    required: bool
    about: str
    """Its description, in a sentence or two."""
    rule: str
    """Constraints on its values beyond their type, in a sentence; empty if there are none."""
    example: str
    """A value, as Python."""
    validator: str
    """The function that validates it."""
    prop: Property
    separated: bool
    """Whether its items are written with commas between them."""


def arguments(
    validators: Validators, endpoint: Endpoint, operation: Operation
) -> list[MethodArgument]:
    """The arguments of an operation, in the order of its path and then of the contract.

    Raises:
        InvalidContractError: Two parameters have the same Python name.
    """
    combined = [
        *_parameters(validators, endpoint, operation),
        *_body(validators, endpoint, operation),
    ]
    names = {argument.name for argument in combined}
    if len(names) < len(operation.parameters) + bool(operation.request_body):
        words = "two of its parameters have the same name in Python; rename one"
        raise InvalidContractError(operation.contract.problem(operation.pointer, words))
    return combined


def _parameters(
    validators: Validators, endpoint: Endpoint, operation: Operation
) -> Iterator[MethodArgument]:
    parameters = {
        (parameter.location, parameter.name): parameter for parameter in operation.parameters
    }
    for location in ("path", "query", "header"):
        for prop in getattr(endpoint, f"{location}_parameters"):
            parameter = parameters[location, prop.name.get_untrusted_value()]
            about = parameter.node.get("description") or parameter.schema.get("description") or ""
            schema = parameter.node.get("schema", {})
            yield replace(
                _argument(prop, location, about, parameter.schema, parameter.examples),
                validator=validators.add(schema, operation.id, parameter.name),
                separated=parameter.is_array and not parameter.is_exploded,
            )


def _body(
    validators: Validators, endpoint: Endpoint, operation: Operation
) -> Iterator[MethodArgument]:
    if body := operation.request_body:
        (generated,) = endpoint.bodies
        about = body.node.get("description", "")
        argument = _argument(
            generated.prop, "body", about, body.schema, list(body.examples.values())
        )
        yield replace(argument, validator=validators.add(body.schema, operation.id, "body"))


def _argument(
    prop: Property, location: str, about: str, schema: Any, examples: list[Any]
) -> MethodArgument:
    return MethodArgument(
        name=prop.python_name,
        annotation=code(prop) if prop.required else _optional(prop),
        location=location,
        required=prop.required,
        about=prose.first_paragraph(about),
        rule=prose.rule(schema if isinstance(schema, dict) else {}),
        example=prose.literal(examples[0]) if examples else "...",
        validator="",
        prop=prop,
        separated=False,
    )


def _optional(prop: Property) -> str:
    parts = code(prop).split(" | ")
    nullable = type(prop).__name__ == "UnionProperty" and "None" in parts
    return " | ".join(parts if nullable else [*parts, "None"])


def code(prop: Property) -> str:
    """A property's type, as Python."""
    return prop.get_type_string(no_optional=True).as_unembedded_code()
