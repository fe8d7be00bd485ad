"""A port whose connections are handled by a function, for protocols other than HTTP."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIMIT = 30.0
"""Seconds that a function may wait for the peer."""


@contextmanager
def listening(attend: Callable[[socket.socket], None]) -> Iterator[int]:
    """Listen on a free port of the loopback for the length of a block."""

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(LIMIT)
            attend(connection)

    def accept() -> None:
        with suppress(OSError), ThreadPoolExecutor(16) as pool:
            while True:
                pool.submit(serve, listener.accept()[0])

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
