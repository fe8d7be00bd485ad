# Written by scripts/generate from openapi/client/runtime/network/lookup.py. Edit that.
"""Name resolution in threads, as a lookup itself cannot be interrupted."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from ipaddress import ip_address
from itertools import chain, zip_longest
from typing import Any, TypeAlias

from ..fork import reset_in_children

Address: TypeAlias = tuple[socket.AddressFamily, socket.SocketKind, int, Any]


class Lookups:
    """Runs each lookup in a daemon thread, and shares it among concurrent callers."""

    def __init__(self) -> None:
        self.reset_after_fork()
        reset_in_children(self)

    def reset_after_fork(self) -> None:
        # Reentrant, as a signal handler may make a call.
        self._lock = threading.RLock()
        self._running: dict[tuple[str, int], Future[list[Address]]] = {}

    def start(self, host: str, port: int) -> Future[list[Address]]:
        """Look up a host's addresses, with address families interleaved.

        The future's error is an `OSError` or a `UnicodeError`.
        """
        future: Future[list[Address]]
        if _is_address(host):
            future = Future()
            _look_up(host, port, future)
            return future
        with self._lock:
            running = self._running.get((host, port))
            if running is not None:
                return running
            future = Future()
            thread = threading.Thread(target=self._run, args=(host, port, future), daemon=True)
            try:
                thread.start()
            except RuntimeError as error:  # the limit of threads is reached
                raise OSError(str(error)) from None
            # After the start, which an interrupt may prevent; the thread waits for the lock.
            self._running[host, port] = future
        return future

    def _run(self, host: str, port: int, future: Future[list[Address]]) -> None:
        _look_up(host, port, future)
        with self._lock:
            self._running.pop((host, port), None)


def _look_up(host: str, port: int, future: Future[list[Address]]) -> None:
    try:
        addresses = _interleaved(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except BaseException as error:  # noqa: BLE001  # raised in those who wait
        future.set_exception(error)
    else:
        future.set_result(addresses)


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _interleaved(entries: list[Any]) -> list[Address]:
    """Addresses of alternating families, so that an unreachable family does not block the other."""
    families: dict[Any, list[Address]] = {}
    for family, kind, protocol, _, address in entries:
        families.setdefault(family, []).append((family, kind, protocol, address))
    return list(filter(None, chain.from_iterable(zip_longest(*families.values()))))


lookups = Lookups()
