"""A SOCKS proxy that responds itself, in place of the server behind it."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from contract_tests.tests.client.calling import FINE

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def socks_proxy(*, refuses: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """Run one on a free port of the loopback; its address, and what was asked of it."""
    asked: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        timeout = 30

        def handle(self) -> None:
            self._reads(self._reads(2)[1])  # what the client offers
            self.wfile.write(b"\x05\x02")  # user and password, please
            user = self._reads(self._reads(2)[1])
            password = self._reads(self._reads(1)[0])
            asked.append(user + b":" + password)
            self.wfile.write(b"\x01\x01" if refuses else b"\x01\x00")
            if not refuses:
                self._connect()

        def _connect(self) -> None:
            kind = self._reads(4)[3]
            host = self._reads(self._reads(1)[0] if kind == 3 else {1: 4, 4: 16}[kind])
            asked.append(host + b":%d" % int.from_bytes(self._reads(2), "big"))
            self.wfile.write(b"\x05\x00\x00\x01\0\0\0\0\0\0")
            while self.rfile.readline().strip():
                pass
            self.wfile.write(FINE)

        def _reads(self, count: int) -> Any:
            return self.rfile.read(count)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()
            thread.join()
