"""Answers that do not come, or not to their end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from contract_tests.faults.variant import Shelf

if TYPE_CHECKING:
    from contract_tests.faults.wire import Exchange

ROBUSTNESS = Shelf("robustness")
INTERMITTENT_WIRE = Shelf("intermittent")

FOREVER = 3600
"""Seconds no client waits."""


async def _stall() -> None:
    await asyncio.sleep(FOREVER)


@ROBUSTNESS.sender
async def never_answers(exchange: Exchange) -> None:
    """Known ids are never answered."""
    if exchange.found:
        await _stall()
    await exchange.send()


@ROBUSTNESS.sender
async def never_answers_anybody(_: Exchange) -> None:
    """No request is ever answered."""
    await _stall()


@ROBUSTNESS.sender
async def stalls_after_the_head(exchange: Exchange) -> None:
    """The answer to a known id stops after its headers."""
    message = exchange.message()
    if exchange.found:
        await exchange.write(message.head)
        await _stall()
    await exchange.send(message)


@ROBUSTNESS.sender
async def stalls_in_the_body(exchange: Exchange) -> None:
    """The answer to a known id stops in the middle of its body."""
    message = exchange.message()
    if exchange.found:
        await exchange.write(message.head + message.content[:9])
        await _stall()
    await exchange.send(message)


@ROBUSTNESS.sender
async def drips(exchange: Exchange) -> None:
    """The answer to a known id comes a byte a second."""
    message = exchange.message()
    if not exchange.found:
        return await exchange.send(message)
    for byte in message.head + message.content:
        await exchange.write(bytes([byte]))
        await asyncio.sleep(1)
    return None


@ROBUSTNESS.sender
async def drips_the_body(exchange: Exchange) -> None:
    """The body of a known id comes a byte in half a second."""
    message = exchange.message()
    if not exchange.found:
        return await exchange.send(message)
    await exchange.write(message.head)
    for byte in message.content:
        await exchange.write(bytes([byte]))
        await asyncio.sleep(0.5)
    return None


@ROBUSTNESS.sender
async def stalls_on_unknown_ids(exchange: Exchange) -> None:
    """Unknown ids are never answered."""
    if exchange.answer.status == 404:
        await _stall()
    await exchange.send()


@ROBUSTNESS.sender
async def stalls_on_wrong_tokens(exchange: Exchange) -> None:
    """Who is not let in is never answered."""
    if exchange.answer.status == 401:
        await _stall()
    await exchange.send()


@ROBUSTNESS.sender
async def stalls_on_post(exchange: Exchange) -> None:
    """POST is never answered."""
    if exchange.request.method == "POST":
        await _stall()
    await exchange.send()


@ROBUSTNESS.sender
async def stalls_now_and_then(exchange: Exchange) -> None:
    """Every 30th request is never answered."""
    if exchange.number % 30 == 0:
        await _stall()
    await exchange.send()


@ROBUSTNESS.sender
async def closes(exchange: Exchange) -> None:
    """The connection is closed in place of an answer to a known id."""
    if exchange.found:
        return exchange.close()
    return await exchange.send()


@ROBUSTNESS.sender
async def resets(exchange: Exchange) -> None:
    """The connection is reset in place of an answer to a known id."""
    if exchange.found:
        return exchange.reset()
    return await exchange.send()


@ROBUSTNESS.sender
async def resets_on_malformed_ids(exchange: Exchange) -> None:
    """The connection is reset in place of an answer to a malformed id."""
    if exchange.answer.status == 400:
        return exchange.reset()
    return await exchange.send()


@ROBUSTNESS.sender
async def resets_on_undeclared_methods(exchange: Exchange) -> None:
    """The connection is reset in place of an answer to an undeclared method."""
    if exchange.answer.status == 405:
        return exchange.reset()
    return await exchange.send()


@ROBUSTNESS.sender
async def resets_in_the_body(exchange: Exchange) -> None:
    """The connection is reset in the middle of a body."""
    if not exchange.found:
        return await exchange.send()
    message = exchange.message()
    await exchange.write(message.head + message.content[:9])
    await asyncio.sleep(0.05)
    return exchange.reset()


@INTERMITTENT_WIRE.sender
async def now_and_then_resets(exchange: Exchange) -> None:
    """Every 30th request is answered with a reset."""
    if exchange.number % 30 == 0:
        return exchange.reset()
    return await exchange.send()


@INTERMITTENT_WIRE.sender
async def now_and_then_closes(exchange: Exchange) -> None:
    """Every 30th request is answered with the end of the connection."""
    if exchange.number % 30 == 0:
        return exchange.close()
    return await exchange.send()


@INTERMITTENT_WIRE.sender
async def now_and_then_short(exchange: Exchange) -> None:
    """Every 20th request has an answer shorter than it says."""
    message = exchange.message()
    if exchange.number % 20:
        return await exchange.send(message)
    message.content = message.content[:-3]
    await exchange.send(message)
    return exchange.close()
