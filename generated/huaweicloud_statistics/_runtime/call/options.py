# Written by scripts/generate from openapi/client/runtime/call/options.py. Edit that.
"""The options of a single call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CallOptions:
    """Options of one call; None for the client's."""

    timeout: float | None = None
    max_retries: int | None = None
