"""Servers whose responses never end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Behaviour
    from contract_tests.tests.raw_server import Exchange

HEAD = b"HTTP/1.1 200 OK\r\n"
LONG_BODY = HEAD + b"Content-Length: 99999\r\n\r\n"


def holds(*parts: bytes) -> Behaviour:
    """Send some bytes, and then nothing while the client waits."""

    def behave(exchange: Exchange) -> None:
        exchange.send(*parts)
        exchange.hold()

    return behave


def drips(start: bytes, part: bytes, pause: float = 0.01) -> Behaviour:
    """Send some bytes, and then more for ever, with pauses of so many seconds."""

    def behave(exchange: Exchange) -> None:
        exchange.send(start)
        exchange.send_forever(part, pause)

    return behave
