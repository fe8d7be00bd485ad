"""Validation of JSON values against the schemas of a contract."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from jsonschema import FormatChecker, ValidationError, validators
from openapi_schema_validator import OAS31Validator

from openapi.contract import patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def errors(document: dict[str, Any], schema: Any, instance: Any) -> list[ValidationError]:
    """The violations of a schema by an instance, in document order."""
    # The document is included to resolve references; as a schema, its members have no effect.
    root = {**document, "allOf": [schema]}
    validator = _Validator(root, format_checker=_FORMATS)
    return sorted(validator.iter_errors(instance), key=lambda error: list(map(str, error.path)))


def type_of(value: Any) -> str:
    """The JSON type of a value."""
    return _TYPES[type(value)]


def _pattern(
    _validator: object, pattern: str, instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not patterns.read(pattern).matches(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _multiple(
    _validator: object, of: float, instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    is_number = isinstance(instance, int | float) and not isinstance(instance, bool)
    # In decimal arithmetic.
    if is_number and Fraction(str(instance)) % Fraction(str(of)):
        yield ValidationError(f"{instance!r} is not a multiple of {of}")


def _of_texts(name: str) -> Callable[[object], bool]:
    return jsonschema_rs.validator_for({"format": name}, validate_formats=True).is_valid


def _within(bound: int) -> Callable[[object], bool]:
    return lambda value: (
        not isinstance(value, int | float) or isinstance(value, bool) or -bound <= value < bound
    )


_FORMATS = FormatChecker(())
_FORMATS.checkers = {
    **{
        name: (_of_texts(name), ())
        for name in ("date", "date-time", "ipv4", "ipv6", "time", "uuid")
    },
    "int32": (_within(2**31), ()),
    "int64": (_within(2**63), ()),
}
_Validator = validators.extend(  # type: ignore[no-untyped-call]
    OAS31Validator, {"multipleOf": _multiple, "pattern": _pattern}
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
