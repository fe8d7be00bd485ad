"""Whether a body contains what a target expects of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi.contract import pointer_to

if TYPE_CHECKING:
    from openapi.contract import JSON


@dataclass(frozen=True)
class Missing:
    """A place where a body lacks what is expected."""

    pointer: str
    """JSON pointer of the place."""
    expected: JSON
    actual: JSON
    """What is there; ``ABSENT`` for nothing."""


ABSENT = object()


def missing(expected: JSON, actual: JSON, steps: tuple[str | int, ...] = ()) -> Missing | None:
    """The first place where the actual value lacks what is expected, if there is one.

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
    # To Python True is 1; to JSON it is not.
    return bool(expected == actual) and isinstance(expected, bool) == isinstance(actual, bool)


def _array(expected: list[JSON], actual: JSON) -> bool:
    """Match each expected element with one of its own (Kuhn's augmenting paths)."""
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
