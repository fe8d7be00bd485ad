# Written by scripts/generate from openapi/client/runtime/guarding.py. Edit that.
"""Errors without what may show secrets: frames with their variables, and foreign causes."""

from __future__ import annotations

import copy
from typing import TypeVar

from .errors import Error

E = TypeVar("E", bound=BaseException)


def stripped(error: E) -> E:
    """An error without frames and foreign causes."""
    current: BaseException | None = error
    while current is not None:
        current.__traceback__ = None
        current.__context__ = None
        if not isinstance(current.__cause__, Error):
            current.__cause__ = None
        current = current.__cause__
    return error


def copy_error(error: Error) -> Error:
    """A copy to raise elsewhere, as a traceback belongs to one place."""
    copied = copy.copy(error)
    copied.__cause__ = error.__cause__
    return copied


class guarded:  # noqa: N801  # as of contextlib
    """A block in which errors end, as the frames below it have secrets.

    So do interrupts, but not what is unexpected and to be looked into.
    """

    def __enter__(self) -> None:
        """Nothing has to be noted."""

    def __exit__(self, _: object, error: BaseException | None, traceback: object) -> None:
        if error is None or (isinstance(error, Exception) and not isinstance(error, Error)):
            return
        try:
            raise stripped(error)
        finally:
            del error, traceback  # which have this frame in their traceback
