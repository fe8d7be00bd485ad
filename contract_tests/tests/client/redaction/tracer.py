"""The output of tools such as rich and sentry for an error: variables of all frames."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 6
_TESTS = "contract_tests."


def traceback_of(error: BaseException) -> str:
    """Everything in an error, its causes and their frames, down to members of variables."""
    return "\n".join(_texts(error))


def _texts(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    for link in _chain(error):
        yield "".join(traceback.format_exception_only(link))
        yield from _of_value(link.args, seen)
        yield from _of_value(vars(link), seen)
        for frame, _ in traceback.walk_tb(link.__traceback__):
            # The variables of the test itself do not count.
            if not str(frame.f_globals["__name__"]).startswith(_TESTS):
                yield from _of_value(dict(frame.f_locals), seen)


def _chain(error: BaseException) -> list[BaseException]:
    found, left = [], [error]
    while left:
        current = left.pop()
        if current not in found:
            found.append(current)
            left += filter(None, (current.__cause__, current.__context__))
            left += getattr(current, "exceptions", ())
    return found


def _of_value(value: Any, seen: set[int], depth: int = 0) -> Iterator[str]:
    if id(value) in seen or depth > _DEEPEST or isinstance(value, type):
        return
    seen.add(id(value))
    yield repr(value)
    for member in _members(value):
        yield from _of_value(member, seen, depth + 1)


def _members(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    named = [getattr(value, name, None) for name in slots if isinstance(name, str)]
    return [*getattr(value, "__dict__", {}).values(), *named]
