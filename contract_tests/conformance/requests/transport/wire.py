"""HTTP connections that skip interim responses and can be aborted from another thread."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
import time
from contextlib import suppress
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

_INTERIM = 20
"""Interim responses that are skipped, at most."""
_IDLE = 0.5
"""Seconds after which a server may have closed an idle connection."""
_CLOSING = 1.0
"""Seconds a server may take to close a connection that it was asked to close."""
# Its messages are redundant, and echo unescaped data of the server.
logging.getLogger("urllib3").setLevel(logging.CRITICAL + 1)


class Lifeline:
    """Aborts the connection that a thread is waiting for."""

    def __init__(self) -> None:
        """Start without a connection."""
        self.socket: socket.socket | None = None

    def cut(self) -> None:
        """Shut the connection down."""
        with suppress(OSError):
            if self.socket:
                self.socket.shutdown(socket.SHUT_RDWR)


_of_thread = threading.local()


def follow(lifeline: Lifeline, line: str) -> None:
    """Prepare the next request of this thread.

    Args:
        lifeline: Receives the connection that is used.
        line: The request target to send; urllib3 would normalize its escapes.
    """
    _of_thread.lifeline, _of_thread.line = lifeline, line


def was_idle() -> bool:
    """Whether the connection of this thread had been idle for a while."""
    return bool(_of_thread.idle > _IDLE)


class _Response(http.client.HTTPResponse):
    """Skips interim responses (RFC 9110, 15.2), which http.client would return as final."""

    _skipped = 0

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            status: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
            if not 100 <= status[1] < 200 or status[1] == 101:
                return status
            self._skipped += 1
            if self._skipped > _INTERIM:
                raise http.client.HTTPException(f"more than {_INTERIM} interim responses")
            http.client.parse_headers(self.fp)

    def begin(self) -> None:
        super().begin()
        if self.msg.defects:
            raise http.client.HTTPException("a header line is malformed")
        if self.msg.get("Transfer-Encoding") and self.msg.get("Content-Length"):
            raise http.client.HTTPException("Transfer-Encoding and Content-Length are both present")
        # The request asked for it, whether the response says so or not.
        self.will_close = self.will_close or _of_thread.closes
        if self._method == "HEAD":  # type: ignore[attr-defined]
            self._refuse_body()

    def _close_conn(self) -> None:
        # Urllib3 would drop the connection, and what is left on it, without a word.
        excess = self._excess() if self.length == 0 else b""
        super()._close_conn()  # type: ignore[misc]
        if excess.strip(b"\r\n"):
            raise http.client.HTTPException("the body is longer than Content-Length")

    def _excess(self) -> bytes:
        """What was received after the body."""
        connected, received = _of_thread.lifeline.socket, b""
        with suppress(OSError):
            timeout = connected.gettimeout()
            connected.settimeout(0)
            with suppress(OSError):
                received = self.fp.peek(1)
            connected.settimeout(timeout)
        return received

    def _refuse_body(self) -> None:
        """Check that no body follows; HEAD is sent with Connection: close."""
        _of_thread.lifeline.socket.settimeout(_CLOSING)
        with suppress(OSError):
            if self.fp.read(1):
                raise http.client.HTTPException("the response to HEAD has a body")


class _Followed:
    """Passes its socket to the lifeline of its thread."""

    response_class: Any = _Response
    _used: float | None = None
    """Time of the last response."""

    def request(self, *arguments: Any, **keywords: Any) -> None:
        method, _, *others = arguments
        _of_thread.idle = time.monotonic() - self._used if self._used and self.sock else 0.0  # type: ignore[attr-defined]
        _of_thread.closes = keywords["headers"].get("Connection") == "close"
        super().request(method, _of_thread.line, *others, **keywords)  # type: ignore[misc]
        _of_thread.lifeline.socket = self.sock  # type: ignore[attr-defined]

    def getresponse(self) -> Any:
        response = super().getresponse()  # type: ignore[misc]
        self._used = time.monotonic()
        return response


class _HttpConnection(_Followed, HTTPConnection):
    pass


class _HttpsConnection(_Followed, HTTPSConnection):
    pass


class _HttpPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


POOLS = {"http": _HttpPool, "https": _HttpsPool}
"""For `urllib3.PoolManager.pool_classes_by_scheme`."""
