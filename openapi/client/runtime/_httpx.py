"""The one import of httpx in hand-written code: its successor has the same interface."""

import httpx as httpx  # noqa: PLC0414  # a re-export to mypy

__all__ = ["httpx"]
