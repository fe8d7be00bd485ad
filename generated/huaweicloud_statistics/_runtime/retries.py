# Written by scripts/generate from openapi/client/runtime/retries.py. Edit that.
"""What is retried, and when."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from .errors import RETRYABLE, ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .body.response import Response

DEFAULT_MAX_RETRIES = 8
"""With a server that fails at once, these take some 8 seconds."""
_FIRST, _LONGEST = 0.1, 5.0
_LONGEST_RETRY_AFTER = 60.0


def checked_max_retries(value: int) -> int:
    """An argument that is a number of retries.

    Raises:
        ArgumentError: It is not.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ArgumentError(f"max_retries must be an integer, 0 or more; got {value!r}")
    return value


def should_retry(response: Response) -> bool:
    """Whether the same request may fare better."""
    return response.interrupted or response.status in RETRYABLE


def backoff(retry: int, response: Response | None) -> float:
    """Seconds before a retry, counted from 0: as asked for, then at random so that crowds part."""
    jitter = random.uniform(0, min(_LONGEST, _FIRST * 2**retry))  # noqa: S311  # no secret
    return retry_after(response.headers) + jitter if response else jitter


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that a server asks to wait, up to a minute; 0 if it does not."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_RETRY_AFTER)
    until = _instant(text)
    if until is None:
        return 0.0
    # By the server's own clock where it tells: ours may be wrong.
    now = _instant(headers.get("Date", "")) or datetime.now(UTC)
    return min(max((until - now).total_seconds(), 0.0), _LONGEST_RETRY_AFTER)


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
