"""Bodies of requests and responses, and their examples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from openapi.contract.calls import values
from openapi.contract.extensions.invariants import violations
from openapi.contract.pointer import pointer_to
from openapi.contract.problem import InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import ValidationError

    from openapi.contract.document import Contract
    from openapi.contract.extensions.invariants import InvariantViolation

JSON: TypeAlias = Any


@dataclass(frozen=True, eq=False)
class _Content:
    """The common base of request bodies and responses: content by media type."""

    contract: Contract
    """The contract in this direction, see `Contract.sent` and `Contract.received`."""
    node: dict[str, JSON]
    pointer: str

    @property
    def media_types(self) -> tuple[str, ...]:
        """Documented media types, JSON first; empty if no body is documented."""
        return tuple(sorted(self.node.get("content", {}), key=lambda name: not is_json(name)))

    @property
    def schema(self) -> JSON:
        """The body's schema in the first media type; True without one."""
        return self._media_type.get("schema", True)

    @property
    def schema_pointer(self) -> str:
        """The JSON pointer of `schema`."""
        return self.pointer + pointer_to("content", *self.media_types[:1], "schema")

    @property
    def examples(self) -> dict[str, JSON]:
        """Example bodies by name, in document order."""
        return dict(named_examples(self.contract, self._media_type))

    def errors(self, body: JSON) -> list[ValidationError]:
        """The violations of the schema by a body."""
        return self.contract.errors(self.schema, body)

    @cached_property
    def sample(self) -> JSON:
        """The first valid example, or else the simplest valid body.

        Raises:
            InvalidContractError: An example is needed, since no value could be generated.
        """
        examples = self.examples.values()
        pointer = self.schema_pointer
        return values.sample(self.contract, self.schema, pointer, examples, self._is_body)

    def _is_body(self, value: JSON) -> bool:
        """Whether a value is a valid body; `null` stands for no body."""
        return value is not None and not self.errors(value)

    @property
    def _media_type(self) -> dict[str, JSON]:
        name = next(iter(self.media_types), None)
        return self.node["content"][name] if name else {}


@dataclass(frozen=True, eq=False)
class RequestBody(_Content):
    """The documented body of a request."""

    @property
    def required(self) -> bool:
        """Whether a request without it is invalid."""
        return bool(self.node.get("required", False))


@dataclass(frozen=True, eq=False)
class Response(_Content):
    """A documented response."""

    @property
    def headers(self) -> dict[str, dict[str, JSON]]:
        """Declared headers by name, as written."""
        return {
            name: self.contract.resolve(node) for name, node in self.node.get("headers", {}).items()
        }

    def violations(self, body: JSON) -> list[InvariantViolation]:
        """The invariants that a valid body violates.

        Raises:
            InvalidContractError: An invariant cannot be evaluated.
        """
        return violations(self.contract, self.schema, body, self.schema_pointer)

    def _is_body(self, value: JSON) -> bool:
        """As for a request, and the invariants must hold."""
        if not super()._is_body(value):
            return False
        try:
            return not self.violations(value)
        except InvalidContractError:
            return True  # Rules that cannot be evaluated are reported elsewhere.


def is_json(media_type: str) -> bool:
    """Whether bodies of a media type are JSON."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence.endswith(("/json", "+json"))


def named_examples(contract: Contract, node: dict[str, JSON]) -> Iterator[tuple[str, JSON]]:
    """The examples of a media type or a parameter, by name."""
    if "example" in node:
        yield "example", node["example"]
    for name, example in node.get("examples", {}).items():
        resolved = contract.resolve(example)
        if "value" in resolved:
            yield name, resolved["value"]
