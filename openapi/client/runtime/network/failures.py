"""The failures of an attempt."""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CONNECT_TIMEOUT = 5.0
"""Timeout in seconds for connecting, and again for the TLS handshake."""
CHUNK = 16 * 1024
"""The most bytes to read before the deadline is checked again."""
CLOSED = "the connection was closed without a complete response"


class FailedError(Exception):
    """There is no response; the message has the reason."""

    def __init__(self, reason: str, *, transient: bool) -> None:
        super().__init__(reason)
        self.transient = transient
        """Whether a retry may succeed."""


class DeadlinePassedError(Exception):
    """The deadline passed."""


class StaleConnectionError(FailedError):
    """A reused connection broke before the first byte of a response.

    Most likely the server closed it as idle while the request was in flight.
    """

    def __init__(self) -> None:
        super().__init__("the server closed an idle connection", transient=True)


# Compiled at the first failure, as most programs need none of them.
_LASTING = "CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE|VERSION|UNSUPPORTED_PROTOCOL"
"""OpenSSL's reasons that a retry does not change."""
_NOT_HTTP = "a response that is not HTTP/1.1"
_PLAIN = (
    (r"Received server _SWITCH_.*", "a switch to another protocol (101), which was not requested"),
    (r"InformationalResponse status_code .*", "an invalid status"),
    (r"Server disconnected .*", CLOSED),
    (r"Receive buffer too long", "more than 100 KiB of headers"),
    (r"illegal request line|no response line received", _NOT_HTTP),
    (r"illegal status line: .*", _NOT_HTTP),
    (r"continuation line at start of headers", "illegal header line"),
    (r"\[SSL: UNEXPECTED_EOF_WHILE_READING\].*", CLOSED),
    (r"bytearray\(b(['\"].*?['\"])\)", r"\1"),
)


def plain(problem: str) -> str:
    """A message of h11, httpcore or OpenSSL, in words that need no knowledge of them."""
    for pattern, words in _PLAIN:
        problem = re.sub(pattern, words, problem)
    return problem


def broken(peer: str, error: Exception) -> FailedError:
    """The failure of a connection, with the name of the peer."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    lasting = isinstance(error, UnicodeError) or (
        isinstance(error, ssl.SSLError) and re.search(_LASTING, error.reason or "")
    )
    return FailedError(f"{peer}: {reason}", transient=not lasting)


@asynccontextmanager
async def connecting(peer: str) -> AsyncIterator[None]:
    """Limit the time to connect, and add the name of the peer to errors."""
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT):
            yield
    except TimeoutError:
        message = f"no connection to {peer} in {CONNECT_TIMEOUT:g} s"
        raise FailedError(message, transient=True) from None
    except (OSError, UnicodeError) as error:
        raise broken(peer, error) from None
