"""Fork safety: a child process neither uses nor closes what belongs to its parent."""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Shared(Protocol):
    """State that two processes must not share: locks, connections, pending work."""

    def reset_after_fork(self) -> None:
        """Reset the state in a process that was just forked, and has one thread."""


_registered: WeakSet[Shared] = WeakSet()


def reset_in_children(shared: Shared) -> None:
    """Call `reset_after_fork` in each process that is forked from this one."""
    _registered.add(shared)


def _reset_after_fork() -> None:
    for shared in list(_registered):
        shared.reset_after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset_after_fork)
