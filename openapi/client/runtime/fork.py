"""A forked child starts afresh: what belongs to its parent is neither used nor ended there."""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Shared(Protocol):
    """What must not be shared by two processes: locks, connections, what waits for another."""

    def start_afresh(self) -> None:
        """Be as new, in a process that was forked a moment ago and has one thread."""


_all: WeakSet[Shared] = WeakSet()


def renew_in_children(shared: Shared) -> None:
    """Have something start afresh in each process that is forked from this one."""
    _all.add(shared)


def _start_afresh() -> None:
    for shared in list(_all):
        shared.start_afresh()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh)
