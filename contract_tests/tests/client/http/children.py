"""Forked child processes of a test."""

from __future__ import annotations

import os
import pickle
import select
import signal
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 60.0
"""Seconds that a child may take."""


class Child:
    """A forked process that calls a function."""

    def __init__(self, function: Callable[[], Any]) -> None:
        self._reader, writer = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads: they are the point
            self._pid = os.fork()
        if not self._pid:
            _end_with(function, writer)
        os.close(writer)

    def result(self) -> Any:
        """The function's result.

        Raises:
            RuntimeError: It raised.
            TimeoutError: It took too long.
        """
        received = b""
        try:
            while True:
                if not select.select([self._reader], [], [], LIMIT)[0]:
                    os.kill(self._pid, signal.SIGKILL)
                    raise TimeoutError("the child did not end")
                part = os.read(self._reader, 65536)
                if not part:
                    break
                received += part
        finally:
            os.close(self._reader)
            os.waitpid(self._pid, 0)
        returned, value = pickle.loads(received)  # noqa: S301  # ours
        if not returned:
            raise RuntimeError(value)
        return value


def _end_with(function: Callable[[], Any], writer: int) -> None:
    # The child must never continue as the test.
    try:
        outcome: Any = True, function()
    except BaseException as error:  # noqa: BLE001  # reported to the parent
        outcome = False, repr(error)
    try:
        with open(writer, "wb") as pipe:  # a descriptor
            pickle.dump(outcome, pipe)
    finally:
        os._exit(0)
