# Written by scripts/generate from openapi/client/runtime/call/caller.py. Edit that.
"""Calls with credentials, retries and a deadline, shared by both kinds of clients."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, TypeVar

from ..auth.credentials import StaticProvider
from ..errors import ArgumentError, Error
from ..http.attempt import Attempt, timed_out
from ..http.body import ACCEPTED
from ..http.message import InvalidRequestError, Message, build_request
from ..redaction.redactor import Redactor, redacted_logs
from .deadline import Deadline, checked_seconds
from .delivery import (
    Delivery,
    Progress,
    held_back,
    is_queued,
    is_retried,
    is_throttled,
    may_be_expired,
    record,
)
from .retries import checked_max_retries
from .throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..auth.credentials import Credentials
    from ..body.response import Response
    from ..endpoint import Endpoint
    from ..http.message import Request
    from ..http.wire import Turn, Wire
    from ..settings import Settings
    from .background import Background
    from .options import CallOptions

T = TypeVar("T")

LOG = logging.getLogger("huaweicloud_statistics")

_ERROR = 400
_IDEMPOTENT = ("GET", "HEAD")


class Caller:
    """Makes the calls of one client."""

    def __init__(self, settings: Settings, wire: Wire, background: Background) -> None:
        self.settings = settings
        self.wire = wire
        self.background = background
        self._throttle = Throttle(settings.rate)

    @property
    def is_async(self) -> bool:
        return self.wire.is_async

    async def call(
        self, endpoint: Endpoint[T], options: CallOptions, arguments: Mapping[str, Any]
    ) -> T:
        """Call an operation; returns its result."""
        return endpoint.result(await self.response(endpoint, options, arguments))

    async def response(
        self,
        endpoint: Endpoint[Any],
        options: CallOptions,
        arguments: Mapping[str, Any],
        *,
        retry_statuses: bool = True,
    ) -> Response:
        """Call an operation; returns its response, whatever the status.

        Raises:
            ArgumentError: An argument is invalid.
            APIConnectionError: The last attempt got no response.
            APITimeoutError: It took too long.
            CredentialsError: There are no valid credentials.
        """
        message = self._message(endpoint, arguments)
        timeout, max_retries = self.settings.timeout, self.settings.max_retries
        if options.timeout is not None:
            timeout = checked_seconds("timeout", options.timeout)
        if options.max_retries is not None:
            max_retries = checked_max_retries(options.max_retries)
        deadline = Deadline(timeout)
        if deadline.starts_when_sent:
            deadline.suspend()
        credentials = self.settings.credentials
        return await self._deliver(
            Delivery(message, credentials, deadline, max_retries, retry_statuses, self._throttle)
        )

    async def send(self, message: Message, deadline: Deadline) -> Response:
        """Send a message without credentials, for providers of credentials."""
        anonymous, max_retries = StaticProvider(), self.settings.max_retries
        return await self._deliver(Delivery(message, anonymous, deadline, max_retries))

    def _message(self, endpoint: Endpoint[Any], arguments: Mapping[str, Any]) -> Message:
        request = endpoint.request(arguments)
        request["url"] = self.settings.base_url + request["url"]
        return Message(endpoint.id, request, request["method"].upper() in _IDEMPOTENT)

    async def _deliver(self, delivery: Delivery) -> Response:
        """Send until there is a response to return, or no retry is left."""
        message, credentials = delivery.message, delivery.credentials
        redactor = Redactor(
            (*message.secrets, *self.settings.secrets),
            headers_are_secret=message.response_has_secret,
        )
        progress = Progress()
        rejected: Credentials | None = None
        while True:
            attempt = Attempt(message, delivery.deadline, redactor)
            turn = await self._turn(delivery)
            try:
                # After the turn: a token might expire while its request waits to be sent.
                current = await credentials.get(self, delivery.deadline, rejected)
                if current is rejected:
                    break  # there are no others
                await self._try(attempt, current, progress)
            finally:
                if turn:
                    turn.release()
            record(delivery.throttle, attempt, progress)
            rejected = None
            refusal = None if progress.is_clock_corrected else progress.refusal
            if refusal and current.learn(refusal):
                progress.is_clock_corrected = True
                continue
            if may_be_expired(progress, credentials, current):
                rejected, progress.renewals = current, progress.renewals + 1
                continue
            if not is_retried(delivery, progress):
                break
            if not (delivery.throttle and is_throttled(progress)):
                await self.wire.sleep(progress.delay, delivery.deadline)
            elif is_queued(delivery):  # the throttle delays it
                delivery.deadline.suspend()
        effort = progress.effort(delivery.deadline)
        if progress.response:
            progress.response.effort = effort
            return progress.response
        failure = progress.failure or timed_out(message.operation, delivery.deadline)
        failure.args = (f"{failure}{effort}",)
        raise failure

    async def _turn(self, delivery: Delivery) -> Turn | None:
        """Wait for a free slot, and for the throttle."""
        throttle, deadline = delivery.throttle, delivery.deadline
        # A login is sent for calls that have a slot already.
        if throttle is None:
            return None
        held_for = throttle.held_for
        if held_for >= deadline.left:
            operation = delivery.message.operation
            raise held_back(delivery, throttle) if held_for else timed_out(operation, deadline)
        turn = await self.wire.turn(delivery.message.operation, deadline)
        try:
            await self._pace(delivery, throttle)
        except BaseException:
            turn.release()
            raise
        if deadline.is_suspended:
            deadline.restart()
        return turn

    async def _pace(self, delivery: Delivery, throttle: Throttle) -> None:
        planned = throttle.send_time()
        while planned and (seconds := planned.at - time.monotonic()) > 0:
            if seconds >= delivery.deadline.left:
                raise held_back(delivery, throttle)
            await self.wire.sleep(seconds, delivery.deadline)
            planned = throttle.send_time(planned)

    async def _try(self, attempt: Attempt, credentials: Credentials, progress: Progress) -> None:
        request = self._request(attempt, credentials)
        attempt.started = started = time.monotonic()
        earlier = str(progress) if progress.response or progress.failure else None
        progress.failure, progress.response = None, None
        try:
            with redacted_logs(attempt.redactor):
                progress.response = await self.wire.send(request, attempt)
        except Error as error:
            progress.failure = error
            LOG.debug("%s after %.3f s", error, time.monotonic() - started)
            if earlier is not None:
                error.add_note(f"before that: {earlier}")
            return
        if progress.response.status < _ERROR:
            credentials.accept()
        spent = time.monotonic() - started
        if LOG.isEnabledFor(logging.DEBUG):  # redaction is slow
            LOG.debug("%s: %s in %.3f s", attempt.message.operation, str(progress), spent)

    def _request(self, attempt: Attempt, credentials: Credentials) -> Request:
        message = attempt.message
        own = message.request.get("headers", {})
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": ACCEPTED,
            # Some of the vendor's gateways reject a GET without it.
            "Content-Type": "application/json",
            "User-Agent": self.settings.user_agent,
            **own,
        }
        if self.wire.is_closed:
            raise Error(f"{message.operation}: the client is closed")
        try:
            request = build_request(message.request, headers)
        except (AttributeError, TypeError, ValueError, InvalidRequestError) as error:
            raise ArgumentError(
                f"{message.operation}: an argument cannot be sent: {error}"
            ) from error
        attempt.redactor.add(*credentials.apply(request, {name.lower() for name in own}))
        return request
