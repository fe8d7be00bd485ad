# Written by scripts/generate from openapi/client/runtime/body/validation.py. Edit that.
"""Helpers of the generated validators, for keywords that are more than a comparison."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, TypeAlias

from .violation import Violation, violated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Validator: TypeAlias = Callable[[Any], Violation | None]
    """Returns the first violation of a schema, if there is one."""


def any_of(value: Any, *forms: Validator) -> Violation | None:
    """Validate a value against schemas at least one of which must match."""
    return None if (violations := _misfits(value, forms)) is None else _nearest(value, violations)


def one_of(value: Any, *forms: Validator) -> Violation | None:
    """Validate a value against schemas exactly one of which must match."""
    results = [form(value) for form in forms]
    if (matching := results.count(None)) > 1:
        text = violated(value, "").received
        return Violation("", "exactly one matching form", f"{matching} for {text}")
    return None if matching else _nearest(value, [violation for violation in results if violation])


def none_of(value: Any, form: Validator) -> Violation | None:
    """Validate a value against a schema that must not match."""
    return None if form(value) else violated(value, "another form")


def is_one_of(value: Any, allowed: Iterable[Any]) -> bool:
    """Whether a value equals one of the allowed values."""
    return _key(value) in map(_key, allowed)


def are_unique(items: list[Any]) -> bool:
    """Whether no two values are equal."""
    return len(set(map(_key, items))) == len(items)


def is_multiple(value: float, of: float) -> bool:
    """Whether a number is a multiple of another, in decimal arithmetic."""
    from fractions import Fraction  # noqa: PLC0415  # few contracts need it

    return math.isfinite(value) and not Fraction(str(value)) % Fraction(str(of))


def _misfits(value: Any, forms: Iterable[Validator]) -> list[Violation] | None:
    violations = []
    for form in forms:
        if (violation := form(value)) is None:
            return None
        violations.append(violation)
    return violations


def _nearest(value: Any, violations: list[Violation]) -> Violation:
    """The violation of the schema that matched deepest, if one matched deeper than the others."""
    violations.sort(key=lambda violation: len(violation.pointer), reverse=True)
    if len(violations) == 1 or len(violations[0].pointer) > len(violations[1].pointer):
        return violations[0]
    return violated(value, "one of several forms")


def _key(value: Any) -> str:
    """A key that equal values share: 1 equals 1.0, but not true."""
    if type(value) is list:
        return f"[{','.join(map(_key, value))}]"
    if type(value) is dict:
        members = sorted(f"{_key(name)}:{_key(member)}" for name, member in value.items())
        return f"{{{','.join(members)}}}"
    return str(int(value)) if type(value) is float and value.is_integer() else json.dumps(value)
