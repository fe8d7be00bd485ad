"""Validators: the schemas of an API as Python functions that return the first violation.

A named schema is a function, and so is one with subschemas; any other is inlined.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from openapi_python_client.strings import PythonIdentifier

from openapi.client.comparisons import Place, automaton, block
from openapi.contract import patterns
from openapi.contract.pointer import steps
from openapi.contract.structure.syntax import KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract import Contract

_DEEP = frozenset(
    ["additionalProperties", "allOf", "anyOf", "items", "not", "oneOf", "properties", "required"]
)


class Validators:
    """The functions of one API."""

    def __init__(self, contract: Contract) -> None:
        # Requests and responses share the schemas that they refer to.
        self._contract = contract.sent.received
        self._named: dict[str, str] = {}
        self._functions: dict[str, str] = {}
        self._automata: dict[str, str] = {}

    @property
    def source(self) -> str:
        """All of them, in Python."""
        constants = [f"{name} = Automaton({node})" for node, name in self._automata.items()]
        return "\n\n".join(["\n".join(constants), *self._functions.values()])

    def add(self, schema: Any, *names: str) -> str:
        """The function that validates against a schema, by its name."""
        if isinstance(schema, dict) and KEYWORDS & schema.keys() == {"$ref"}:
            return self._reference(schema["$ref"])
        function = self._reserved(*names)
        return self._write(function, schema, names)

    def _reference(self, reference: str) -> str:
        if reference not in self._named:
            name = steps(reference)[-1]
            # Reserved before it is written, since it may refer to itself.
            self._named[reference] = self._reserved(name)
            self._write(self._named[reference], self._contract.at(reference), (name,))
        return self._named[reference]

    def _reserved(self, *names: str) -> str:
        name = f"validate_{PythonIdentifier('_'.join(names), 'value_')}"
        while name in self._functions:
            name += "_"
        self._functions[name] = ""
        return name

    def _write(self, function: str, schema: Any, names: tuple[str, ...]) -> str:
        statements = "\n".join([*self._statements(Place(schema), names), "return None"])
        head = f"def {function}(value: Any) -> Violation | None:\n"
        self._functions[function] = head + textwrap.indent(statements, "    ") + "\n"
        return function

    def _statements(self, place: Place, names: tuple[str, ...]) -> Iterator[str]:
        """Statements that return a violation of a schema, if there is one."""
        if place.schema is False:
            yield place.violated("nothing")
        elif place.steps and _DEEP & place.keys:
            yield from place.delegated(self.add(place.schema, *names))
        else:
            yield from place.comparisons()
            yield from self._patterns(place)
            yield from self._forms(place, names)
            yield from place.guarded("array", self._items(place, names))
            yield from place.guarded("object", self._members(place, names))

    def _patterns(self, place: Place) -> Iterator[str]:
        if "pattern" not in place.keys:
            return
        pattern = patterns.read(place.schema["pattern"])
        test = f"matches({pattern.python!r}, {place.value})"
        if pattern.automaton:
            node, number = automaton(pattern.automaton.node), len(self._automata) + 1
            name = self._automata.setdefault(node, f"_AUTOMATON_{number}")
            test = f"{name}.matches({place.value})"
        expected = f"text that matches {place.schema['pattern']}"
        yield from place.compared("string", f"not {test}", expected)

    def _forms(self, place: Place, names: tuple[str, ...]) -> Iterator[str]:
        if "$ref" in place.keys:
            yield from place.delegated(self._reference(place.schema["$ref"]))
        for part in place.schema["allOf"] if "allOf" in place.keys else ():
            yield from place.delegated(self.add(part, *names, "all"))
        for keyword, function in (("anyOf", "any_of"), ("oneOf", "one_of"), ("not", "none_of")):
            if keyword in place.keys:
                forms = place.schema[keyword]
                listed = forms if isinstance(forms, list) else [forms]
                functions = [self.add(form, *names, keyword) for form in listed]
                yield from place.delegated(function, *functions)

    def _items(self, place: Place, names: tuple[str, ...]) -> Iterator[str]:
        if "items" in place.keys:
            item = place.within("item", "index", place.schema["items"])
            yield from block(
                f"for index, item in enumerate({place.value}):",
                self._statements(item, (*names, "item")),
            )

    def _members(self, place: Place, names: tuple[str, ...]) -> Iterator[str]:
        if not place.keys & {"additionalProperties", "properties", "required"}:
            return
        properties = place.schema.get("properties", {})
        required = place.schema.get("required", ())
        for name in dict.fromkeys([*properties, *required]):
            yield from self._member(place, name, names)
        additional = place.within("member", "name", place.schema.get("additionalProperties", True))
        statements = list(self._statements(additional, (*names, "member")))
        if properties:
            statements = list(block(f"if name not in {tuple(properties)!r}:", statements))
        yield from block(f"for name, member in {place.value}.items():", statements)

    def _member(self, place: Place, name: str, names: tuple[str, ...]) -> Iterator[str]:
        is_required = name in place.schema.get("required", ())
        if is_required:
            yield f"if {name!r} not in {place.value}:"
            yield f"    return missing({name!r})"
        schema = place.schema.get("properties", {}).get(name, True)
        member = place.within("member", repr(name), schema)
        statements = list(self._statements(member, (*names, name)))
        if statements:
            statements.insert(0, f"member = {place.value}[{name!r}]")
        if is_required:
            yield from statements
        else:
            yield from block(f"if {name!r} in {place.value}:", statements)
