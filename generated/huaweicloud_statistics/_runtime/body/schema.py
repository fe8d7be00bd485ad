# Written by scripts/generate from openapi/client/runtime/body/schema.py. Edit that.
"""JSON validated against the contract's schemas, as it came off the wire."""

from __future__ import annotations

import json
import math
import re
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Schema: TypeAlias = "Mapping[str, Any] | bool"

_SHOWN = 80
_MISSING = "nothing"
TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
_NAMES = {bool: "boolean", dict: "object", list: "array", str: "string"}
_DOLLAR = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\$", re.DOTALL)
_RANGES = {"int32": 2**31, "int64": 2**63}
_PARSERS: dict[str, Callable[[str], object]] = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "uuid": UUID,
}


class Violation(NamedTuple):
    """Where a value violates its schema, and how."""

    pointer: str
    """Place in the body, as a JSON pointer."""
    expected: str
    received: str

    @property
    def is_missing(self) -> bool:
        """Whether there is no value at all."""
        return self.received == _MISSING

    def __str__(self) -> str:
        where = f"{self.pointer}: " if self.pointer else ""
        if self.is_missing:
            return f"{where}{self.expected} is missing"
        return f"{where}expected {self.expected}; got {self.received}"


class Schemas:
    """The schemas of one API, which refer to each other by name."""

    def __init__(self, named: Mapping[str, Schema]) -> None:
        self._named = named

    def violations(self, schema: Schema, value: Any, pointer: str = "") -> Iterator[Violation]:
        """How a value violates a schema, and where."""
        if isinstance(schema, bool):
            if not schema:
                yield Violation(pointer, "nothing", shown(value))
            return
        if "type" in schema and not _has_type(value, schema["type"]):
            yield Violation(pointer, _expected_type(schema["type"]), shown(value))
            return
        for keyword, argument in schema.items():
            if keyword in _PLAIN:
                rule = _PLAIN[keyword](argument, value)
                if rule:
                    yield Violation(pointer, rule, shown(value))
            elif keyword in _DEEP:
                yield from _DEEP[keyword](self, schema, value, pointer)

    def is_valid(self, schema: Schema, value: Any) -> bool:
        """Whether a value has no violation."""
        return next(self.violations(schema, value), None) is None

    def _reference(self, schema: Any, value: Any, pointer: str) -> Iterator[Violation]:
        return self.violations(self._named[schema["$ref"]], value, pointer)

    def _required(self, schema: Any, value: Any, pointer: str) -> Iterator[Violation]:
        for name in schema["required"]:
            if isinstance(value, dict) and name not in value:
                yield Violation(f"{pointer}/{_escaped(name)}", "required property", _MISSING)

    def _members(self, schema: Any, value: Any, pointer: str) -> Iterator[Violation]:
        known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        for name, member in value.items() if isinstance(value, dict) else ():
            if name in known or others is not True:
                place = f"{pointer}/{_escaped(name)}"
                yield from self.violations(known.get(name, others), member, place)

    def _others(self, schema: Any, value: Any, pointer: str) -> Iterator[Violation]:
        if "properties" not in schema:
            yield from self._members(schema, value, pointer)

    def _items(self, schema: Any, value: Any, pointer: str) -> Iterator[Violation]:
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from self.violations(schema["items"], item, f"{pointer}/{index}")

    def _all(self, schema: Any, value: Any, pointer: str) -> Iterator[Violation]:
        for part in schema["allOf"]:
            yield from self.violations(part, value, pointer)

    def _any(self, schema: Any, value: Any, pointer: str) -> Iterator[Violation]:
        found = self._first_violations(schema["anyOf"], value, pointer)
        if None not in found:
            yield self._deepest(found) or Violation(pointer, "one of several forms", shown(value))

    def _one(self, schema: Any, value: Any, pointer: str) -> Iterator[Violation]:
        found = self._first_violations(schema["oneOf"], value, pointer)
        if found.count(None) > 1:
            yield Violation(
                pointer, "exactly one form", f"what fits {found.count(None)}: {shown(value)}"
            )
        elif None not in found:
            yield self._deepest(found) or Violation(pointer, "one of several forms", shown(value))

    def _not(self, schema: Any, value: Any, pointer: str) -> Iterator[Violation]:
        if self.is_valid(schema["not"], value):
            yield Violation(pointer, "another form", shown(value))

    def _first_violations(
        self, forms: list[Schema], value: Any, pointer: str
    ) -> list[Violation | None]:
        return [next(self.violations(form, value, pointer), None) for form in forms]

    @staticmethod
    def _deepest(found: list[Violation | None]) -> Violation | None:
        """The violation of the form that was nearest, if one was nearer than the others."""
        found.sort(key=lambda violation: len(violation[0]) if violation else 0, reverse=True)
        nearest = [violation for violation in found if violation]
        alone = len(nearest) == 1 or (nearest and len(nearest[0][0]) > len(nearest[1][0]))
        return nearest[0] if alone else None


