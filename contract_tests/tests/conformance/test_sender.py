from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import requests

from contract_tests.conformance import sender
from contract_tests.conformance.sender import (
    Budget,
    ExhaustedError,
    Sender,
    UnansweredError,
    UnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def answering(answer: Callable[[socket.socket, int], None]) -> Iterator[str]:
    """A server that reads a request and leaves the rest to a function; gives its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            number = 0
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    number += 1
                    answer(connection, number)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def send(url: str, budget: Budget | None = None) -> int:
    """Send one GET, and give the status of its answer."""
    with requests.Session() as session:
        session.trust_env = False

        def prepare() -> requests.PreparedRequest:
            return session.prepare_request(requests.Request("GET", url))

        return (
            Sender(session, budget or Budget(10, 60, None))
            .send(prepare(), prepare, lambda _: None)
            .status_code
        )


def test_waits_as_told() -> None:
    """A throttled request is repeated when Retry-After says so, and counted."""

    def answer(connection: socket.socket, number: int) -> None:
        throttled = b"HTTP/1.1 429 Slow\r\nRetry-After: 0.2\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(throttled if number < 3 else OK)

    budget = Budget(10, 60, None)
    with answering(answer) as url:
        started = time.monotonic()
        assert send(url, budget) == 200

    assert time.monotonic() - started >= 0.4
    assert (budget.spent, budget.throttled) == (3, 2)


@pytest.mark.parametrize(
    ("value", "seconds"), [("3", 3), ("-1", 0), ("3600", 30), ("soon", 1), ("", 1), ("nan", 1)]
)
def test_understands_retry_after(value: str, seconds: float) -> None:
    """Retry-After is taken in seconds, within reason; what says nothing is a second."""
    assert sender.wait({"retry-after": [value]}) == seconds


def drip(connection: socket.socket, _: int) -> None:
    connection.settimeout(1)
    try:
        for byte in OK * 100:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)
    except OSError:
        return


def stall(connection: socket.socket, _: int) -> None:
    connection.settimeout(2)
    try:
        connection.recv(1)
    except OSError:
        return


@pytest.mark.parametrize("misbehave", [drip, stall])
def test_deadline(
    misbehave: Callable[[socket.socket, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that crawls or stalls costs no more than the deadline."""
    monkeypatch.setattr(sender, "TIMEOUT", 0.3)
    with answering(misbehave) as url:
        started = time.monotonic()
        with pytest.raises(UnansweredError, match=r"no whole answer within 0\.3 s"):
            send(url)

        assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"",
        b"HTTP/1.1 OK OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    ],
    ids=["nothing", "status-line", "short", "chunk", "gzip"],
)
def test_broken_answers(bytes_sent: bytes) -> None:
    """What is no whole HTTP answer is told apart from an answer, and from no server."""
    with (
        answering(lambda connection, _: connection.sendall(bytes_sent)) as url,
        pytest.raises(UnansweredError) as fault,
    ):
        send(url)

    assert not isinstance(fault.value, UnreachableError)


def test_nobody_there() -> None:
    """A connection that is refused means that there is no server."""
    with pytest.raises(UnreachableError, match="refused"):
        send("http://127.0.0.1:9/")


def test_budget() -> None:
    """When requests or time have run out, no more are made."""
    spent, over = Budget(1, 60, None), Budget(10, 0, None)
    with answering(lambda connection, _: connection.sendall(OK)) as url:
        assert send(url, spent) == 200
        with pytest.raises(ExhaustedError, match="budget of 1 requests is spent"):
            send(url, spent)
        with pytest.raises(ExhaustedError, match="0 s of the run are over"):
            send(url, over)


def test_pace() -> None:
    """Requests keep to the rate."""
    budget = Budget(10, 60, 20)
    started = time.monotonic()
    for _ in range(5):
        budget.take()

    assert time.monotonic() - started >= 0.2


def test_stalling_ends_the_run() -> None:
    """After a few requests without an answer in time, the run is over."""
    budget = Budget(100, 60, None)
    for _ in range(sender.UNANSWERED):
        budget.unanswered()

    with pytest.raises(ExhaustedError, match="got no whole answer"):
        budget.take()
