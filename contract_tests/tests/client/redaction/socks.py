"""A SOCKS proxy that responds instead of the server behind it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from contract_tests.tests.client.calling import FINE
from contract_tests.tests.client.listening import listening

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator


@contextmanager
def socks_proxy(*, refuses: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """Run a proxy on a free port of the loopback; yields its address and its requests."""
    asked: list[bytes] = []

    def attend(connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            stream.read(stream.read(2)[1])  # what the client offers
            connection.sendall(b"\x05\x02")  # user and password, please
            user = stream.read(stream.read(2)[1])
            asked.append(user + b":" + stream.read(stream.read(1)[0]))
            connection.sendall(b"\x01\x01" if refuses else b"\x01\x00")
            if refuses:
                return
            kind = stream.read(4)[3]
            host = stream.read(stream.read(1)[0] if kind == 3 else {1: 4, 4: 16}[kind])
            asked.append(host + b":%d" % int.from_bytes(stream.read(2), "big"))
            connection.sendall(b"\x05\x00\x00\x01\0\0\0\0\0\0")
            while stream.readline().strip():
                pass
            connection.sendall(FINE)

    with listening(attend) as port:
        yield f"127.0.0.1:{port}", asked
