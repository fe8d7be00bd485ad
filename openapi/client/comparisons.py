"""The keywords of schemas that look at a value as a whole, as Python statements."""

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
    """The type it is about."""
    violated: str
    """Whether a value violates it, in Python."""
    expected: str
    """What it wants, in words."""


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
_SAYS_NOTHING: dict[str, tuple[Any, ...]] = {
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
"""The types whose values Python compares as JSON does, by those that a schema allows."""
_RANGES = {"int32": 2**31, "int64": 2**63}


@dataclass(frozen=True)
class Place:
    """A value within that of a function, and the schema that it is validated against."""

    schema: Any
    value: str = "value"
    """Its variable."""
    steps: tuple[str, ...] = ()
    """From the function's value to this one, as Python."""

    @property
    def keys(self) -> set[str]:
        """The keywords of the schema that say something."""
        if not isinstance(self.schema, dict):
            return set()
        return {
            key for key, value in self.schema.items() if value not in _SAYS_NOTHING.get(key, ())
        }

    @property
    def types(self) -> tuple[str, ...]:
        """Those that the schema allows; empty for all."""
        types = self.schema.get("type", ()) if self.keys else ()
        return (types,) if isinstance(types, str) else tuple(types)

    def within(self, value: str, step: str, schema: Any) -> Place:
        """A value within this one."""
        return Place(schema, value, (*self.steps, step))

    def violated(self, expected: str) -> str:
        """The statement that returns a violation."""
        return f"return violated({', '.join([self.value, repr(expected), *self.steps])})"

    def passed_on(self, function: str, *arguments: str) -> Iterator[str]:
        """Statements that return what a function finds."""
        yield f"if found := {function}({', '.join([self.value, *arguments])}):"
        below = f".below({', '.join(self.steps)})" if self.steps else ""
        yield f"    return found{below}"

    def guarded(self, kind: str, statements: Iterable[str]) -> Iterator[str]:
        """Statements about values of one type."""
        kinds = {"integer", "number"} if kind == "number" else {kind}
        if self.types and kinds.issuperset(self.types):
            yield from statements
        elif not self.types or kinds.intersection(self.types):
            yield from block(f"if {self._test(kind)}:", statements)

    def compared(self, kind: str, condition: str, expected: str) -> Iterator[str]:
        """Statements that return if a value of a type meets a condition."""
        yield from self.guarded(kind, [f"if {condition}:", f"    {self.violated(expected)}"])

    def comparisons(self) -> Iterator[str]:
        """Statements that return if the value as a whole violates its schema."""
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
        """Whether numbers that keep to the other keywords keep to a format's range too."""
        least, most = self.schema.get("minimum"), self.schema.get("maximum")
        return None not in (least, most) and -bound <= least and most < bound

    def _test(self, kind: str) -> str:
        return _TYPES[kind].format(value=self.value)

    def _allowed(self) -> Iterator[str]:
        """What ``enum`` and ``const`` ask for."""
        for keyword, words in (("enum", "one of "), ("const", "")):
            if keyword in self.keys:
                values = self.schema[keyword] if keyword == "enum" else [self.schema[keyword]]
                yield f"if {self._is_none_of(tuple(values))}:"
                yield f"    {self.violated(words + ', '.join(map(shown, values)))}"

    def _is_none_of(self, values: tuple[Any, ...]) -> str:
        kinds = {type(value) for value in values}
        # To Python, true is 1.
        if kinds == {_PLAIN.get(self.types)}:
            return f"{self.value} not in {values!r}"
        return f"not is_one_of({self.value}, {values!r})"


def block(head: str, statements: Iterable[str]) -> Iterator[str]:
    """A statement that others are in, if there are any."""
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
