# Written by scripts/generate from openapi/client/runtime/retries.py. Edit that.
"""When to try again."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from .errors import RETRYABLE, ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .answer import Answer

DEFAULT_MAX_RETRIES = 8
"""With a server that is down at once, these take some 8 seconds."""
_FIRST, _LONGEST = 0.1, 5.0
_LONGEST_ASKED = 60.0


def count(max_retries: int) -> int:
    """Judge an argument named max_retries.

    Raises:
        ArgumentError: It is no number of times.
    """
    if not isinstance(max_retries, int) or isinstance(max_retries, bool) or max_retries < 0:
        raise ArgumentError(f"max_retries must be an integer, 0 or more; got {max_retries!r}")
    return max_retries


def worthwhile(answer: Answer) -> bool:
    """Whether the same request may fare better."""
    return answer.broken or answer.status in RETRYABLE


def pause(attempt: int, answer: Answer | None) -> float:
    """Seconds before the next attempt: as asked for, then at random so that crowds disperse."""
    jitter = random.uniform(0, min(_LONGEST, _FIRST * 2**attempt))  # noqa: S311  # no secret
    return asked(answer.headers) + jitter if answer else jitter


def asked(headers: Mapping[str, str]) -> float:
    """Seconds that a server asks to wait, up to a minute; 0 if it does not."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_ASKED)
    until = _instant(text)
    if until is None:
        return 0.0
    # By the server's own clock where it tells: ours may be wrong.
    now = _instant(headers.get("Date", "")) or datetime.now(UTC)
    return min(max((until - now).total_seconds(), 0.0), _LONGEST_ASKED)


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
