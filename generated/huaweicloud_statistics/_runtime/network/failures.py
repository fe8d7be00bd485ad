# Written by scripts/generate from openapi/client/runtime/network/failures.py. Edit that.
"""How an attempt may fail, whoever made the connection."""

from __future__ import annotations


class FailedError(Exception):
    """No response, for a reason that the message tells."""

    def __init__(self, reason: str, *, transient: bool) -> None:
        super().__init__(reason)
        self.transient = transient
        """Whether it may be gone a moment later."""


class DeadlinePassedError(Exception):
    """The deadline passed in the middle of something."""


class StaleConnectionError(FailedError):
    """A reused connection broke before the first byte of a response.

    Most likely the server closed it for having been idle, while the request was on its way.
    """

    def __init__(self) -> None:
        super().__init__("the server closed an idle connection", transient=True)
