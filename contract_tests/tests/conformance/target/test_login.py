from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.errors import LoginError
from contract_tests.conformance.requests.transport.connections import Connections
from contract_tests.conformance.requests.transport.message import HttpRequest
from contract_tests.conformance.target import Target
from contract_tests.conformance.target.credentials import AccessKey, StaticToken
from contract_tests.conformance.target.iam import IamLogin
from contract_tests.signing import Authorization, canonical_request, signature
from contract_tests.tests.raw_server import Exchange, RawServer, raw_server, response
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Iterator

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
OPERATION = load_all()["roma"].operations[0]


def test_access_key_signs() -> None:
    """An access key signs the sent host, the date, and its security token."""
    host = "other.example"
    request = HttpRequest("GET", "https://roma.example/a%2Fb?c=d", {"host": host})

    headers = AccessKey("AK", "SK", "TOKEN123").headers(request, OPERATION)

    date = headers["X-Sdk-Date"]
    signed = [("host", host), ("x-sdk-date", date), ("x-security-token", "TOKEN123")]
    canonical = canonical_request("GET", "/a%2Fb", "c=d", signed, EMPTY)
    names = tuple(name for name, _ in signed)
    expected = Authorization("AK", names, signature("SK", date, canonical))
    assert headers["Authorization"] == str(expected)
    assert headers["X-Security-Token"] == "TOKEN123"
    assert "X-Auth-Token" not in headers


@pytest.fixture(name="iam")
def _iam() -> Iterator[RawServer]:
    """An IAM with a single user."""

    def behave(exchange: Exchange) -> None:
        identity = json.loads(exchange.request.body)["auth"]["identity"]
        is_known = identity["password"]["user"]["password"] == "right"
        exchange.send(response(201, X_Subject_Token="fresh") if is_known else response(401))

    with raw_server(behave) as server:
        yield server


def test_iam_login(iam: RawServer) -> None:
    """A user logs in at IAM as the vendor documents it."""
    login = IamLogin(iam.url, "reader", "right", "acme", {"project": {"name": "cn-north-4"}})

    assert login.token(Connections(Target(iam.url))) == StaticToken("fresh")
    assert iam.requests[0].target == "/v3/auth/tokens?nocatalog=true"
    assert iam.requests[0].headers["content-type"] == "application/json"
    scope = json.loads(iam.requests[0].body)["auth"]["scope"]
    assert scope == {"project": {"name": "cn-north-4"}}


def test_iam_refuses(iam: RawServer) -> None:
    """The error of a failed login has URL and status, but not the password."""
    login = IamLogin(iam.url, "reader", "wr0ng", "acme", {})

    with pytest.raises(LoginError, match=r"refused the login \(401\)") as refusal:
        login.token(Connections(Target(iam.url)))

    assert "wr0ng" not in str(refusal.value) + repr(login)


@pytest.mark.parametrize("token", ["a b", "\x1b[31m", "\x80\xff", "x" * 20_000])
def test_iam_gives_nonsense(token: str) -> None:
    """A token that is invalid in a header is rejected."""
    reply = response(201, X_Subject_Token=token)
    with raw_server(lambda exchange: exchange.send(reply)) as server:
        login = IamLogin(server.url, "reader", "right", "acme", {})
        with pytest.raises(LoginError, match="returned a token that is not a valid header value"):
            login.token(Connections(Target(server.url)))


def test_iam_redirects() -> None:
    """A login follows no redirect."""
    with raw_server(lambda exchange: exchange.send(response(307, Location="/"))) as server:
        login = IamLogin(server.url, "reader", "right", "acme", {})
        with pytest.raises(LoginError, match=r"refused the login \(307\)"):
            login.token(Connections(Target(server.url)))

    assert len(server.requests) == 1


def test_iam_unreachable() -> None:
    """An IAM that cannot be reached is named."""
    login = IamLogin("http://127.0.0.1:9", "reader", "right", "acme", {})

    with pytest.raises(LoginError, match=r"IAM at http://127\.0\.0\.1:9: no connection"):
        login.token(Connections(Target("http://127.0.0.1:9")))
