from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from openapi_spec_validator import validate

from contract_tests.reference_server import Access, ReferenceServer, Request, Response, User
from contract_tests.reference_server.access.iam import SPEC
from contract_tests.tests.reference_server.support import PROJECT, Clock, get, words
from openapi.contract import load, load_all

if TYPE_CHECKING:
    from openapi.contract import JSON

LOGIN = load(SPEC).operations[0]
CLOCK = Clock(1_600_000_000.0)
ACCESS = Access(token_lifetime=100, now=CLOCK)
SERVER = ReferenceServer(load_all().values(), ACCESS)


def body(user: User = ACCESS.user, account: str = ACCESS.domain, **scope: Any) -> JSON:
    login = {"name": user.name, "password": user.password, "domain": {"name": account}}
    auth = {"identity": {"methods": ["password"], "password": {"user": login}}}
    return {"auth": {**auth, "scope": scope} if scope else auth}


def log_in(content: JSON, query: str = "") -> Response:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SERVER(Request("POST", LOGIN.path, query, (("host", "here:1"),), raw))


def test_the_spec() -> None:
    """The login contract and its examples are valid."""
    validate(LOGIN.contract.document)

    assert LOGIN.request_body
    for content in (LOGIN.request_body, *LOGIN.responses.values()):
        assert content.examples
        assert [
            content.contract.errors(content.schema, value) for value in content.examples.values()
        ] == [[] for _ in content.examples]


@pytest.mark.parametrize(
    ("scope", "key", "name"),
    [
        ({"project": {"name": "cn-north-4"}}, "project", "cn-north-4"),
        ({"project": {"id": PROJECT}}, "project", "cn-north-4"),
        ({"domain": {"name": "IAMDomain"}}, "domain", "IAMDomain"),
        ({}, "domain", "IAMDomain"),
    ],
)
def test_log_in(scope: dict[str, JSON], key: str, name: str) -> None:
    """Name and password give a valid token, in a response that matches the contract."""
    response = log_in(body(**scope))

    assert response.status == 201
    declared = LOGIN.responses["201"]
    assert not declared.contract.errors(declared.schema, response.body)
    token = response.headers["X-Subject-Token"]
    assert token not in json.dumps(response.body)
    assert SERVER(get(x_auth_token=token)).status == 200
    assert name == response.body["token"][key]["name"]
    assert "X-IAM-Trace-Id" in response.headers
    assert "X-Request-Id" not in response.headers


def test_domain_id() -> None:
    """An account's id, as returned by a login, is a valid scope too."""
    domain = log_in(body()).body["token"]["domain"]["id"]

    assert log_in(body(domain={"id": domain})).status == 201
    assert log_in(body(domain={"id": "other"})).status == 401


def test_tokens_expire() -> None:
    """A token is rejected once it has expired; a later login does not change that."""
    clock = Clock(1_578_042_322.701)
    server = ReferenceServer(load_all().values(), Access(token_lifetime=100, now=clock))
    token, _, _ = server.access.log_in(server.access.user)
    clock.at += 99
    server.access.log_in(server.access.user)

    assert server(get(x_auth_token=token)).status == 200
    clock.at += 1
    status, message = words(server(get(x_auth_token=token)))
    assert status == 401
    assert message.endswith(": token expires, expires_at: 2020-01-03T09:07:02.701000Z")


def test_times() -> None:
    """A token's times are from the server's clock, in IAM's format."""
    token = log_in(body()).body["token"]

    assert token["issued_at"] == "2020-09-13T12:26:40.000000Z"
    assert token["expires_at"] == "2020-09-13T12:28:20.000000Z"


@pytest.mark.parametrize(("query", "listed"), [("", 2), ("nocatalog=", 2), ("nocatalog=no", 0)])
def test_catalog(query: str, listed: int) -> None:
    """The catalog lists the services at this address, unless any value of nocatalog is sent."""
    catalog = log_in(body(), query).body["token"]["catalog"]

    assert listed == len(catalog)
    assert all(service["endpoints"][0]["url"] == "http://here:1" for service in catalog)


@pytest.mark.parametrize(
    "content",
    [
        body(User(ACCESS.user.name, "wrong")),
        body(User("Nobody", ACCESS.user.password)),
        body(account="Elsewhere"),
        body(project={"name": "eu-west-101"}),
        body(project={"name": "cn-north-4", "id": "other"}),
    ],
)
def test_nobody(content: JSON) -> None:
    """If any part is wrong the login is rejected, always with the same message."""
    response = log_in(content)

    assert response.status == 401
    assert response.body == LOGIN.responses["401"].examples["example"]
    assert "X-Subject-Token" not in response.headers


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"\xff",
        b"[" * 100_000,
        {"auth": {}},
        {"auth": {"identity": {"methods": ["password", "totp"], "password": {"user": {}}}}},
        body(project={}),
        body(project={"name": "cn-north-4"}, domain={"name": "IAMDomain"}),
        body(User("IAMUser", "\ud800")),
    ],
)
def test_malformed(content: JSON) -> None:
    """A body that violates the contract is rejected, with an error nested as in IAM."""
    response = log_in(content)

    assert response.status == 400
    assert response.body["error"]["code"] == 400
    assert response.body["error"]["title"] == "Bad Request"


def test_permission() -> None:
    """A user without permission gets a valid token that is denied access."""
    token = log_in(body(ACCESS.denied_user)).headers["X-Subject-Token"]

    assert SERVER(get(x_auth_token=token)).status == 403


def test_method() -> None:
    """Only POST is allowed for a login."""
    response = SERVER(get(LOGIN.path))

    assert (response.status, response.headers["Allow"]) == (405, "OPTIONS, POST")
