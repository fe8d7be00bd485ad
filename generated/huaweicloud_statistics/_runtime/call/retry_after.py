# Written by scripts/generate from openapi/client/runtime/call/retry_after.py. Edit that.
"""The header Retry-After."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS = re.compile(r"0*(\d+)(\.\d{1,9})?\d*", re.ASCII)


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that a server asks to wait; None if it does not."""
    text = headers.get("Retry-After", "").strip()
    seconds = _SECONDS.fullmatch(text)
    if seconds:
        return float(seconds[1][:9] + (seconds[2] or ""))
    until = _instant(text)
    if until is None:
        return None
    # By the server's own clock where it tells: ours may be wrong.
    now = _instant(headers.get("Date", "")) or datetime.now(UTC)
    return max((until - now).total_seconds(), 0.0)


def _instant(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime  # noqa: PLC0415  # rarely needed, long to load

    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
