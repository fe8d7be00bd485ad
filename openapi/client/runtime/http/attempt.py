"""A single attempt to send a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..body.response import Response
from ..errors import APIConnectionError, APITimeoutError, Error, one_line
from ..network.certificates import advice
from ..network.failures import DeadlinePassedError, FailedError, plain
from ..redaction.secret import Secret
from .body import Body
from .headers import decoded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call.deadline import Deadline
    from ..redaction.redactor import Redactor
    from .headers import Headers
    from .message import Message


@dataclass
class Attempt:
    """A single attempt to send a request, and what was received so far."""

    message: Message
    deadline: Deadline
    redactor: Redactor
    started: float = 0.0
    """When it was sent, on the monotonic clock."""
    status: int = 0
    headers: Headers = field(init=False, repr=False)
    body: Body = field(init=False, repr=False)
    is_interrupted: bool = False
    """Whether the connection broke while the body was received."""

    def begin(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Record the status and headers of a response."""
        self.status, self.headers = status, decoded(headers)
        self.body = Body(self.headers)
        if self.message.response_has_secret:
            self.redactor.add(Secret(self.headers.get("X-Subject-Token", "")))

    def interrupt(self, error: Exception) -> None:
        """Record that the body is incomplete; status and headers are kept."""
        self.is_interrupted = True
        self.body.fault = f"an interrupted body: {self._reason(error)}"

    def response(self) -> Response:
        """The response as far as it was received."""
        return Response(
            operation=self.message.operation,
            status=self.status,
            headers=self.headers,
            content=self.body.content,
            fault=self.body.fault,
            interrupted=self.is_interrupted,
            redactor=self.redactor,
        )

    def failure(self, error: Exception) -> Error:
        """Our error, not chained to one that refers to the request and its secrets."""
        operation = self.message.operation
        if isinstance(error, DeadlinePassedError | TimeoutError):
            return timed_out(operation, self.deadline)
        failure = APIConnectionError(f"{operation}: {self._reason(error)}")
        failure.retryable = isinstance(error, FailedError) and error.transient
        return failure

    def _reason(self, error: Exception) -> str:
        problem = one_line(self.redactor.text(plain(str(error)))) or type(error).__name__
        return problem + advice(problem)


def timed_out(operation: str, deadline: Deadline) -> APITimeoutError:
    """The error of a call that took too long."""
    return APITimeoutError(f"{operation}: no complete response in {deadline.seconds:g} s")
