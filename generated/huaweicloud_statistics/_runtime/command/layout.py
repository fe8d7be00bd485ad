# Written by scripts/generate from openapi/client/runtime/command/layout.py. Edit that.
"""Tables for any JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Cells = dict[str, Any]


def shown(value: Any) -> str:
    """A value as the text of a cell, without control characters."""
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "-"}[value]
    text = str(value)
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def layout(body: Any, styles: Mapping[str, str]) -> Iterator[Table]:
    """The tables for a body: single values first, then its lists and groups of objects.

    Args:
        body: Parsed JSON.
        styles: The styles of certain texts, such as statuses.
    """
    single: Cells = {}
    tables: dict[str, list[Cells]] = {}
    _collect(body, "", single, tables)
    names = _short([*single])
    if single:
        yield _table([{"": name, " ": single[path]} for path, name in names.items()], styles)
    for path, rows in tables.items():
        yield _table(rows, styles, path if len(tables) > 1 else "")


def _collect(value: Any, path: str, single: Cells, tables: dict[str, list[Cells]]) -> None:
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        tables[path] = [_flat(item) for item in value]
    elif isinstance(value, dict) and (side := _side_by_side(value)):
        tables[path] = side
    elif isinstance(value, dict):
        for name, member in value.items():
            _collect(member, f"{path}.{name}".lstrip("."), single, tables)
    else:
        single[path or "result"] = value


def _side_by_side(value: Cells) -> list[Cells]:
    """A table with a column for each of several objects with the same members."""
    members = [[*group] for group in value.values() if isinstance(group, dict)]
    are_alike = len({*map(tuple, members)}) == 1
    if not are_alike or len(members) == 1 or len(members) < len(value):
        return []
    return [{"": name, **{key: group[name] for key, group in value.items()}} for name in members[0]]


def _flat(value: Cells, path: str = "") -> Cells:
    cells: Cells = {}
    for name, member in value.items():
        inner = isinstance(member, dict) and member
        cells |= _flat(member, f"{path}{name}.") if inner else {f"{path}{name}": member}
    return cells


def _short(paths: list[str]) -> dict[str, str]:
    """Paths shortened to their last step, where that is unambiguous."""
    last = [path.rpartition(".")[2] for path in paths]
    return dict(zip(paths, last if len({*last}) == len(last) else paths, strict=True))


def _table(rows: list[Cells], styles: Mapping[str, str], title: str = "") -> Table:
    columns = dict.fromkeys(name for row in rows for name in row)
    named = any(name.strip() for name in columns)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=named)
    table.title, table.title_justify, table.title_style = title or None, "left", "bold"
    for name in columns:
        is_number = all(type(row.get(name)) in (int, float) for row in rows)
        side = "right" if is_number and named else "left"
        table.add_column(Text(shown(name)), justify=side, overflow="fold", header_style="dim")  # type: ignore[arg-type]
    for row in rows:
        cells = [shown(row[name]) if name in row else "" for name in columns]
        # A status with a count of 0 is dimmed.
        counts = [row[name] for name in row if type(row[name]) is int]
        is_empty = bool(counts) and not any(counts)
        is_known = not styles.keys().isdisjoint(cells)
        style = "dim" if is_known and is_empty else ""
        table.add_row(
            *(Text(cell, style="" if style else styles.get(cell, "")) for cell in cells),
            style=style,
        )
    return table
