# Written by scripts/generate from openapi/client/runtime/http/wire.py. Edit that.
"""Sending a request within a deadline: the part that differs between both kinds of clients.

All other code is written once, as coroutines; those of `SyncWire` never suspend.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ..errors import Error
from ..network.failures import DeadlinePassedError, FailedError
from .attempt import timed_out
from .slots import IN_FLIGHT, AsyncSlots, Slots

if TYPE_CHECKING:
    from ..body.response import Response
    from ..call.deadline import Deadline
    from ..errors import APITimeoutError
    from .attempt import Attempt
    from .message import Request

_ERRORS = (FailedError, DeadlinePassedError, OSError, UnicodeError)


class Transport(Protocol):
    """Sends requests without retries."""

    async def send(self, request: Request, attempt: Attempt) -> Response:
        """Send a request; raises an error of `failures`, an `OSError` or a `UnicodeError`."""

    async def aclose(self) -> None:
        """Close the connections."""


class Turn(Protocol):
    """The permission to send a request."""

    def release(self) -> None:
        """Pass it to the next waiting request."""


def _no_turn(operation: str, deadline: Deadline) -> APITimeoutError:
    error = timed_out(operation, deadline)
    error.args = (f"{error}; not sent: {IN_FLIGHT} requests were in flight",)
    return error


class _AnyWire:
    """The common base of both wires."""

    def __init__(self, transport: Transport) -> None:
        self.is_closed = False
        self._transport = transport

    async def send(self, request: Request, attempt: Attempt) -> Response:
        """Send a request; returns its response.

        Raises:
            APIConnectionError: There was no response.
            APITimeoutError: The response was not complete in time.
        """
        try:
            return await self._sent(request, attempt)
        except _ERRORS as error:
            failure = attempt.failure(error)
        raise failure

    async def _sent(self, request: Request, attempt: Attempt) -> Response:
        return await self._transport.send(request, attempt)

    async def aclose(self) -> None:
        """Close the connections; nothing can be sent afterwards."""
        self.is_closed = True
        await self._transport.aclose()


class SyncWire(_AnyWire):
    """The synchronous client's way to send requests."""

    is_async: bool = False

    def __init__(self, transport: Transport) -> None:
        super().__init__(transport)
        self._slots = Slots()

    async def turn(self, operation: str, deadline: Deadline) -> Turn:
        """Wait for the permission to send a request.

        Raises:
            APITimeoutError: The deadline passed.
        """
        slot = self._slots.take(deadline)
        if slot is None:
            raise _no_turn(operation, deadline)
        return slot

    async def sleep(self, seconds: float, deadline: Deadline) -> None:
        """Wait, but not beyond the deadline."""
        until = time.monotonic() + seconds
        while (left := min(until - time.monotonic(), deadline.step)) > 0:
            time.sleep(left)  # noqa: ASYNC251  # there is no event loop


class AsyncWire(_AnyWire):
    """The asynchronous client's way to send requests."""

    is_async: bool = True

    def __init__(self, transport: Transport) -> None:
        super().__init__(transport)
        self._slots: tuple[object, AsyncSlots] | None = None

    async def turn(self, operation: str, deadline: Deadline) -> Turn:
        """As `SyncWire.turn`, for the tasks of one event loop."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            raise Error("asynchronous clients need a running asyncio event loop") from None
        if self._slots is None or self._slots[0] is not loop:
            self._slots = loop, AsyncSlots()
        slots = self._slots[1]
        if slots.take_free():
            return slots
        try:
            async with asyncio.timeout(deadline.left):
                await slots.take()
            late = False
        except TimeoutError:
            late = True
        if late:
            raise _no_turn(operation, deadline)
        return slots

    async def _sent(self, request: Request, attempt: Attempt) -> Response:
        async with asyncio.timeout(attempt.deadline.left):
            return await super()._sent(request, attempt)

    async def sleep(self, seconds: float, deadline: Deadline) -> None:
        """Wait, but not beyond the deadline."""
        await asyncio.sleep(min(seconds, deadline.left))


Wire: TypeAlias = SyncWire | AsyncWire
"""A way to send requests."""
