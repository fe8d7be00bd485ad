"""The nodes of a contract: every object in it that is not data, with its pointer and parent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi.contract.pointer import pointer_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract.document import JSON

# Members whose value is data, and never contains schemas.
_DATA = frozenset({"const", "default", "enum", "example", "examples"})
# Members whose keys are arbitrary names, which may be `default`, for example.
_NAMES = frozenset(
    [
        *("$defs", "callbacks", "content", "headers", "links", "parameters", "paths"),
        *("patternProperties", "properties", "requestBodies", "responses", "schemas"),
        "securitySchemes",
    ]
)


SCHEMAS = frozenset(
    [
        *("additionalProperties", "allOf", "anyOf", "items", "not", "oneOf"),
        *("properties", "schema", "schemas"),
    ]
)
"""Members whose values are schemas, or contain them."""


@dataclass(frozen=True)
class Node:
    """An object of a contract."""

    pointer: str
    holder: str
    """The member that contains it, such as ``properties`` or ``items``; empty at the root."""
    value: dict[str, JSON]


def nodes(
    value: JSON, pointer: str = "", holder: str = "", *, named: bool = False
) -> Iterator[Node]:
    """Every object in a value, outer objects first; `named` if its keys are arbitrary names."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from nodes(item, pointer + pointer_to(index), holder)
    elif isinstance(value, dict):
        if not named:
            yield Node(pointer, holder, value)
        for key, below in value.items():
            if named:
                yield from nodes(below, pointer + pointer_to(key), holder)
            elif key not in _DATA and not str(key).startswith("x-"):
                yield from nodes(below, pointer + pointer_to(key), key, named=key in _NAMES)
