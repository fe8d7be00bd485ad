# Written by scripts/generate from openapi/client/runtime/errors.py. Edit that.
"""Everything a call can raise."""

# ruff: noqa: N818  # names say what happened, as HTTP's own do

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .answer import Answer

__all__ = [
    "ArgumentError",
    "BadRequest",
    "Conflict",
    "ConnectionFailed",
    "ContractError",
    "CredentialsError",
    "DeadlineExceeded",
    "Error",
    "Forbidden",
    "NotFound",
    "ServerError",
    "StatusError",
    "TooManyRequests",
    "Unauthorized",
]

KEPT = 64 * 1024


class Error(Exception):
    """Base of every failure."""

    def __reduce__(self) -> tuple[Any, ...]:
        # By default a copy is made by calling the class again with the message alone.
        return _restore, (type(self), self.args, self.__dict__)


class ArgumentError(Error, ValueError):
    """An argument breaks its rule; nothing was sent."""


class CredentialsError(Error):
    """Credentials are missing or cannot be used; nothing was sent."""


class ConnectionFailed(Error):
    """The server could not be reached, or the connection broke before it answered."""


class DeadlineExceeded(Error):
    """The answer was not complete in time."""


class _AnswerError(Error):
    """The server answered, but not with the result."""

    operation: str
    """Name of the operation that was called, as in the spec."""
    status: int
    headers: Mapping[str, str]
    """The answer's headers; names in any case."""
    request_id: str | None
    """What the vendor's support asks for."""
    body: bytes
    """The answer's body, at most its first 64 KiB."""

    def __init__(self, answer: Answer, message: str) -> None:
        super().__init__(f"{answer.operation}: {message}")
        self.operation = answer.operation
        self.status = answer.status
        self.headers = answer.headers
        self.request_id = answer.request_id
        self.body = answer.content[:KEPT]


class ContractError(_AnswerError):
    """The server reported success, but the answer is not what the spec promises."""


class StatusError(_AnswerError):
    """The server answered with another status than success."""

    error_code: str | None
    """The vendor's code, such as ``APIGW.0301``."""
    error_msg: str | None
    """The error in the vendor's words."""

    def __init__(self, answer: Answer) -> None:
        self.error_code, self.error_msg = answer.error_members()
        said = shorten(" ".join(filter(None, (self.error_code, self.error_msg))), 300)
        request = f"(request {answer.request_id})" if answer.request_id else ""
        super().__init__(answer, " ".join(filter(None, (str(answer.status), said, request))))


class BadRequest(StatusError):
    """400: an argument is not acceptable to the server."""


class Unauthorized(StatusError):
    """401: the credentials were refused."""


class Forbidden(StatusError):
    """403: the caller lacks the permission."""


class NotFound(StatusError):
    """404: there is no such thing."""


class Conflict(StatusError):
    """409: not possible in the present state."""


class TooManyRequests(StatusError):
    """429: too many calls in too short a time."""


class ServerError(StatusError):
    """5xx: the service failed."""


_BY_STATUS: dict[int, type[StatusError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    429: TooManyRequests,
}


def error_type(status: int) -> type[StatusError]:
    """The error a status stands for."""
    return _BY_STATUS.get(status, ServerError if status // 100 == 5 else StatusError)  # noqa: PLR2004


def _restore(kind: type[Error], args: tuple[Any, ...], state: dict[str, Any]) -> Error:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


# Tracebacks and pickles name what users import.
for _name in __all__:
    globals()[_name].__module__ = __name__.split(".", maxsplit=1)[0]
