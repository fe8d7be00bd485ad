"""The parameters of an operation, and the serialization of their values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from openapi.contract.media import named_examples

if TYPE_CHECKING:
    from collections.abc import Callable

    from jsonschema import ValidationError

    from openapi.contract.document import Contract

JSON: TypeAlias = Any


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation."""

    contract: Contract
    node: dict[str, JSON]
    pointer: str

    @property
    def name(self) -> str:
        """The name in the request."""
        return str(self.node["name"])

    @property
    def location(self) -> str:
        """``path``, ``query``, ``header`` or ``cookie``."""
        return str(self.node["in"])

    @property
    def required(self) -> bool:
        """Whether a request without it is invalid."""
        return bool(self.node.get("required", False))

    @cached_property
    def schema(self) -> dict[str, JSON]:
        """The schema, with a reference at the top level resolved."""
        resolved: dict[str, JSON] = self.contract.resolve(self.node.get("schema", {}))
        return resolved

    @property
    def is_array(self) -> bool:
        """Whether its values are arrays."""
        return "array" in self.contract.types(self.schema)

    @property
    def is_exploded(self) -> bool:
        """Whether an array is serialized as one ``name=value`` per item, not with commas."""
        return self.is_array and bool(self.node.get("explode", self.location == "query"))

    @property
    def examples(self) -> list[JSON]:
        """The examples of the parameter, followed by its schema's."""
        own = [value for _, value in named_examples(self.contract, self.node)]
        return [*own, *self.schema.get("examples", ())]

    def write(self, value: JSON) -> list[str]:
        """The serialized value: one text, or one per item of an exploded array."""
        items = [_text(item) for item in value] if isinstance(value, list) else [_text(value)]
        return items if self.is_exploded else [",".join(items)]

    def read(self, *texts: str) -> JSON:
        """The value of serialized texts, converted to the type in its schema."""
        if not self.is_array:
            return _value(self.contract.types(self.schema), ", ".join(texts))
        items = texts if self.is_exploded else ",".join(texts).split(",")
        kinds = self.contract.types(self.schema.get("items", {}))
        return [_value(kinds, item) for item in items if item or self.is_exploded]

    def errors(self, *texts: str) -> list[ValidationError]:
        """The violations of the schema by serialized texts."""
        return self.contract.errors(self.node.get("schema", {}), self.read(*texts))


def _text(value: JSON) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    return str(value)


def _value(kinds: tuple[str, ...], text: str) -> JSON:
    """A text converted to the first type that it matches."""
    for kind in kinds:
        pattern, parse = _FORMS.get(kind, (".*", str))
        if re.fullmatch(pattern, text, re.DOTALL):
            return parse(text)
    return text


_FORMS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "boolean": ("true|false", lambda text: text == "true"),
    "integer": ("-?[0-9]+", int),
    "number": (r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", float),
}
