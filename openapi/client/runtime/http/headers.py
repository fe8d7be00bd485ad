"""Headers of a request or a response."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Headers(MutableMapping[str, str]):
    """Header values by case-insensitive name; repeated headers are joined with commas."""

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        pairs = list(items)
        self._items = {item[0].lower(): item for item in pairs}
        if len(self._items) < len(pairs):
            self._join(pairs)

    def _join(self, pairs: list[tuple[str, str]]) -> None:
        self._items.clear()
        for name, value in pairs:
            before = self.get(name)
            self[name] = f"{before}, {value}" if before else value

    def __getitem__(self, name: str) -> str:
        return self._items[name.lower()][1]

    def __setitem__(self, name: str, value: str) -> None:
        self._items[name.lower()] = (name, value)

    def __delitem__(self, name: str) -> None:
        del self._items[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"Headers({list(self._items.values())})"

    @property
    def written(self) -> list[tuple[str, str]]:
        """Names in their original case, and values."""
        return list(self._items.values())

    @property
    def encoded(self) -> list[tuple[bytes, bytes]]:
        """Names and values as bytes."""
        return [(name.encode("ascii"), value.encode("latin-1")) for name, value in self.written]


def decoded(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Headers from bytes; values that are not ASCII may be in UTF-8, or else in Latin-1."""
    return Headers((name.decode("latin-1"), _text(value)) for name, value in raw)


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
