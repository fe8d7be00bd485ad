"""Load on a server: many connections that send requests without a pause, and a response count."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


@dataclass
class Tally:
    """The outcomes of the requests."""

    seconds: float = 0.0
    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    """Connections that failed, by exception."""

    @property
    def lost(self) -> int:
        """Requests without a response."""
        return self.sent - self.statuses.total()

    @property
    def rate(self) -> float:
        """Responses a second."""
        return self.statuses.total() / self.seconds


def load(url: str, token: str, connections: int, seconds: float) -> Tally:
    """Send the same GET request over many connections at once for some time."""
    parts = urlsplit(url)
    request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nX-Auth-Token: {token}\r\n\r\n"

    async def run() -> Tally:
        tally = Tally()
        began = time.monotonic()
        await asyncio.gather(
            *(
                _caller(
                    str(parts.hostname), parts.port or 80, request.encode(), began + seconds, tally
                )
                for _ in range(connections)
            )
        )
        tally.seconds = time.monotonic() - began
        return tally

    return asyncio.run(run())


async def _caller(host: str, port: int, request: bytes, until: float, tally: Tally) -> None:
    try:
        reader, writer = await asyncio.open_connection(host, port)
        try:
            while True:
                writer.write(request)
                tally.sent += 1
                tally.statuses[await _status(reader)] += 1
                if time.monotonic() >= until:
                    break
        finally:
            writer.close()
            await writer.wait_closed()
    except (OSError, EOFError) as error:
        tally.failures[type(error).__name__] += 1


async def _status(reader: asyncio.StreamReader) -> int:
    """Read one response, and return its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    await reader.readexactly(int(length[1]) if length else 0)
    return int(head.split(b" ", 2)[1])
