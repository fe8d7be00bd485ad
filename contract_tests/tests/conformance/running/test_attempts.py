"""Failures that are not counted against a service: a single reset, and expired tokens."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.requests.transport import wire
from contract_tests.conformance.requests.transport.connections import Connections
from contract_tests.conformance.requests.transport.message import HttpRequest
from contract_tests.conformance.target import Target
from contract_tests.faults.changes import error, token_of, with_headers
from contract_tests.faults.wire import background
from contract_tests.reference_server import write_target
from contract_tests.tests.conformance.checks import only, reported
from contract_tests.tests.raw_server import Exchange, raw_server, response

if TYPE_CHECKING:
    from asyncio import StreamWriter
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.faults.wire import Exchange as WireExchange
    from contract_tests.reference_server import ReferenceServer, Request, Response
    from contract_tests.tests.conformance.conftest import Serve

CLAUSES = ("complete-responses", "known-ids-found", "reliable-reads", "unknown-ids-rejected")


@pytest.mark.parametrize(("resets", "status"), [((20,), 0), ((15, 20), 1)], ids=["1", "2"])
def test_resets(
    server: ReferenceServer, tmp_path: Path, resets: tuple[int, ...], status: int
) -> None:
    """A single reset in a run is reported but no failure; several are."""
    gets = 0

    async def send(exchange: WireExchange) -> None:
        nonlocal gets
        gets += exchange.is_success
        if exchange.is_success and gets in resets:
            exchange.reset()
        else:
            await exchange.send()

    with background(server, send) as base_url:
        write_target(tmp_path / "target.toml", base_url, server)
        exit_status, report = reported(tmp_path / "target.toml", only(*CLAUSES))

    assert exit_status == status
    assert len(report["remarks"]) == 1
    assert "RFC 9112, 9.3.1" in report["remarks"][0]


def test_connections_that_carry_one_request(server: ReferenceServer, tmp_path: Path) -> None:
    """A server that drops each connection after its first response does not fail."""
    used: set[StreamWriter] = set()

    async def send(exchange: WireExchange) -> None:
        if exchange.writer in used:
            exchange.reset()
        else:
            used.add(exchange.writer)
            await exchange.send()

    with background(server, send) as base_url:
        write_target(tmp_path / "target.toml", base_url, server)
        # With a rate, one request at a time.
        exit_status, report = reported(tmp_path / "target.toml", only(*CLAUSES, rate=10_000))

    assert exit_status == 0
    assert len(report["remarks"]) == 1


@pytest.mark.parametrize(("limit", "is_idle"), [(0.0, True), (600.0, False)])
def test_idle_connections(monkeypatch: pytest.MonkeyPatch, *, limit: float, is_idle: bool) -> None:
    """A reused connection that the server closes was idle, which is no failure."""
    monkeypatch.setattr(wire, "_IDLE", limit)

    def behave(exchange: Exchange) -> None:
        if exchange.number:
            exchange.close()
        else:
            exchange.send(response(204))

    with raw_server(behave) as server:
        request = HttpRequest("GET", f"{server.url}/")
        with closing(Connections(Target(server.url))) as connections:
            assert connections.exchange(request).status == 204
            closed = connections.exchange(request)

    assert (closed.closed, closed.idle) == (True, is_idle)


def expiring(server: ReferenceServer, after: int) -> Callable[[Request], Response]:
    """A server that rejects the first token after a number of requests."""
    first: list[str] = []
    received = 0

    def handler(request: Request) -> Response:
        nonlocal received
        received += 1
        made, token = server(request), token_of(request)
        if made.status == 200 and request.method == "GET" and not first:
            first.append(str(token))
        is_expired = received > after and token in first
        return error(401, "The token has expired.", "APIGW.0301") if is_expired else made

    return handler


def test_token_of_a_login_expires(
    serve: Serve, server: ReferenceServer, with_iam_login: Callable[[Path], Path]
) -> None:
    """With a login, a new token is fetched, and the run continues."""
    status, report = reported(with_iam_login(serve(expiring(server, 20))), only(*CLAUSES))

    assert (status, report["unchecked"].get("unfinished")) == (0, None)
    assert report["remarks"] == ["the token expired, and another one was fetched"]


def test_token_expires(serve: Serve, server: ReferenceServer) -> None:
    """Without a login, the remaining clauses are unfinished and not failed."""
    status, report = reported(serve(expiring(server, 20)), only(*CLAUSES))

    assert status == 2
    assert report["counts"]["failed"] == 0
    assert "credentials were accepted at first, and then refused (401)" in report["verdict"]


def test_utf8_without_a_hyphen(serve: Serve, server: ReferenceServer) -> None:
    """A charset parameter of UTF-8 is no failure."""

    def other(request: Request) -> Response:
        reply = server(request)
        kind = "application/json; charset=utf8"
        return with_headers(reply, Content_Type=kind) if reply.body is not None else reply

    status, _ = reported(serve(other), only("known-ids-found", "declared-content-type"))
    assert status == 0
