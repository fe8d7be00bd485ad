"""Which failures are retried, and when."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from ..arguments import invalid_argument
from ..errors import RETRYABLE
from .retry_after import requested_wait

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..body.response import Response

DEFAULT_MAX_RETRIES = 8
"""With a server that fails immediately, these take about 8 seconds."""
_FIRST, _LONGEST = 0.1, 5.0
_LONGEST_RETRY_AFTER = 60.0


def checked_max_retries(value: int) -> int:
    """An argument that is a number of retries.

    Raises:
        ArgumentError: It is not.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise invalid_argument("max_retries", "an integer, 0 or more", value)
    return value


def should_retry(response: Response) -> bool:
    """Whether the same request may succeed later."""
    return response.interrupted or response.status in RETRYABLE


def backoff(retry: int, response: Response | None) -> float:
    """Seconds before a retry, counted from 0: Retry-After, and random jitter."""
    jitter = random.uniform(0, min(_LONGEST, _FIRST * 2**retry))  # noqa: S311  # no secret
    return retry_after(response.headers) + jitter if response else jitter


def retry_after(headers: Mapping[str, str]) -> float:
    """The wait that a server requests, in seconds, up to a minute; 0 if it requests none."""
    return min(requested_wait(headers) or 0.0, _LONGEST_RETRY_AFTER)
