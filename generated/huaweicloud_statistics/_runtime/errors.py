# Written by scripts/generate from openapi/client/runtime/errors.py. Edit that.
"""The errors that a client raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .call.retry_after import requested_wait

if TYPE_CHECKING:
    from collections.abc import Mapping

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
"""Statuses of transient failures."""


class Error(Exception):
    """Base class of all errors that a client raises."""

    retryable: bool = False
    """Whether the same call may succeed later."""

    def __reduce__(self) -> tuple[Any, ...]:
        # By default, copying would call the class with the message alone.
        return _restore, (type(self), self.args, self.__dict__)


class ArgumentError(Error, ValueError):
    """An argument is invalid; nothing was sent."""

    pointer: str = ""
    """JSON pointer of the invalid part; empty for the argument as a whole."""

    def __init__(self, message: str, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer


class CredentialsError(Error):
    """Credentials are missing, invalid or rejected by IAM; the call was not sent."""


class APIConnectionError(Error):
    """The server could not be reached, or the connection broke before it responded."""

    retryable: bool = True


class APITimeoutError(APIConnectionError, TimeoutError):
    """The response was not complete within `timeout`."""


class _WaitError(Error):
    last: Any
    """The last result; None if there was none."""

    def __init__(self, message: str, last: Any) -> None:
        super().__init__(message)
        self.last = last


class WaitTimeoutError(_WaitError, TimeoutError):
    """What was waited for did not finish within `timeout`."""


class WaitFailedError(_WaitError):
    """Part of what was waited for failed, and `fail_fast` was set."""


class _ResponseError(Error):
    """The server responded, but not with a result."""

    operation: str
    """Id of the operation that was called, as in the contract."""
    status: int
    headers: Mapping[str, str]
    """The response's headers; names are case-insensitive."""
    request_id: str | None
    """Identifies the request to the vendor's support."""

    def __init__(
        self,
        message: str,
        *,
        operation: str,
        status: int,
        headers: Mapping[str, str],
        request_id: str | None,
    ) -> None:
        super().__init__(f"{operation}: {one_line(message)}")
        self.operation = operation
        self.status = status
        self.headers = headers
        self.request_id = request_id


class ContractError(_ResponseError):
    """The response violates the contract, though its status is not an error."""

    pointer: str
    """JSON pointer into the body; empty for the response as a whole."""
    expected: str
    received: str
    body: Any
    """The parsed body; None if it is not JSON, or is larger than 64 KiB."""
    content: bytes
    """The body's first 64 KiB as received."""
    retryable: bool

    def __init__(  # noqa: PLR0913
        self,
        message: str,
        *,
        pointer: str,
        expected: str,
        received: str,
        body: Any,
        content: bytes,
        retryable: bool,
        **response: Any,
    ) -> None:
        super().__init__(message, **response)
        self.pointer = pointer
        self.expected = expected
        self.received = received
        self.body = body
        self.content = content
        self.retryable = retryable


class StatusError(_ResponseError):
    """The server responded with an error status."""

    error_code: str | None
    """The vendor's code, such as ``APIGW.0301``."""
    error_msg: str | None
    """The vendor's error message."""
    body: bytes
    """The body's first 64 KiB as received."""
    retryable: bool

    def __init__(
        self,
        message: str,
        *,
        error_code: str | None,
        error_msg: str | None,
        body: bytes,
        **response: Any,
    ) -> None:
        super().__init__(message, **response)
        self.error_code = error_code
        self.error_msg = error_msg
        self.body = body
        self.retryable = self.status in RETRYABLE


class BadRequestError(StatusError):
    """400: the server does not accept an argument."""


class AuthenticationError(StatusError):
    """401: the server rejected the credentials."""


class PermissionDeniedError(StatusError):
    """403: the caller lacks the permission."""


class NotFoundError(StatusError):
    """404: there is no such resource."""


class ConflictError(StatusError):
    """409: the resource's state does not allow it."""


class RateLimitError(StatusError):
    """429: too many calls in too short a time."""

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, from the header Retry-After; None without it."""
        return requested_wait(self.headers)


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
    """The class of the error for a status."""
    return _BY_STATUS.get(status, ServerError if status // 100 == 5 else StatusError)  # noqa: PLR2004


def one_line(text: str) -> str:
    """A foreign text on one line, without control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _restore(kind: type[Error], args: tuple[Any, ...], state: dict[str, Any]) -> Error:
    error = kind.__new__(kind, *args)
    error.args = args  # an OSError, such as TimeoutError, sets them in __init__ alone
    error.__dict__.update(state)
    return error


# Tracebacks and pickles show the public module.
for _name in __all__:
    globals()[_name].__module__ = __name__.rsplit(".", 2)[0]
