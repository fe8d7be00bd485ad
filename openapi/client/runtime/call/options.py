"""What a caller may want of one call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CallOptions:
    """A call's own limits; None for the client's."""

    timeout: float | None = None
    max_retries: int | None = None
