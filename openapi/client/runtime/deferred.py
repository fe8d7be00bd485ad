"""Lazy imports of modules that are slow to load and that most programs do not need."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Deferred:
    """A module that is imported on first use."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


def imported(package: str, places: Mapping[str, str], name: str) -> Any:
    """An attribute of a package, imported from one of its modules."""
    if name not in places:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    return getattr(import_module(f".{places[name]}", package), name)
