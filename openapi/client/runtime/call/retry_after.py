"""The header Retry-After."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS = re.compile(r"0*(\d+)(\.\d{1,9})?\d*", re.ASCII)
_ITEM = re.compile(r"(?:\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,)?[^,]+")
"""One of several values joined with commas; a date contains a comma itself."""
_MOST_ITEMS = 4


def requested_wait(headers: Mapping[str, str]) -> float | None:
    """The longest wait that a server requests, in seconds; None if it requests none."""
    items = _ITEM.findall(headers.get("Retry-After", ""))[:_MOST_ITEMS]
    waits = (_wait(item.strip(), headers) for item in items)
    return max((seconds for seconds in waits if seconds is not None), default=None)


def _wait(text: str, headers: Mapping[str, str]) -> float | None:
    seconds = _SECONDS.fullmatch(text)
    if seconds:
        return float(seconds[1][:9] + (seconds[2] or ""))
    until = http_date(text)
    if until is None:
        return None
    # By the server's own clock if it sends Date: ours may be wrong.
    now = http_date(headers.get("Date", "")) or datetime.now(UTC)
    return max((until - now).total_seconds(), 0.0)


def http_date(text: str) -> datetime | None:
    """The date in a header; None if it is invalid."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415  # rarely needed, slow to load

    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
