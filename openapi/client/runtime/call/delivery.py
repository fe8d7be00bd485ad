"""A message with its retry policy, how its attempts went, and whether to retry it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..http.attempt import timed_out
from .retries import backoff, retry_after, should_retry

if TYPE_CHECKING:
    from ..auth.credentials import Credentials, CredentialsProvider
    from ..body.response import Response
    from ..errors import Error
    from ..http.attempt import Attempt
    from ..http.message import Message
    from .deadline import Deadline
    from .throttle import Throttle

LOG = logging.getLogger("huaweicloud_statistics")

# A token may expire while a request is in flight, and under load its successor too.
_MOST_RENEWALS = 3
_UNAUTHORIZED = 401
_TOO_MANY = 429
_ERROR = 400


@dataclass
class Progress:
    """What came of the last attempt, and how many there were."""

    response: Response | None = None
    failure: Error | None = None
    delay: float = 0.0
    """Seconds until the next attempt, if there is to be one."""
    retries: int = 0
    tries: int = 1
    """The number of attempts, not counting those after a renewal of credentials."""
    renewals: int = 0
    is_clock_corrected: bool = False
    """Whether the clock has been corrected."""

    @property
    def refusal(self) -> Response | None:
        """The response, if it rejects the credentials."""
        is_refusal = self.response is not None and self.response.status == _UNAUTHORIZED
        return self.response if is_refusal else None

    def effort(self, deadline: Deadline) -> str:
        """The number of attempts and their duration; empty after a single attempt."""
        if self.tries == 1:
            return ""
        return f"; tried {self.tries} times in {deadline.spent:.1f} s"

    def __str__(self) -> str:
        if self.response is None:
            return str(self.failure)
        request_id = self.response.request_id
        if not request_id:
            return str(self.response.status)
        return f"{self.response.status} (request {self.response.redactor.text(request_id)})"


@dataclass(eq=False)
class Delivery:
    """A message with its credentials, deadline and retry policy."""

    message: Message
    credentials: CredentialsProvider
    deadline: Deadline
    max_retries: int
    retry_statuses: bool = True
    throttle: Throttle | None = None
    """Shared by all calls of the client; None for logins."""


def may_be_expired(
    progress: Progress, provider: CredentialsProvider, credentials: Credentials
) -> bool:
    """Whether a 401 may mean an expired token: the first always, later ones if it was accepted."""
    return (
        progress.refusal is not None
        and provider.renewable
        and (progress.renewals == 0 or credentials.accepted)
        and progress.renewals < _MOST_RENEWALS
    )


def record(throttle: Throttle | None, attempt: Attempt, progress: Progress) -> None:
    """Update the throttle after an attempt, and set the delay before a retry."""
    response = progress.response
    if response is None or response.status >= _ERROR or response.interrupted:
        progress.delay = backoff(progress.retries, response)
    if throttle and response:
        if response.status == _TOO_MANY:
            throttle.hold(progress.delay, attempt.started, response)
        else:
            throttle.accept(is_served=not should_retry(response))


def is_throttled(progress: Progress) -> bool:
    return progress.response is not None and progress.response.status == _TOO_MANY


def is_queued(delivery: Delivery) -> bool:
    """Whether a throttled call waits behind others, which the server still serves."""
    deadline, throttle = delivery.deadline, delivery.throttle
    return deadline.starts_when_sent and throttle is not None and throttle.serves(deadline.seconds)


def is_retried(delivery: Delivery, progress: Progress) -> bool:
    """Whether to retry; a delay that the server requested does not count as a retry."""
    response = progress.response
    if response:
        transient = delivery.retry_statuses and should_retry(response)
    else:
        transient = progress.failure is not None and progress.failure.retryable
    if not transient or not delivery.message.idempotent or not delivery.max_retries:
        return False
    if response is None or not retry_after(response.headers):
        if progress.retries >= delivery.max_retries:
            return False
        progress.retries += 1
    if progress.delay >= delivery.deadline.left:
        return False
    progress.tries += 1
    LOG.info("%s: %s; retry in %.2f s", delivery.message.operation, str(progress), progress.delay)
    return True


def held_back(delivery: Delivery, throttle: Throttle) -> Error:
    """The error of a call that cannot be sent before its deadline."""
    operation, deadline = delivery.message.operation, delivery.deadline
    if throttle.refusal is None or not throttle.has_learned:
        error: Error = timed_out(operation, deadline)
        error.args = (f"{error}; not sent: more calls than rate allows",)
        return error
    error = replace(throttle.refusal, operation=operation).status_error()
    held_for = throttle.held_for
    waits = f"{held_for:.0f} s" if held_for >= 1 else "their turn"
    error.args = (f"{error}; not sent: all calls wait for {waits}, as the server throttles them",)
    return error
