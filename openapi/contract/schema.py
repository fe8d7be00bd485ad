"""Whether a JSON value is valid under a schema of a contract."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jsonschema import ValidationError, validators
from openapi_schema_validator import OAS31Validator, oas31_format_checker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def errors(document: dict[str, Any], schema: Any, instance: Any) -> list[ValidationError]:
    """How an instance violates a schema, in document order."""
    # The document around the schema is what its references are looked up in; as a schema
    # of its own it says nothing.
    root = {**document, "allOf": [schema]}
    validator = _Validator(root, format_checker=oas31_format_checker)
    return sorted(validator.iter_errors(instance), key=lambda error: list(map(str, error.path)))


def parse(types: str | list[str], text: str) -> Any:
    """A value off the wire (style ``simple`` or ``form``) in the first type that it fits."""
    for kind in [types] if isinstance(types, str) else types:
        try:
            return _PARSERS[kind](text)
        except (KeyError, ValueError):
            continue
    return text


def _pattern(
    _validator: object, pattern: str, instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    """As ECMA-262 has it: to Python's regular expressions, ``$`` forgives a final newline."""
    strict = re.sub(r"(\\.|\[(?:\\.|[^\]])*\])|\$", lambda found: found[1] or r"\Z", pattern)
    if isinstance(instance, str) and not re.search(strict, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_Validator = validators.extend(  # type: ignore[no-untyped-call]
    OAS31Validator, {"pattern": _pattern}
)


def _integer(text: str) -> int:
    return int(_matched(r"-?[0-9]+", text))


def _number(text: str) -> float:
    return float(_matched(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", text))


def _boolean(text: str) -> bool:
    return _matched("true|false", text) == "true"


def _matched(pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ValueError(text)
    return text


_PARSERS: dict[str, Callable[[str], Any]] = {
    "boolean": _boolean,
    "integer": _integer,
    "number": _number,
    "string": str,
}
