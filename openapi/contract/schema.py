"""Whether a JSON value is valid under a schema of a contract."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import FormatChecker, ValidationError, validators
from openapi_schema_validator import OAS31Validator, oas31_format_checker

if TYPE_CHECKING:
    from collections.abc import Iterator


def errors(document: dict[str, Any], schema: Any, instance: Any) -> list[ValidationError]:
    """How an instance violates a schema, in document order."""
    # The document around the schema is what its references are looked up in; as a schema
    # of its own it says nothing.
    root = {**document, "allOf": [schema]}
    validator = _Validator(root, format_checker=_FORMATS)
    return sorted(validator.iter_errors(instance), key=lambda error: list(map(str, error.path)))


def type_of(value: Any) -> str:
    """The JSON type of a value."""
    return _TYPES[type(value)]


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern as ECMA-262 has it: to Python, ``$`` forgives a final newline.

    Raises:
        re.error: Python cannot read it.
    """
    return re.compile(_DOLLAR.sub(lambda found: found[1] or r"\Z", pattern))


def _pattern(
    _validator: object, pattern: str, instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not compiled(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _is_time(value: object) -> bool:
    """Whether a string is a time of RFC 3339, whose offset is not optional."""
    return not isinstance(value, str) or bool(_TIME.fullmatch(value))


_DOLLAR = re.compile(r"(\\.|\[(?:\\.|[^\]\\])*\])|\$", re.DOTALL)
_TIME = re.compile(
    r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
    r"([zZ]|[-+]([01][0-9]|2[0-3]):[0-5][0-9])"
)
_FORMATS = FormatChecker(())
_FORMATS.checkers = {**oas31_format_checker.checkers, "time": (_is_time, ())}
_Validator = validators.extend(  # type: ignore[no-untyped-call]
    OAS31Validator, {"pattern": _pattern}
)


_TYPES = {
    bool: "boolean",
    dict: "object",
    float: "number",
    int: "integer",
    list: "array",
    str: "string",
    type(None): "null",
}
