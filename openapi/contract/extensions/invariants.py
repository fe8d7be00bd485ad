"""Rules that a schema cannot express: the ``x-invariants`` of a contract, evaluated with CEL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from openapi.contract.nodes import nodes
from openapi.contract.pointer import pointer_to
from openapi.contract.problem import InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import cel

    from openapi.contract.document import Contract

JSON: TypeAlias = Any
_MEMBERS = {"rule", "message", "basis"}
_BASES = ("documented", "inferred")
_SCHEMA = {"type", "properties", "items", "allOf", "anyOf", "oneOf"}

Steps: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Invariant:
    """One rule of one schema."""

    rule: str
    """A CEL expression over ``self``, the instance of the schema."""
    message: str
    basis: str
    """``documented`` or ``inferred``."""
    place: str
    """The contract's file and a JSON pointer, ``coc.yaml#/components/…``."""

    def holds(self, instance: JSON) -> bool:
        """Whether an instance that is valid under the schema satisfies the rule.

        Raises:
            InvalidContractError: The rule cannot be evaluated, or its value is not a boolean.
        """
        import cel  # noqa: PLC0415 (slow to load)

        context = cel.Context({"self": instance})
        context.add_function("sum", sum)
        try:
            value = _compile(self.rule).execute(context)
        except Exception as error:  # noqa: BLE001 (the library raises many kinds)
            raise InvalidContractError(
                f"{self.place}: the rule cannot be evaluated: {error}"
            ) from None
        if not isinstance(value, bool):
            raise InvalidContractError(f"{self.place}: the rule gives {value!r}, not a boolean")
        return value


@dataclass(frozen=True)
class InvariantViolation:
    """A violated invariant, and the JSON pointer of the instance that violates it."""

    invariant: Invariant
    pointer: str


def malformed(contract: Contract) -> Iterator[tuple[str, str]]:
    """The malformed invariants of a contract."""
    for node in nodes(contract.document):
        if "x-invariants" not in node.value:
            continue
        if not _SCHEMA & node.value.keys():
            yield node.pointer, "move x-invariants to the schema whose instances they constrain"
        rules = node.value["x-invariants"]
        if not isinstance(rules, list):
            yield f"{node.pointer}/x-invariants", "write it as a list of rules"
            continue
        for index, rule in enumerate(rules):
            pointer = node.pointer + pointer_to("x-invariants", index)
            yield from ((pointer, words) for words in _malformed(rule))


def _malformed(rule: JSON) -> Iterator[str]:
    if not isinstance(rule, dict) or rule.keys() != _MEMBERS:
        yield "write it as rule, message and basis, nothing else"
        return
    if not isinstance(rule["message"], str) or not rule["message"].strip():
        yield "write as message what must hold, in words"
    if rule["basis"] not in _BASES:
        yield f"set basis to {' or '.join(_BASES)}: whether the vendor says so"


def invalid_rules(contract: Contract) -> Iterator[tuple[str, str]]:
    """The rules that are not valid CEL."""
    for node in nodes(contract.document):
        for index, rule in enumerate(node.value.get("x-invariants", ())):
            try:
                _compile(str(rule["rule"]))
            except Exception as error:  # noqa: BLE001 (the library raises many kinds)
                words = f"correct the rule, which is not valid CEL: {' '.join(str(error).split())}"
                yield node.pointer + pointer_to("x-invariants", index), words


def violations(
    contract: Contract, schema: JSON, body: JSON, place: str = ""
) -> list[InvariantViolation]:
    """The invariants that a body violates; the body must be valid under the schema.

    ``place`` is the JSON pointer of the schema in its contract.

    Raises:
        InvalidContractError: As `Invariant.holds`.
    """
    return [
        InvariantViolation(invariant, pointer_to(*steps))
        for invariant, instance, steps in _applicable(
            contract, schema, _typed(contract, schema, body), place, ()
        )
        if not invariant.holds(instance)
    ]


def _applicable(
    contract: Contract, schema: JSON, instance: JSON, place: str, steps: Steps
) -> Iterator[tuple[Invariant, JSON, Steps]]:
    """Each invariant with the instance it applies to, outer schemas first."""
    for part, where in _parts(contract, schema, instance, place):
        for index, rule in enumerate(part.get("x-invariants", ())):
            pointer = f"{contract.path.name}#{where}/x-invariants/{index}"
            yield Invariant(rule["rule"], rule["message"], rule["basis"], pointer), instance, steps
        for key, below, child, at in _children(part, instance):
            yield from _applicable(contract, below, child, where + at, (*steps, key))


def _parts(
    contract: Contract, schema: JSON, instance: JSON, place: str
) -> Iterator[tuple[dict[str, JSON], str]]:
    """The schema objects that apply to an instance itself, each with its pointer."""
    if not isinstance(schema, dict):
        return
    yield schema, place
    if "$ref" in schema:
        yield from _parts(contract, contract.at(schema["$ref"]), instance, schema["$ref"][1:])
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index, branch in enumerate(schema.get(keyword, ())):
            if keyword == "allOf" or not contract.errors(branch, instance):
                yield from _parts(contract, branch, instance, f"{place}/{keyword}/{index}")


def _children(
    schema: dict[str, JSON], instance: JSON
) -> Iterator[tuple[str | int, JSON, JSON, str]]:
    """Key, schema, value and relative pointer of each child of an instance."""
    if isinstance(instance, dict):
        named = schema.get("properties", {})
        for key, value in instance.items():
            if key in named:
                yield key, named[key], value, pointer_to("properties", key)
            elif "additionalProperties" in schema:
                yield key, schema["additionalProperties"], value, "/additionalProperties"
    elif isinstance(instance, list):
        for index, value in enumerate(instance):
            yield index, schema.get("items", True), value, "/items"


def _typed(contract: Contract, schema: JSON, instance: JSON) -> JSON:
    """A copy with numbers in the types of the schema: JSON's 1.0 may be an integer, 1 a number.

    CEL, unlike JSON Schema, does not mix the two.
    """
    if isinstance(instance, dict):
        instance = dict(instance)
    elif isinstance(instance, list):
        instance = list(instance)
    for part, _ in _parts(contract, schema, instance, ""):
        for key, below, child, _at in _children(part, instance):
            instance[key] = _typed(contract, below, child)
        if isinstance(instance, int | float) and not isinstance(instance, bool):
            kinds = contract.types(part)
            # A whole number is an integer wherever that is allowed.
            if "integer" in kinds and instance == int(instance):
                instance = int(instance)
            elif "number" in kinds:
                instance = float(instance)
    return instance


@cache
def _compile(rule: str) -> cel.Program:
    import cel  # noqa: PLC0415 (as above)

    return cel.compile(rule)
