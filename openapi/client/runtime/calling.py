"""What a call does: show who sends it, try again, judge. Written once for both clients."""

from __future__ import annotations

import logging
import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from ._httpx import httpx
from .deadline import Deadline, seconds
from .errors import ArgumentError, Error
from .masking import Mask, masked_logs
from .message import Message
from .retries import count, pause, worthwhile
from .wire import Exchange, too_late

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractAsyncContextManager

    from .answer import Answer
    from .credentials import Credentials, Grant
    from .operation import Operation
    from .settings import Settings
    from .wire import Wire

T = TypeVar("T")

LOG = logging.getLogger("huaweicloud_statistics")

# A token may expire while a request is on its way, and under load its successor too.
_MOST_RENEWALS = 3
_REFUSED = 401
_OWN_METHODS = {"GET", "HEAD"}


@dataclass(frozen=True)
class CallOptions:
    """How long a call may take, and how often it is tried again; None for the client's own."""

    timeout: float | None = None
    max_retries: int | None = None


@dataclass
class _Attempts:
    """How often what has been tried."""

    failed: int = 0
    renewed: int = 0
    failure: Error | None = None
    answer: Answer | None = None


class Caller:
    """Makes the calls of one client."""

    def __init__(self, settings: Settings, wire: Wire) -> None:
        self.settings = settings
        self.wire = wire

    async def call(
        self, operation: Operation[T], options: CallOptions, arguments: Mapping[str, Any]
    ) -> T:
        """Call an operation; its result."""
        return operation.result(await self.answer(operation, options, arguments))

    async def answer(
        self,
        operation: Operation[Any],
        options: CallOptions,
        arguments: Mapping[str, Any],
        *,
        judged: bool = True,
    ) -> Answer:
        """Call an operation; its answer, whatever it is."""
        message = self._message(operation, arguments)
        timeout, retries = options.timeout, options.max_retries
        deadline = Deadline(self.settings.timeout if timeout is None else seconds(timeout))
        max_retries = self.settings.max_retries if retries is None else count(retries)
        credentials = self.settings.credentials
        return await self.deliver(
            message, credentials, deadline, max_retries, credentials.secrets, judged=judged
        )

    def _message(self, operation: Operation[Any], arguments: Mapping[str, Any]) -> Message:
        request = operation.request(arguments)
        request["url"] = self.settings.base_url + request["url"]
        return Message(operation.id, request, request["method"].upper() in _OWN_METHODS)

    async def deliver(  # noqa: PLR0913
        self,
        message: Message,
        credentials: Credentials,
        deadline: Deadline,
        max_retries: int,
        secrets: tuple[str, ...],
        *,
        judged: bool = True,
    ) -> Answer:
        """Send a message until there is an answer worth having, or no time or hope is left.

        Raises:
            APIConnectionError: The last attempt got no answer.
            CredentialsError: There is no right to send it.
            APITimeoutError: It took too long.
        """
        mask = Mask(secrets, headers_are_secret=message.brings_secret)
        tried = _Attempts()
        refused: Grant | None = None
        while True:
            exchange = Exchange(message, deadline, mask)
            async with self._turn(exchange):
                # Not before: a token might expire while its request waits to be sent.
                grant = await credentials.grant(self, deadline, refused)
                await self._try(exchange, grant, tried)
            refused = None
            if tried.answer and _expired(tried, credentials, grant):
                refused, tried.renewed = grant, tried.renewed + 1
                continue
            delay = _delay(message, tried, deadline, max_retries, judged=judged)
            if delay is None:
                break
            tried.failed += 1
            await self.wire.sleep(delay)
        if tried.answer:
            return tried.answer
        raise tried.failure or too_late(message.operation, deadline)

    def _turn(self, exchange: Exchange) -> AbstractAsyncContextManager[None]:
        # A login is waited for by those who have their turn already.
        return nullcontext() if exchange.message.brings_secret else self.wire.slot(exchange)

    async def _try(self, exchange: Exchange, grant: Grant, tried: _Attempts) -> None:
        request = self._request(exchange, grant)
        started = time.monotonic()
        earlier, tried.failure, tried.answer = tried.failure or tried.answer, None, None
        try:
            with masked_logs(exchange.mask):
                tried.answer = await self.wire.send(request, exchange)
        except Error as error:
            tried.failure = error
            LOG.debug("%s after %.3f s", error, time.monotonic() - started)
            if earlier is not None:
                error.add_note(f"before that: {_outcome(earlier)}")
            return
        grant.accepted |= tried.answer.status < 400  # noqa: PLR2004
        spent = time.monotonic() - started
        LOG.debug("%s: %s in %.3f s", exchange.message.operation, _outcome(tried.answer), spent)

    def _request(self, exchange: Exchange, grant: Grant) -> httpx.Request:
        message = exchange.message
        headers = {
            "Accept": "application/json",
            # Some of the vendor's gateways refuse a GET without one.
            "Content-Type": "application/json",
            "User-Agent": self.settings.user_agent,
            **message.request.get("headers", {}),
        }
        http = self.wire.http
        if http.is_closed:
            raise Error(f"{message.operation}: the client is closed")
        try:
            request = http.build_request(
                **{**message.request, "headers": headers}, timeout=exchange.timeout
            )
        except (AttributeError, TypeError, ValueError, httpx.InvalidURL) as error:
            raise ArgumentError(
                f"{message.operation}: an argument cannot be sent: {error}"
            ) from error
        own = {name.lower() for name in message.request.get("headers", {})}
        exchange.mask.add(*grant.apply(request, own))
        return request


def _expired(tried: _Attempts, credentials: Credentials, grant: Grant) -> bool:
    """Whether a refusal may be for the age of a token: always once, then if it was good before."""
    return (
        tried.answer is not None
        and tried.answer.status == _REFUSED
        and credentials.renewable
        and (tried.renewed == 0 or grant.accepted)
        and tried.renewed < _MOST_RENEWALS
    )


def _delay(
    message: Message, tried: _Attempts, deadline: Deadline, max_retries: int, *, judged: bool
) -> float | None:
    """Seconds until the next attempt, None if there is to be none."""
    if tried.answer:
        again = judged and worthwhile(tried.answer)
    else:
        again = tried.failure is not None and tried.failure.retryable
    if not again or not message.repeatable or tried.failed >= max_retries:
        return None
    delay = pause(tried.failed, tried.answer)
    if delay >= deadline.left:
        return None
    LOG.info("%s: %s; again in %.2f s", message.operation, _outcome(tried), delay)
    return delay


def _outcome(tried: _Attempts | Answer | Error) -> str:
    if isinstance(tried, _Attempts):
        tried = tried.answer or tried.failure or Error("nothing")
    if isinstance(tried, Error):
        return str(tried)
    request = f" (request {tried.mask.text(tried.request_id)})" if tried.request_id else ""
    return f"{tried.status}{request}"