def _has_type(value: Any, names: str | list[str]) -> bool:
    return any(_is(value, name) for name in ([names] if isinstance(names, str) else names))


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])


def _expected_type(names: str | list[str]) -> str:
    return " or ".join([names] if isinstance(names, str) else names)


def _key(value: Any) -> Any:
    """Hashable, and equal where JSON values are: 1 is 1.0, but not true."""
    if isinstance(value, list):
        return "list", tuple(map(_key, value))
    if isinstance(value, dict):
        return "dict", frozenset((name, _key(member)) for name, member in value.items())
    return isinstance(value, bool), value


def _rule(
    kinds: tuple[type, ...], words: str, holds: Callable[[Any, Any], bool]
) -> Callable[[Any, Any], str | None]:
    """A keyword for values of some kinds; what it wants where it does not hold."""

    def rule(argument: Any, value: Any) -> str | None:
        applies = isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds)
        return words.format(argument) if applies and not holds(argument, value) else None

    return rule


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    r"""A pattern in ECMA's sense: \d and \w are ASCII, and $ is the very end."""
    ended = _DOLLAR.sub(lambda found: r"\Z" if found[0] == "$" else found[0], pattern)
    return re.compile(ended, re.ASCII)


def _format(name: str, value: Any) -> str | None:
    if name in _RANGES and isinstance(value, int | float) and not isinstance(value, bool):
        return None if -_RANGES[name] <= value < _RANGES[name] else f"an {name}"
    if name in _PARSERS and isinstance(value, str):
        try:
            _PARSERS[name](value)
        except ValueError:
            return f"a {name}"
    return None


def _multiple(argument: float, value: float) -> bool:
    ratio = value / argument
    return math.isfinite(ratio) and ratio == round(ratio)


def _enumerated(argument: list[Any], value: Any) -> str | None:
    if _key(value) in set(map(_key, argument)):
        return None
    return f"one of {', '.join(map(shown, argument))}"


def _constant(argument: Any, value: Any) -> str | None:
    return None if _key(value) == _key(argument) else shown(argument)


def _matches(pattern: str, value: str) -> bool:
    return compiled(pattern).search(value) is not None


def _unique(argument: bool, value: list[Any]) -> bool:  # noqa: FBT001  # the keyword's argument
    return not argument or len(set(map(_key, value))) == len(value)


_NUMBER, _TEXT, _LIST, _OBJECT = (int, float), (str,), (list,), (dict,)
_PLAIN: dict[str, Callable[[Any, Any], str | None]] = {
    "const": _constant,
    "enum": _enumerated,
    "exclusiveMaximum": _rule(_NUMBER, "less than {}", lambda bound, value: value < bound),
    "exclusiveMinimum": _rule(_NUMBER, "more than {}", lambda bound, value: value > bound),
    "format": _format,
    "maxItems": _rule(_LIST, "at most {} items", lambda most, value: len(value) <= most),
    "maxLength": _rule(_TEXT, "at most {} characters", lambda most, value: len(value) <= most),
    "maxProperties": _rule(
        _OBJECT, "at most {} properties", lambda most, value: len(value) <= most
    ),
    "maximum": _rule(_NUMBER, "at most {}", lambda bound, value: value <= bound),
    "minItems": _rule(_LIST, "at least {} items", lambda least, value: len(value) >= least),
    "minLength": _rule(_TEXT, "at least {} characters", lambda least, value: len(value) >= least),
    "minProperties": _rule(
        _OBJECT, "at least {} properties", lambda some, value: len(value) >= some
    ),
    "minimum": _rule(_NUMBER, "at least {}", lambda bound, value: value >= bound),
    "multipleOf": _rule(_NUMBER, "a multiple of {}", _multiple),
    "pattern": _rule(_TEXT, "text that matches {}", _matches),
    "uniqueItems": _rule(_LIST, "items that differ", _unique),
}
_DEEP: dict[str, Callable[[Schemas, Any, Any, str], Iterator[Violation]]] = {
    "$ref": Schemas._reference,  # noqa: SLF001  # this module's own
    "additionalProperties": Schemas._others,  # noqa: SLF001
    "allOf": Schemas._all,  # noqa: SLF001
    "anyOf": Schemas._any,  # noqa: SLF001
    "items": Schemas._items,  # noqa: SLF001
    "not": Schemas._not,  # noqa: SLF001
    "oneOf": Schemas._one,  # noqa: SLF001
    "properties": Schemas._members,  # noqa: SLF001
    "required": Schemas._required,  # noqa: SLF001
}
KEYWORDS = frozenset({"type", *_PLAIN, *_DEEP})
"""What is understood."""


def shown(value: Any) -> str:
    """A value in few words on one line."""
    if isinstance(value, dict | list) and value:
        return f"an {_NAMES[type(value)]} of {len(value)}"
    text = json.dumps(value, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
