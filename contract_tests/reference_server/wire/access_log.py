"""The access log: one line per request, without secrets."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from contract_tests.reference_server.message import Response

_LONG = re.compile(r"[^/]{65,}")


class AccessLog:
    """Writes lines to a stream, if there is one."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def write(self, client: str, request: str, response: Response, seconds: float) -> None:
        """Write one line: time, client, request, status, size, duration and request id.

        ``request`` is method and path; queries and headers are never logged.
        """
        if self._stream is None:
            return
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        ids = (response.headers.get(name) for name in ("X-Request-Id", "X-IAM-Trace-Id"))
        line = (
            f'{now} {client} "{_redacted(request)}" {response.status} {len(response.content)} '
            f"{seconds * 1000:.1f}ms {next(filter(None, ids), '-')}\n"
        )
        try:
            self._stream.write(line)
        except OSError:
            # The reader is gone; keep serving.
            self._stream = None


def _redacted(request: str) -> str:
    # A segment longer than any id may be a misplaced token.
    return _LONG.sub("…", request)
