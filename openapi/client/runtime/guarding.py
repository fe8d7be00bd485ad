"""Errors without anything that may show secrets: stack frames and foreign causes."""

from __future__ import annotations

import copy
from typing import TypeVar

from .errors import Error

E = TypeVar("E", bound=BaseException)


def stripped(error: E) -> E:
    """Remove the frames and foreign causes of an error."""
    current: BaseException | None = error
    while current is not None:
        current.__traceback__ = None
        current.__context__ = None
        if not isinstance(current.__cause__, Error):
            current.__cause__ = None
        current = current.__cause__
    return error


def copy_error(error: Error) -> Error:
    """A copy of an error, to be raised in another thread or task."""
    copied = copy.copy(error)
    copied.__cause__ = error.__cause__
    return copied


class guarded:  # noqa: N801  # a context manager
    """A block whose errors are raised without the frames inside it, which contain secrets.

    Interrupts, too; unexpected errors keep their traceback.
    """

    def __enter__(self) -> None:
        """Enter the block."""

    def __exit__(self, _: object, error: BaseException | None, traceback: object) -> None:
        if error is None or (isinstance(error, Exception) and not isinstance(error, Error)):
            return
        try:
            raise stripped(error)
        finally:
            del error, traceback  # to break the reference cycle with this frame
