# Written by scripts/generate from openapi/client/runtime/rows.py. Edit that.
"""Results as tables."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import attrs

from .errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

_REST = "additional_properties"
_LIST_OF_MODELS = re.compile(r"list\[(?!Any\b|UUID\b)[A-Z]")


def rows(result: Any) -> list[dict[str, Any]]:
    """A result as flat rows, for `csv.DictWriter` and `pandas.DataFrame`.

    There is a row for each object in a list of the result, or one row if it has no such list.
    Values outside the list are repeated in each row, and named by their path, such as
    `data.total_instance`. All rows have the same columns; missing values are None, and nested ones
    are JSON.

    Args:
        result: The result of a client's method.

    Raises:
        ArgumentError: It is anything else.
    """
    if not attrs.has(type(result)) or not hasattr(result, _REST):
        raise ArgumentError(f"result must be what a call returned; got {type(result).__name__}")
    flat = list(_rows(result))
    columns = dict.fromkeys(name for row in flat for name in row)
    return [{name: row.get(name) for name in columns} for row in flat]


def _rows(model: Any, prefix: str = "") -> Iterator[dict[str, Any]]:
    cells: dict[str, Any] = {}
    lists: dict[str, list[dict[str, Any]]] = {}
    for path, value in _members(model, prefix):
        if isinstance(value, _Models):
            lists[path] = [row for model in value for row in _rows(model)]
        else:
            cells[path] = value
    if not any(lists.values()):
        yield cells
    for path, below in lists.items():
        # With a single list, as is usual, names without its path are unambiguous.
        is_clear = len(lists) == 1 and not any(cells.keys() & row.keys() for row in below)
        start = "" if is_clear else f"{path}."
        yield from ({**cells, **{f"{start}{name}": row[name] for name in row}} for row in below)


class _Models(list[Any]):
    """A list of models, which may be empty."""


def _members(model: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """The values of a model and of nested models by path; lists of models are not entered."""
    for field in attrs.fields(type(model)):
        value = getattr(model, field.name)
        if field.name == _REST:
            yield from ((f"{prefix}{name}", _cell(member)) for name, member in value.items())
        elif attrs.has(type(value)):
            yield from _members(value, f"{prefix}{field.name}.")
        elif isinstance(value, list) and _LIST_OF_MODELS.match(str(field.type)):
            yield f"{prefix}{field.name}", _Models(value)
        elif type(value).__name__ != "Unset":
            yield f"{prefix}{field.name}", _cell(value)


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value) if not isinstance(value, list | dict) else json.dumps(value, default=str)
