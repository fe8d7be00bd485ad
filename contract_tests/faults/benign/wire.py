"""Unusual but conformant ways to send a response."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from contract_tests.faults.wire import Exchange, Message

WIRE = Category("wire")
LATENCY = 0.05
"""Seconds."""


def _chunked(exchange: Exchange, size: int) -> Message:
    """The response in chunks of a size, or unchanged if it has no body."""
    message = exchange.message()
    if not exchange.response.content:
        return message
    message.without("Content-Length")
    message.set("Transfer-Encoding", "chunked")
    if message.content:
        starts = range(0, len(message.content), size)
        parts = [message.content[start : start + size] for start in starts]
        message.content = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
        message.content += b"0\r\n\r\n"
    return message


@WIRE.variant
async def chunked(exchange: Exchange) -> None:
    """Bodies are chunked."""
    await exchange.send(_chunked(exchange, 64))


@WIRE.variant
async def chunked_by_byte(exchange: Exchange) -> None:
    """Bodies are chunked into single bytes."""
    await exchange.send(_chunked(exchange, 1))


@WIRE.variant
async def in_small_pieces(exchange: Exchange) -> None:
    """Responses are sent in several segments."""
    message = exchange.message()
    whole = message.head + message.content
    for start in range(0, len(whole), 200):
        await exchange.write(whole[start : start + 200])
        await asyncio.sleep(0.002)


@WIRE.variant
async def slow(exchange: Exchange) -> None:
    """Responses take 50 ms."""
    await asyncio.sleep(LATENCY)
    await exchange.send()


@WIRE.variant
async def connection_close(exchange: Exchange) -> None:
    """Every response closes its connection, with Connection: close."""
    message = exchange.message()
    message.set("Connection", "close")
    await exchange.send(message)
    exchange.close()


@WIRE.variant
async def connection_ends_after_five(exchange: Exchange) -> None:
    """Every 5th response closes its connection, with Connection: close."""
    if exchange.number % 5:
        return await exchange.send()
    return await connection_close(exchange)


@WIRE.variant
async def http_1_0(exchange: Exchange) -> None:
    """Responses are HTTP/1.0 and end when the connection closes."""
    message = exchange.message()
    message.start = message.start.replace("HTTP/1.1", "HTTP/1.0")
    message.without("Content-Length")
    await exchange.send(message)
    exchange.close()


@WIRE.variant
async def lower_case_names(exchange: Exchange) -> None:
    """Header names are in lower case."""
    message = exchange.message()
    message.headers = [(name.lower(), value) for name, value in message.headers]
    await exchange.send(message)


@WIRE.variant
async def upper_case_names(exchange: Exchange) -> None:
    """Header names are in upper case, with extra space before values."""
    message = exchange.message()
    message.headers = [(name.upper(), f"  {value}") for name, value in message.headers]
    await exchange.send(message)


@WIRE.variant
async def no_reason_phrase(exchange: Exchange) -> None:
    """The status line has no reason phrase."""
    message = exchange.message()
    message.start = f"HTTP/1.1 {exchange.response.status} "
    await exchange.send(message)


@WIRE.variant
async def other_reason_phrase(exchange: Exchange) -> None:
    """The status line has a custom reason phrase."""
    message = exchange.message()
    message.start = f"HTTP/1.1 {exchange.response.status} So It Goes"
    await exchange.send(message)


@WIRE.variant
async def head_without_length(exchange: Exchange) -> None:
    """Responses to HEAD have no Content-Length."""
    message = exchange.message()
    if exchange.request.method == "HEAD":
        message.without("Content-Length")
    await exchange.send(message)
