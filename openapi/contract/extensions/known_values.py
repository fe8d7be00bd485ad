"""``x-extensible-enum``: the known values of a string to which the vendor may add others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi.contract.nodes import nodes
from openapi.contract.pointer import steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract.document import JSON, Contract

KEYWORD = "x-extensible-enum"


@dataclass(frozen=True)
class KnownValues:
    """The known values of a string."""

    pointer: str
    name: str
    """The name of the property, or of the schema in components."""
    values: tuple[str, ...]


def read(contract: Contract) -> Iterator[KnownValues]:
    """All known values of a contract, in document order."""
    for node in nodes(contract.document):
        if KEYWORD in node.value and node.holder in ("properties", "schemas"):
            yield KnownValues(node.pointer, steps(node.pointer)[-1], tuple(node.value[KEYWORD]))


def malformed(contract: Contract) -> Iterator[tuple[str, str]]:
    """The malformed lists of known values."""
    for node in nodes(contract.document):
        if KEYWORD in node.value:
            for words in _malformed(node.value, node.holder):
                yield f"{node.pointer}/{KEYWORD}", words


def _malformed(schema: JSON, holder: str) -> Iterator[str]:
    values = schema[KEYWORD]
    if holder not in ("properties", "schemas") or schema.get("type") != "string":
        yield f"move {KEYWORD} to a property, or a schema in components, of type string"
    if "enum" in schema:
        yield f"drop either enum, which closes the list, or {KEYWORD}"
    if not isinstance(values, list) or not values or not all(map(_is_value, values)):
        yield "write it as a list of strings that each have a letter or digit"
    elif len({constant(value) for value in values}) < len(values):
        yield "two values would be the same constant; list each once"


def _is_value(value: JSON) -> bool:
    return isinstance(value, str) and any(letter.isalnum() for letter in value)


def constant(value: str) -> str:
    """The name of the constant for a value."""
    name = re.sub(r"\W+", "_", value).strip("_").upper()
    return name if name.isidentifier() else f"VALUE_{name}"
