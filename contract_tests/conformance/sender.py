"""Requests over HTTP, each within its deadline, all within the run's budget and pace."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

import requests
import schemathesis
import urllib3.exceptions as urllib3

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

TIMEOUT = 10.0
"""Seconds a request may take until its answer is whole."""
LARGEST_BODY = 16 << 20
UNANSWERED = 6
"""After this many requests without an answer in time, no more are made."""
THROTTLED = 5
"""How often a request that was throttled is repeated."""
LONGEST_WAIT = 30.0
"""Seconds; a check does not wait longer, whatever Retry-After asks for."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_UNREACHABLE = (
    requests.exceptions.ConnectTimeout,
    requests.exceptions.ProxyError,
    requests.exceptions.SSLError,
)


class ExhaustedError(Exception):
    """No further request may be made, and why."""


class UnansweredError(Exception):
    """A request that got no whole answer, and why."""


class UnreachableError(UnansweredError):
    """A server that cannot even be connected to."""


@dataclass
class Budget:
    """What is left of requests and time."""

    requests: int
    seconds: float
    rate: float | None
    """Requests per second, ``None`` for no limit."""
    spent: int = 0
    throttled: int = 0
    """How often the server asked to wait."""
    _unanswered: int = 0
    _ended: str = ""
    _started: float = field(default_factory=time.monotonic)
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> None:
        """Wait for a turn to make a request.

        Raises:
            ExhaustedError: There is none left.
        """
        with self._lock:
            if not self._ended:
                self._ended = self._limit()
            if self._ended:
                raise ExhaustedError(self._ended)
            self.spent += 1
            turn = max(self._next, time.monotonic())
            self._next = turn + (1 / self.rate if self.rate else 0)
        time.sleep(max(0.0, turn - time.monotonic()))

    def _limit(self) -> str:
        if self.spent >= self.requests:
            return f"the budget of {self.requests} requests is spent"
        if time.monotonic() - self._started > self.seconds:
            return f"the {self.seconds:g} s of the run are over"
        return ""

    def end(self, why: str) -> None:
        """Let no further request be made."""
        self._ended = self._ended or why

    def unanswered(self) -> None:
        """Count a request that was not answered in time."""
        with self._lock:
            self._unanswered += 1
            if self._unanswered >= UNANSWERED:
                self.end(f"{UNANSWERED} requests got no whole answer within {TIMEOUT:g} s")


@dataclass
class Sender:
    """Sends requests of one API."""

    session: requests.Session
    budget: Budget

    def send(
        self,
        request: requests.PreparedRequest,
        anew: Callable[[], requests.PreparedRequest],
        throttled: Callable[[schemathesis.Response], None],
    ) -> schemathesis.Response:
        """Send a request, and again if it is throttled: made anew, as a signature ages.

        ``throttled`` is given each answer that was not the last.

        Raises:
            ExhaustedError: The run is over.
            UnansweredError: There is no whole answer.
        """
        for _ in range(THROTTLED):
            response = self._send(request)
            if response.status_code != requests.codes.too_many:
                return response
            self.budget.throttled += 1
            throttled(response)
            time.sleep(wait(response.headers))
            request = anew()
        return self._send(request)

    def _send(self, request: requests.PreparedRequest) -> schemathesis.Response:
        self.budget.take()
        try:
            # The timeout of requests starts again with every byte of the header section.
            return _within(TIMEOUT, lambda: _exchange(self.session, request))
        except TimeoutError:
            self.budget.unanswered()
            raise UnansweredError(f"no whole answer within {TIMEOUT:g} s") from None


def _exchange(
    session: requests.Session, request: requests.PreparedRequest
) -> schemathesis.Response:
    settings = session.merge_environment_settings(str(request.url), {}, True, None, None)
    try:
        response = session.send(request, timeout=TIMEOUT, allow_redirects=False, **settings)
        response._content = _read(response)  # noqa: SLF001
    except requests.Timeout as error:
        if isinstance(error, _UNREACHABLE):
            raise UnreachableError("no connection in time") from None
        raise TimeoutError from None
    except (requests.RequestException, urllib3.HTTPError) as error:
        raise _classified(error) from None
    return schemathesis.Response.from_any(response)


def _read(response: requests.Response) -> bytes:
    content = bytearray()
    for chunk in response.iter_content(1 << 16):
        content += chunk
        if len(content) > LARGEST_BODY:
            raise UnansweredError(f"a body of more than {LARGEST_BODY} bytes")
    return bytes(content)


def _classified(error: Exception) -> UnansweredError:
    """Tell a server that is not there from one that does not speak HTTP as it should."""
    cause: BaseException = error
    while inner := cause.__cause__ or cause.__context__:
        cause = inner
        if isinstance(cause, urllib3.NewConnectionError):
            return UnreachableError(str(cause).rpartition(": ")[2])
    if isinstance(error, _UNREACHABLE):
        return UnreachableError(f"{type(error).__name__}: {cause}")
    return UnansweredError(f"{type(cause).__name__}: {cause}")


def _within(seconds: float, job: Callable[[], T]) -> T:
    """Do a job in a thread that is left to its fate if it takes too long."""
    future: Future[T] = Future()

    def work() -> None:
        try:
            future.set_result(job())
        except BaseException as error:  # noqa: BLE001 (handed on)
            future.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return future.result(seconds)


def wait(headers: Mapping[str, list[str]]) -> float:
    """Seconds that Retry-After asks for, within reason; 1 if that cannot be understood."""
    value = next(iter(headers.get("retry-after", [])), "")
    try:
        date = parsedate_to_datetime(value)
        seconds = (date - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        seconds = float(value) if _NUMBER.fullmatch(value) else 1.0
    return min(max(seconds, 0.0), LONGEST_WAIT)
