# Written by scripts/generate from openapi/client/runtime/network/failures.py. Edit that.
"""How an attempt may fail, whoever made the connection."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CONNECT_TIMEOUT = 5.0
"""Seconds that a connection may take, and its TLS handshake as many."""
CHUNK = 16 * 1024
"""Bytes to read at most until the deadline is looked at again: thousands of the smallest chunks."""


class FailedError(Exception):
    """No response, for a reason that the message tells."""

    def __init__(self, reason: str, *, transient: bool) -> None:
        super().__init__(reason)
        self.transient = transient
        """Whether it may be gone a moment later."""


class DeadlinePassedError(Exception):
    """The deadline passed in the middle of something."""


class StaleConnectionError(FailedError):
    """A reused connection broke before the first byte of a response.

    Most likely the server closed it for having been idle, while the request was on its way.
    """

    def __init__(self) -> None:
        super().__init__("the server closed an idle connection", transient=True)


def broken(peer: str, error: Exception) -> FailedError:
    """The failure of a connection, which names the other side."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    lasting = isinstance(error, UnicodeError | ssl.SSLCertVerificationError)
    return FailedError(f"{peer}: {reason}", transient=not lasting)


@asynccontextmanager
async def connecting(peer: str) -> AsyncIterator[None]:
    """Give up where it takes too long, and name the other side in what fails."""
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT):
            yield
    except TimeoutError:
        message = f"no connection to {peer} in {CONNECT_TIMEOUT:g} s"
        raise FailedError(message, transient=True) from None
    except (OSError, UnicodeError) as error:
        raise broken(peer, error) from None
