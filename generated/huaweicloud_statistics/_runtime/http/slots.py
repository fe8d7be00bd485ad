# Written by scripts/generate from openapi/client/runtime/http/slots.py. Edit that.
"""Limits the number of requests of a client in flight."""

from __future__ import annotations

import asyncio
from collections import deque
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from weakref import ReferenceType, ref

from ..fork import reset_in_children

if TYPE_CHECKING:
    from ..call.deadline import Deadline

IN_FLIGHT = 100
"""The maximum number of requests of a client in flight; others wait."""


class _Slot:
    """One of a fixed number of slots; if an interrupt loses it, a new one replaces it."""

    def __init__(self, free: ReferenceType[SimpleQueue[_Slot]]) -> None:
        self._free = free

    def __del__(self) -> None:
        free = self._free()
        if free is not None:
            free.put(_Slot(self._free))


class Lease:
    """A slot in use."""

    def __init__(self, slot: _Slot, free: SimpleQueue[_Slot]) -> None:
        self._held = [slot]
        self._free = free

    def release(self) -> None:
        """Free the slot."""
        self._free.put(self._held.pop())


class Slots:
    """The slots of a synchronous client, shared by threads."""

    def __init__(self, count: int = IN_FLIGHT) -> None:
        self._count = count
        self.reset_after_fork()
        reset_in_children(self)

    def reset_after_fork(self) -> None:
        """Free all slots."""
        self._free: SimpleQueue[_Slot] = SimpleQueue()
        for _ in range(self._count):
            self._free.put(_Slot(ref(self._free)))

    def take(self, deadline: Deadline) -> Lease | None:
        """Wait for a slot; None if the deadline passes."""
        free = self._free
        while True:
            try:
                return Lease(free.get(timeout=deadline.step), free)
            except Empty:
                if deadline.passed:
                    return None


class AsyncSlots:
    """The slots of an asynchronous client, shared by the tasks of one event loop."""

    def __init__(self) -> None:
        self._free = IN_FLIGHT
        self._waiting: deque[asyncio.Future[None]] = deque()

    def take_free(self) -> bool:
        """Take a slot if one is free; returns whether it did."""
        is_free = self._free > 0
        self._free -= is_free
        return is_free

    async def take(self) -> None:
        """Wait for a slot."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled():
                self.release()  # it came too late
            raise

    def release(self) -> None:
        """Free a slot, or pass it to the next waiting task."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
