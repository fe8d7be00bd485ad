"""HTTP connections that skip interim responses and can be broken off from another thread."""

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
"""So many interim responses are skipped before one."""
_IDLE = 0.5
"""Seconds after which a server may have closed a connection that nobody used."""
_CLOSING = 1.0
"""Seconds a server may take to close a connection that it was asked to close."""
# What it would say is in the response, or in why there is none; and it repeats what a server sent.
logging.getLogger("urllib3").setLevel(logging.CRITICAL + 1)


class Lifeline:
    """Breaks off what a thread waits for."""

    def __init__(self) -> None:
        """Know of no connection yet."""
        self.socket: socket.socket | None = None

    def cut(self) -> None:
        """Let nothing more be received."""
        with suppress(OSError):
            if self.socket:
                self.socket.shutdown(socket.SHUT_RDWR)


_of_thread = threading.local()


def follow(lifeline: Lifeline, line: str) -> None:
    """Prepare a request of this thread.

    Args:
        lifeline: Told which connection it uses.
        line: What stands in the request line between method and version; urllib3 would
            rewrite escapes.
    """
    _of_thread.lifeline, _of_thread.line = lifeline, line


def was_idle() -> bool:
    """Whether the connection of this thread had been open without a request for a while."""
    return bool(_of_thread.idle > _IDLE)


class _Response(http.client.HTTPResponse):
    """Skips interim responses (RFC 9110, 15.2), which would else be taken for the next one."""

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
        # It was asked for, whether the server says so or not.
        self.will_close = self.will_close or _of_thread.closes
        if self._method == "HEAD":  # type: ignore[attr-defined]
            self._refuse_body()

    def _refuse_body(self) -> None:
        """See that nothing follows, as a HEAD asks for the connection to be closed."""
        _of_thread.lifeline.socket.settimeout(_CLOSING)
        with suppress(OSError):
            if self.fp.read(1):
                raise http.client.HTTPException("the response to HEAD has a body")


class _Followed:
    """Tells the lifeline of its thread about its socket."""

    response_class: Any = _Response
    _used: float | None = None
    """When it had its last response."""

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
