"""The one import of httpx in hand-written code: its successor has the same interface."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["httpx"]

if TYPE_CHECKING:
    import httpx as httpx  # noqa: PLC0414  # a re-export to mypy
else:

    class _Deferred:
        """httpx, loaded when it is used: that takes longer than all else here, and most do not."""

        def __getattr__(self, name: str) -> Any:
            return getattr(import_module("httpx"), name)

    httpx = _Deferred()
