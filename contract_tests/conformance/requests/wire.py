"""HTTP connections that skip interim responses and can be broken off from another thread."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
from contextlib import suppress
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

_INTERIM = 20
"""So many interim responses are skipped before one."""
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


def follow(lifeline: Lifeline) -> None:
    """Tell the lifeline which connection this thread uses."""
    _of_thread.lifeline = lifeline


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


class _Followed:
    """Tells the lifeline of its thread about its socket."""

    response_class: Any = _Response

    def request(self, *arguments: Any, **keywords: Any) -> None:
        super().request(*arguments, **keywords)  # type: ignore[misc]
        _of_thread.lifeline.socket = self.sock  # type: ignore[attr-defined]


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
