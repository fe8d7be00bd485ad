"""Turns: how many requests of one client may be on their way at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from weakref import ReferenceType, ref

from ..fork import renew_in_children

if TYPE_CHECKING:
    from ..call.deadline import Deadline

IN_FLIGHT = 100
"""Requests of one client on their way at a time; more wait for their turn."""


class _Slot:
    """One of a fixed number: where an interrupt drops it, another takes its place."""

    def __init__(self, free: ReferenceType[SimpleQueue[_Slot]]) -> None:
        self._free = free

    def __del__(self) -> None:
        free = self._free()
        if free is not None:
            free.put(_Slot(self._free))


class Lease:
    """A slot that somebody has."""

    def __init__(self, slot: _Slot, free: SimpleQueue[_Slot]) -> None:
        self._held = [slot]
        self._free = free

    def release(self) -> None:
        """Let the next one have it."""
        self._free.put(self._held.pop())


class Slots:
    """For threads."""

    def __init__(self, count: int = IN_FLIGHT) -> None:
        self._count = count
        self.start_afresh()
        renew_in_children(self)

    def start_afresh(self) -> None:
        """Have all slots free."""
        self._free: SimpleQueue[_Slot] = SimpleQueue()
        for _ in range(self._count):
            self._free.put(_Slot(ref(self._free)))

    def take(self, deadline: Deadline) -> Lease | None:
        """A slot, or None if there was none in time."""
        free = self._free
        while True:
            try:
                return Lease(free.get(timeout=deadline.step), free)
            except Empty:
                if deadline.passed:
                    return None


class AsyncSlots:
    """For the tasks of one event loop."""

    def __init__(self) -> None:
        self._free = IN_FLIGHT
        self._waiting: deque[asyncio.Future[None]] = deque()

    def take_free(self) -> bool:
        """Take a slot, if there is one that nobody waits for."""
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
        """Let the next one have it."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
