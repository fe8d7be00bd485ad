"""Everything a call can raise."""

from __future__ import annotations

import copy
from textwrap import shorten
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .answer import Answer

__all__ = [
    "APIConnectionError",
    "APITimeoutError",
    "ArgumentError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "ContractError",
    "CredentialsError",
    "Error",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "ServerError",
    "StatusError",
    "WaitFailedError",
    "WaitTimeoutError",
]

RETRYABLE = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses that say nothing against the same request a moment later."""
KEPT = 64 * 1024


class Error(Exception):
    """Base of every failure."""

    retryable: bool = False
    """Whether the same call may succeed a moment later."""

    def __reduce__(self) -> tuple[Any, ...]:
        # By default a copy is made by calling the class again with the message alone.
        return _restore, (type(self), self.args, self.__dict__)


class ArgumentError(Error, ValueError):
    """An argument breaks its rule; nothing was sent."""


class CredentialsError(Error):
    """Credentials are missing, refused by IAM or cannot be used; the call was not sent."""


class APIConnectionError(Error):
    """The server could not be reached, or the connection broke before it responded."""

    retryable: bool = True


class APITimeoutError(APIConnectionError, TimeoutError):
    """The response was not complete within ``timeout``."""


class WaitTimeoutError(Error, TimeoutError):
    """What was waited for did not finish within ``timeout``."""

    last: Any
    """The last result; None if there was none."""

    def __init__(self, message: str, last: Any) -> None:
        super().__init__(message)
        self.last = last


class WaitFailedError(Error):
    """What was waited for has failures, and the first was to end the waiting."""

    last: Any
    """The last result."""

    def __init__(self, message: str, last: Any) -> None:
        super().__init__(message)
        self.last = last


class _AnswerError(Error):
    """The server answered, but not with the result."""

    operation: str
    """Name of the operation that was called, as in the contract."""
    status: int
    headers: Mapping[str, str]
    """The answer's headers; names in any case."""
    request_id: str | None
    """What the vendor's support asks for."""

    def __init__(self, answer: Answer, message: str) -> None:
        super().__init__(f"{answer.operation}: {one_line(answer.mask.text(message))}")
        self.operation = answer.operation
        self.status = answer.status
        self.headers = answer.shown_headers
        self.request_id = answer.request_id


class ContractError(_AnswerError):
    """The server reported no error, but the answer is not what the contract promises."""

    pointer: str
    """Where in the body, as a JSON pointer; empty where it is the answer as a whole."""
    expected: str
    received: str
    body: Any
    """The body as parsed; None where it could not be."""
    content: bytes
    """The body as it came, at most its first 64 KiB."""
    retryable: bool

    def __init__(
        self, answer: Answer, expected: str, received: str, pointer: str = "", body: Any = None
    ) -> None:
        where = f"{pointer}: " if pointer else ""
        super().__init__(answer, f"{where}expected {expected}; got {received}")
        self.pointer = answer.mask.text(pointer)
        self.expected = expected
        self.received = answer.mask.text(received)
        self.body = answer.mask.json(body)
        self.content = answer.mask.content(answer.content)[:KEPT]
        self.retryable = answer.broken


class StatusError(_AnswerError):
    """The server answered with an error status."""

    error_code: str | None
    """The vendor's code, such as ``APIGW.0301``."""
    error_msg: str | None
    """The error in the vendor's words."""
    body: bytes
    """The answer's body, at most its first 64 KiB."""
    request_id: str | None
    retryable: bool

    def __init__(self, answer: Answer) -> None:
        error = answer.error()
        said = shorten(" ".join(filter(None, (error.code, error.message))), 300)
        request = f"(request {error.request_id})" if error.request_id else ""
        super().__init__(answer, " ".join(filter(None, (str(answer.status), said, request))))
        self.error_code = error.code
        self.error_msg = error.message
        self.request_id = error.request_id
        self.body = answer.mask.content(answer.content)[:KEPT]
        self.retryable = answer.status in RETRYABLE


class BadRequestError(StatusError):
    """400: an argument is not acceptable to the server."""


class AuthenticationError(StatusError):
    """401: the credentials were refused."""


class PermissionDeniedError(StatusError):
    """403: the caller lacks the permission."""


class NotFoundError(StatusError):
    """404: there is no such thing."""


class ConflictError(StatusError):
    """409: not possible in the present state."""


class RateLimitError(StatusError):
    """429: too many calls in too short a time."""


class ServerError(StatusError):
    """5xx: the service failed."""


_BY_STATUS: dict[int, type[StatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitError,
}


def error_type(status: int) -> type[StatusError]:
    """The error a status stands for."""
    return _BY_STATUS.get(status, ServerError if status // 100 == 5 else StatusError)  # noqa: PLR2004


def one_line(text: str) -> str:
    """A text from elsewhere, fit for a message."""
    return "".join(one if one.isprintable() else " " for one in text)


def twin(error: Error) -> Error:
    """The same error once more, to be raised elsewhere: a traceback belongs to one place."""
    other = copy.copy(error)
    other.__cause__ = error.__cause__
    return other


def _restore(kind: type[Error], args: tuple[Any, ...], state: dict[str, Any]) -> Error:
    error = kind.__new__(kind, *args)
    error.args = args  # which an OSError, such as TimeoutError, takes from __init__ alone
    error.__dict__.update(state)
    return error


# Tracebacks and pickles name what users import.
for _name in __all__:
    globals()[_name].__module__ = __name__.split(".", maxsplit=1)[0]
