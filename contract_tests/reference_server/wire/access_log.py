"""The access log: a line a request, with nothing in it that opens a door."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from contract_tests.reference_server.message import Response

_LONG = re.compile(r"[^/]{65,}")


class AccessLog:
    """Writes lines to a stream; with none, to nowhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def write(self, client: str, request: str, response: Response, seconds: float) -> None:
        """Write one line: when, who, what, the response's status and size, how long it took.

        ``request`` is method and path; queries and headers never come here.
        """
        if self._stream is None:
            return
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        ids = (response.headers.get(name) for name in ("X-Request-Id", "X-IAM-Trace-Id"))
        line = (
            f'{now} {client} "{_harmless(request)}" {response.status} {len(response.content)} '
            f"{seconds * 1000:.1f}ms {next(filter(None, ids), '-')}\n"
        )
        try:
            self._stream.write(line)
        except OSError:
            # Nobody reads it any more; that is no reason to serve worse.
            self._stream = None


def _harmless(request: str) -> str:
    # No id is that long, but a token in the wrong place is.
    return _LONG.sub("…", request)
