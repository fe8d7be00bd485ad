# Written by scripts/generate from openapi/client/runtime/auth/clock.py. Edit that.
"""The timestamp of signatures, which may differ from the server's time by up to 15 minutes."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ..call.retry_after import http_date

if TYPE_CHECKING:
    from ..body.response import Response

LOG = logging.getLogger("huaweicloud_statistics")

FORM = "%Y%m%dT%H%M%SZ"
_TOLERANCE = timedelta(minutes=15)
_NOTICEABLE = timedelta(minutes=1)
_LARGEST = timedelta(days=36525)
"""Larger differences come from an invalid date, not from a clock."""
_EXPIRED = re.compile(r"signature (?:is |has )?expired", re.IGNORECASE)
_SERVER_TIME = re.compile(r"server time: ?(\d{8}T\d{6}Z)", re.IGNORECASE)


class Clock:
    """This machine's clock, corrected for the skew that a server reported."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def timestamp(self) -> str:
        """The current value of X-Sdk-Date."""
        return (datetime.now(UTC) + self._ahead).strftime(FORM)

    def learn(self, refusal: Response) -> bool:
        """Whether a signature was rejected for clock skew, which is now corrected."""
        words = refusal.status_error().error_msg or ""
        server = http_date(refusal.headers.get("Date", "")) or _server_time(words)
        if server is None:
            return False
        ahead = server - datetime.now(UTC)
        change = abs(ahead - self._ahead)
        least = _NOTICEABLE if _EXPIRED.search(words) else _TOLERANCE
        if change < least or abs(ahead) > _LARGEST:
            return False
        self._ahead = ahead
        LOG.warning(
            "this machine's clock is %.0f s %s the server's; signatures use the server's time",
            abs(ahead.total_seconds()),
            "behind" if ahead > timedelta() else "ahead of",
        )
        return True


def _server_time(words: str) -> datetime | None:
    match = _SERVER_TIME.search(words)
    try:
        return datetime.strptime(match[1], FORM).replace(tzinfo=UTC) if match else None
    except ValueError:
        return None
