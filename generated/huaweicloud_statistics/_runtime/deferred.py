# Written by scripts/generate from openapi/client/runtime/deferred.py. Edit that.
"""Modules that are loaded when they are used: they take their time, and most do without them."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Deferred:
    """A module, by its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)
