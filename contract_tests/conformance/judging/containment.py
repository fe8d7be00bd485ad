"""Whether a body contains what the target expects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi.contract import pointer_to

if TYPE_CHECKING:
    from openapi.contract import JSON


@dataclass(frozen=True)
class Missing:
    """A place where a body does not contain what is expected."""

    pointer: str
    """JSON pointer of the place."""
    expected: JSON
    actual: JSON
    """The value there; ``ABSENT`` if there is none."""


ABSENT = object()


def missing(expected: JSON, actual: JSON, steps: tuple[str | int, ...] = ()) -> Missing | None:
    """The first place where the actual value does not contain what is expected, if any.

    An object is contained if each of its members is; an array if each of its elements is
    contained in a different element, in any order; a scalar if it is equal.
    """
    if isinstance(expected, dict) and isinstance(actual, dict):
        places = (
            missing(value, actual.get(key, ABSENT), (*steps, key))
            for key, value in expected.items()
        )
        return next((place for place in places if place), None)
    contained = _array if isinstance(expected, list) else _equal
    return None if contained(expected, actual) else Missing(pointer_to(*steps), expected, actual)


def _equal(expected: JSON, actual: JSON) -> bool:
    # True == 1 in Python, but not in JSON.
    return bool(expected == actual) and isinstance(expected, bool) == isinstance(actual, bool)


def _array(expected: list[JSON], actual: JSON) -> bool:
    """Match each expected element with a different actual one (Kuhn's augmenting paths)."""
    if not isinstance(actual, list):
        return False
    owner: dict[int, int] = {}

    def place(element: int, tried: set[int]) -> bool:
        for index, candidate in enumerate(actual):
            if index in tried or missing(expected[element], candidate):
                continue
            tried.add(index)
            if index not in owner or place(owner[index], tried):
                owner[index] = element
                return True
        return False

    return all(place(element, set()) for element in range(len(expected)))
