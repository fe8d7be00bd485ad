"""Responses that never arrive, or are incomplete."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.wire import Exchange, Sender

ROBUSTNESS = Category("robustness")
INTERMITTENT_WIRE = Category("intermittent")

FOREVER = 3600
"""Seconds; longer than any client waits."""


def _instead(act: Sender, when: Callable[[Exchange], bool]) -> Sender:
    """Do something else instead of sending a response."""

    async def send(exchange: Exchange) -> None:
        await (act(exchange) if when(exchange) else exchange.send())

    return send


async def _stall(_: Exchange) -> None:
    await asyncio.sleep(FOREVER)


async def _stall_after_head(exchange: Exchange) -> None:
    await exchange.write(exchange.message().head)
    await _stall(exchange)


async def _stall_in_body(exchange: Exchange) -> None:
    await _half(exchange)
    await _stall(exchange)


async def _close(exchange: Exchange) -> None:
    exchange.close()


async def _reset(exchange: Exchange) -> None:
    exchange.reset()


async def _reset_in_body(exchange: Exchange) -> None:
    await _half(exchange)
    await asyncio.sleep(0.05)
    exchange.reset()


async def _half(exchange: Exchange) -> None:
    message = exchange.message()
    await exchange.write(message.head + message.content[:9])


async def _drip(exchange: Exchange) -> None:
    message = exchange.message()
    await _by_byte(exchange, message.head + message.content, pause=1)


async def _drip_body(exchange: Exchange) -> None:
    message = exchange.message()
    await exchange.write(message.head)
    await _by_byte(exchange, message.content, pause=0.5)


async def _by_byte(exchange: Exchange, content: bytes, *, pause: float) -> None:
    for byte in content:
        await exchange.write(bytes([byte]))
        await asyncio.sleep(pause)


async def _shorten(exchange: Exchange) -> None:
    message = exchange.message()
    message.content = message.content[:-3]
    await exchange.send(message)
    exchange.close()


def _is_success(exchange: Exchange) -> bool:
    return exchange.is_success


def _every(count: int) -> Callable[[Exchange], bool]:
    return lambda exchange: exchange.number % count == 0


def _gets(status: int) -> Callable[[Exchange], bool]:
    return lambda exchange: exchange.response.status == status


for _name, _sentence, _act, _when in (
    ("never-responds", "Requests for known ids get no response.", _stall, _is_success),
    ("never-responds-at-all", "No request gets a response.", _stall, lambda _: True),
    ("stalls-after-the-head", "The response to a known id stalls after its headers.",
     _stall_after_head, _is_success),
    ("stalls-in-the-body", "The response to a known id stalls in its body.",
     _stall_in_body, _is_success),
    ("drips", "The response to a known id is sent at one byte per second.", _drip, _is_success),
    ("drips-the-body", "The body of a known id is sent at two bytes per second.",
     _drip_body, _is_success),
    ("stalls-on-unknown-ids", "Unknown ids get no response.", _stall, _gets(404)),
    ("stalls-on-wrong-tokens", "Requests with an invalid token get no response.",
     _stall, _gets(401)),
    ("stalls-on-post", "POST gets no response.", _stall,
     lambda exchange: exchange.request.method == "POST"),
    ("stalls-now-and-then", "Every 30th request gets no response.", _stall, _every(30)),
    ("closes", "The connection is closed instead of a response to a known id.",
     _close, _is_success),
    ("resets", "The connection is reset instead of a response to a known id.",
     _reset, _is_success),
    ("resets-on-malformed-ids",
     "The connection is reset instead of a response to a malformed id.", _reset, _gets(400)),
    ("resets-on-undeclared-methods",
     "The connection is reset instead of a response to an undeclared method.",
     _reset, _gets(405)),
    ("resets-in-the-body", "The connection is reset within a body.",
     _reset_in_body, _is_success),
):  # fmt: skip
    ROBUSTNESS.register(_name, _sentence, _instead(_act, _when))

for _name, _sentence, _act, _when in (
    ("now-and-then-resets", "The connection is reset on every 30th request.", _reset, _every(30)),
    ("now-and-then-closes", "The connection is closed on every 30th request.",
     _close, _every(30)),
    ("now-and-then-short", "Every 20th response is shorter than its Content-Length.",
     _shorten, _every(20)),
):  # fmt: skip
    INTERMITTENT_WIRE.register(_name, _sentence, _instead(_act, _when))
