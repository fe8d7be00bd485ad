"""The places of a contract: every object in it that is not data, where it stands and as what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi.contract.pointer import pointer_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract.document import JSON

# Members whose value is data; what looks like a schema in there is none.
_DATA = frozenset({"const", "default", "enum", "example", "examples"})
# Members whose keys are names that a contract gives, so that one may be called `default`.
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
"""What holds a schema."""


@dataclass(frozen=True)
class Node:
    """An object of a contract."""

    pointer: str
    holder: str
    """The member that holds it: ``properties``, ``parameters``, ``items`` …; empty at the root."""
    value: dict[str, JSON]


def nodes(
    value: JSON, pointer: str = "", holder: str = "", *, named: bool = False
) -> Iterator[Node]:
    """Every object from a place on, outer ones first; `named` where its keys are names."""
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
