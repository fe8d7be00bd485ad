# Written by scripts/generate from openapi/client/runtime/_httpx.py. Edit that.
"""The one import of httpx in hand-written code: its successor has the same interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .deferred import Deferred

if TYPE_CHECKING:
    import httpx as httpx  # noqa: PLC0414  # a re-export to mypy
else:
    httpx = Deferred("httpx")

__all__ = ["httpx"]
