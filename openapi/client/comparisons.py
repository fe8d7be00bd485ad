"""Schema keywords that constrain a value as a whole, as Python statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from openapi.client.runtime.body.violation import shown
from openapi.contract.patterns.search import Either, Repeat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openapi.contract.patterns.search import Node


class _Rule(NamedTuple):
    kind: str
    """The JSON type it applies to."""
    violated: str
    """A Python expression that is true if a value violates it."""
    expected: str
    """What it requires, in words."""


_TYPES = {
    "array": "type({value}) is list",
    "boolean": "type({value}) is bool",
    "integer": "type({value}) is int",
    "null": "{value} is None",
    "number": "(type({value}) is int or type({value}) is float)",
    "object": "type({value}) is dict",
    "string": "type({value}) is str",
}
_BOUNDS = {
    "maxLength": _Rule("string", "len({value}) > {bound}", "at most {bound} characters"),
    "minLength": _Rule("string", "len({value}) < {bound}", "at least {bound} characters"),
    "exclusiveMaximum": _Rule("number", "{value} >= {bound}", "less than {bound}"),
    "exclusiveMinimum": _Rule("number", "{value} <= {bound}", "more than {bound}"),
    "maximum": _Rule("number", "{value} > {bound}", "at most {bound}"),
    "minimum": _Rule("number", "{value} < {bound}", "at least {bound}"),
    "multipleOf": _Rule("number", "not is_multiple({value}, {bound})", "a multiple of {bound}"),
    "maxItems": _Rule("array", "len({value}) > {bound}", "at most {bound} items"),
    "minItems": _Rule("array", "len({value}) < {bound}", "at least {bound} items"),
    "uniqueItems": _Rule("array", "not are_unique({value})", "items that differ"),
    "maxProperties": _Rule("object", "len({value}) > {bound}", "at most {bound} properties"),
    "minProperties": _Rule("object", "len({value}) < {bound}", "at least {bound} properties"),
}
_NO_CONSTRAINT: dict[str, tuple[Any, ...]] = {
    "additionalProperties": (True, {}),
    "items": (True, {}),
    "uniqueItems": (False,),
}
_FORMATS = {
    "date": _Rule("string", "not is_date({value})", "a date"),
    "date-time": _Rule("string", "not is_date_time({value})", "a date-time"),
    "int32": _Rule("number", "not -(2**31) <= {value} < 2**31", "an int32"),
    "int64": _Rule("number", "not -(2**63) <= {value} < 2**63", "an int64"),
    "ipv4": _Rule("string", "not is_ipv4({value})", "an ipv4"),
    "ipv6": _Rule("string", "not is_ipv6({value})", "an ipv6"),
    "time": _Rule("string", "not is_time({value})", "a time"),
    "uuid": _Rule("string", "not is_uuid({value})", "a uuid"),
}

_PLAIN = {(): str, ("string",): str, ("integer",): int}
"""Allowed JSON types whose values Python compares as JSON does."""
_RANGES = {"int32": 2**31, "int64": 2**63}


@dataclass(frozen=True)
class Place:
    """A value inside a function's argument, and the schema that it is validated against."""

    schema: Any
    value: str = "value"
    """Its variable."""
    steps: tuple[str, ...] = ()
    """The path from the function's argument to this value, as Python."""

    @property
    def keys(self) -> set[str]:
        """The keywords of the schema that constrain values."""
        if not isinstance(self.schema, dict):
            return set()
        return {
            key for key, value in self.schema.items() if value not in _NO_CONSTRAINT.get(key, ())
        }

    @property
    def types(self) -> tuple[str, ...]:
        """The JSON types that the schema allows; empty for all."""
        types = self.schema.get("type", ()) if self.keys else ()
        return (types,) if isinstance(types, str) else tuple(types)

    def within(self, value: str, step: str, schema: Any) -> Place:
        """A value inside this one."""
        return Place(schema, value, (*self.steps, step))

    def violated(self, expected: str) -> str:
        """The statement that returns a violation."""
        return f"return violated({', '.join([self.value, repr(expected), *self.steps])})"

    def delegated(self, function: str, *arguments: str) -> Iterator[str]:
        """Statements that return the violation that a function returns."""
        yield f"if violation := {function}({', '.join([self.value, *arguments])}):"
        below = f".below({', '.join(self.steps)})" if self.steps else ""
        yield f"    return violation{below}"

    def guarded(self, kind: str, statements: Iterable[str]) -> Iterator[str]:
        """Statements that apply to values of one type."""
        kinds = {"integer", "number"} if kind == "number" else {kind}
        if self.types and kinds.issuperset(self.types):
            yield from statements
        elif not self.types or kinds.intersection(self.types):
            yield from block(f"if {self._test(kind)}:", statements)

    def compared(self, kind: str, condition: str, expected: str) -> Iterator[str]:
        """Statements that return a violation if a value of a type meets a condition."""
        yield from self.guarded(kind, [f"if {condition}:", f"    {self.violated(expected)}"])

    def comparisons(self) -> Iterator[str]:
        """Statements that return a violation if the value as a whole violates its schema."""
        if self.types:
            tests = " or ".join(map(self._test, self.types))
            is_plain = len(self.types) == 1 and self.types != ("number",)
            yield f"if {tests.replace(' is ', ' is not ') if is_plain else f'not ({tests})'}:"
            yield f"    {self.violated(' or '.join(self.types))}"
        yield from self._allowed()
        for rule, bound in self._rules():
            condition = rule.violated.format(value=self.value, bound=bound)
            yield from self.compared(rule.kind, condition, rule.expected.format(bound=bound))

    def _rules(self) -> Iterator[tuple[_Rule, Any]]:
        for keyword, rule in _BOUNDS.items():
            if keyword in self.keys:
                yield rule, self.schema[keyword]
        name = self.schema["format"] if "format" in self.keys else ""
        if name in _FORMATS and not self._is_within(_RANGES.get(name, 0)):
            yield _FORMATS[name], None

    def _is_within(self, bound: int) -> bool:
        """Whether numbers within minimum and maximum are within a format's range too."""
        least, most = self.schema.get("minimum"), self.schema.get("maximum")
        return None not in (least, most) and -bound <= least and most < bound

    def _test(self, kind: str) -> str:
        return _TYPES[kind].format(value=self.value)

    def _allowed(self) -> Iterator[str]:
        """Statements for ``enum`` and ``const``."""
        for keyword, words in (("enum", "one of "), ("const", "")):
            if keyword in self.keys:
                values = self.schema[keyword] if keyword == "enum" else [self.schema[keyword]]
                yield f"if {self._is_none_of(tuple(values))}:"
                yield f"    {self.violated(words + ', '.join(map(shown, values)))}"

    def _is_none_of(self, values: tuple[Any, ...]) -> str:
        kinds = {type(value) for value in values}
        # In Python, True == 1.
        if kinds == {_PLAIN.get(self.types)}:
            return f"{self.value} not in {values!r}"
        return f"not is_one_of({self.value}, {values!r})"


def block(head: str, statements: Iterable[str]) -> Iterator[str]:
    """A compound statement with a body; nothing if the body is empty."""
    body = [f"    {statement}" for statement in statements]
    if body:
        yield head
        yield from body


def automaton(node: Node) -> str:
    """The node of an automaton, as Python."""
    if isinstance(node, Repeat):
        return f"Repeat({node.least}, {node.most}, {automaton(node.part)})"
    if isinstance(node, Either):
        return f"Either({automaton(node.parts)})"
    if isinstance(node, str):
        return repr(node)
    return f"({''.join(f'{automaton(part)}, ' for part in node)})"
