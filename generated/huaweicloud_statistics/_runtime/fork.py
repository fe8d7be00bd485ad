# Written by scripts/generate from openapi/client/runtime/fork.py. Edit that.
"""Fork safety: a child process neither uses nor closes what belongs to its parent."""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Shared(Protocol):
    """State that two processes must not share: locks, connections, pending work."""

    def start_afresh(self) -> None:
        """Reset the state in a process that was just forked, and has one thread."""


_all: WeakSet[Shared] = WeakSet()


def renew_in_children(shared: Shared) -> None:
    """Call `start_afresh` in each process that is forked from this one."""
    _all.add(shared)


def _start_afresh() -> None:
    for shared in list(_all):
        shared.start_afresh()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh)
