from __future__ import annotations

import http.client
from contextlib import closing, suppress

import pytest

from contract_tests.tests.raw_server import Exchange, raw_server, response


@pytest.mark.parametrize(
    ("end", "error"),
    [
        ("close", http.client.IncompleteRead),
        ("reset", ConnectionResetError),
        ("hold", TimeoutError),
    ],
)
def test_connection_ends(end: str, error: type[Exception]) -> None:
    """A connection is closed, reset or held open until the server stops."""

    def behave(exchange: Exchange) -> None:
        exchange.send(response(200, b"x")[:-1], b"")
        getattr(exchange, end)()

    with raw_server(behave) as server:
        client = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=0.3)
        client.request("GET", "/")
        with pytest.raises(error):
            client.getresponse().read()
        client.close()


def test_failure_of_the_test_is_raised() -> None:
    """An exception in the function is raised where the server was started."""

    def behave(exchange: Exchange) -> None:
        raise LookupError(exchange.request.target)

    def send_request() -> None:
        with raw_server(behave) as server:
            client = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
            with closing(client), suppress(http.client.RemoteDisconnected):
                client.request("GET", "/there")
                client.getresponse()

    with pytest.raises(LookupError, match="/there"):
        send_request()
