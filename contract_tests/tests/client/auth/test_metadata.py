"""The key of an ECS's agency, from a fake metadata service on the loopback."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from huaweicloud_statistics import ArgumentError, CredentialsError, coc
from huaweicloud_statistics._runtime.auth import metadata

from contract_tests.tests.client.calling import AK, ORDER, SK, STATISTICS, call_sync, replies
from contract_tests.tests.client.endless import drips, holds
from contract_tests.tests.raw_server import TLS, json_response, raw_server, response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.tests.client.calling import Behaviour, Call
    from contract_tests.tests.raw_server import Exchange, RawServer

VARIABLE = "HUAWEICLOUD_SDK_METADATA"
SESSION, KEY = "/meta-data/latest/api/token", "/openstack/latest/securitykey"


@dataclass
class Instance:
    """A fake metadata service, and its behaviour."""

    session: bytes = response(200, b"session-token")
    key: bytes | None = None
    """The response for the key; None for a valid one."""
    life: float = 3600
    """The key's lifetime in seconds."""
    keys: int = field(default=0, init=False)

    def __call__(self, exchange: Exchange) -> None:
        request = exchange.request
        assert (request.method, request.target) in {("PUT", SESSION), ("GET", KEY)}
        if request.method == "PUT":
            exchange.send(self.session)
        else:
            exchange.send(self.key or self._key())

    def _key(self) -> bytes:
        self.keys += 1
        expires_at = datetime.now(UTC) + timedelta(seconds=self.life)
        credential = {
            "access": f"{AK}{self.keys}",
            "secret": SK,
            "securitytoken": "temporary-token",
            "expires_at": f"{expires_at:%Y-%m-%dT%H:%M:%S.%f}Z",
        }
        return json_response({"credential": credential})


@pytest.fixture
def instance() -> Instance:
    return Instance()


@pytest.fixture
def service(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> Iterator[RawServer]:
    """The fake service, at the address that clients use."""
    with raw_server(instance) as server:
        monkeypatch.setenv(VARIABLE, server.url)
        yield server


class Api:
    """The vendor's API, as a transport."""

    def __init__(self, refused: str = "none") -> None:
        self.requests: list[httpx.Request] = []
        self._refused = refused
        self.transport = httpx.MockTransport(self._respond)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        refused = f"Access={self._refused}," in request.headers["authorization"]
        return httpx.Response(401, json={}) if refused else httpx.Response(200, json=STATISTICS)

    @property
    def keys(self) -> list[str]:
        """The access keys of the requests."""
        headers = [request.headers["authorization"] for request in self.requests]
        return [header.partition("Access=")[2].partition(",")[0] for header in headers]


def calls(call: Call, api: Api) -> None:
    options: dict[str, Any] = {"region": "cn-north-4", "transport": api.transport}
    call(coc, "get_script_job_statistics", ORDER, **options)


def test_key_of_the_agency_signs(call: Call, service: RawServer) -> None:
    """The key is requested with a session token, and sent with its security token."""
    api = Api()

    calls(call, api)

    (asked, got) = service.requests
    assert asked.headers["x-metadata-token-ttl-seconds"] == "21600"
    assert asked.headers["content-length"] == "0"
    assert got.headers["x-metadata-token"] == "session-token"
    assert api.keys == [f"{AK}1"]
    assert api.requests[0].headers["x-security-token"] == "temporary-token"
    assert "x-security-token" in api.requests[0].headers["authorization"]


def test_service_may_be_behind_tls(
    call: Call, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address with https is requested over TLS, with the environment's certificates."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "ca.pem"))
    api = Api()
    with raw_server(instance, "trusted") as server:
        monkeypatch.setenv(VARIABLE, server.url)
        calls(call, api)

    assert api.keys == [f"{AK}1"]


def test_instance_may_offer_no_sessions(call: Call, instance: Instance, service: RawServer) -> None:
    """Without sessions, the key is requested without a session token."""
    instance.session = response(404)
    api = Api()

    calls(call, api)

    assert "x-metadata-token" not in service.requests[1].headers
    assert api.keys == [f"{AK}1"]


def test_key_is_kept_and_renewed(instance: Instance, service: RawServer) -> None:
    """The key is kept until it expires or is rejected; creating a client sends no request."""
    api = Api(f"{AK}1")
    with coc.Client(region="cn-north-4", transport=api.transport) as client:
        assert not service.requests
        for _ in range(3):
            client.get_script_job_statistics(ORDER)
        instance.life = 0
        client._caller.settings.credentials._store._issued.renew_at = 0  # type: ignore[attr-defined]  # noqa: SLF001
        for _ in range(2):
            client.get_script_job_statistics(ORDER)

    assert api.keys == [f"{AK}{number}" for number in (1, 2, 2, 2, 3, 4)]
    assert len(service.requests) == 8


@pytest.mark.parametrize("value", [" OFF ", "0"])
def test_it_can_be_turned_off(
    client_class: type[Any], monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """The constructor raises an error if there are no other credentials."""
    monkeypatch.setenv(VARIABLE, value)

    with pytest.raises(CredentialsError, match="pass credentials, token, ak and sk"):
        client_class(region="cn-north-4")


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "https://gateway.test"])
def test_it_is_for_the_vendors_hosts_only(client_class: type[Any], url: str) -> None:
    """Other hosts do not get the agency's signature."""
    with pytest.raises(CredentialsError, match="pass credentials"):
        client_class(base_url=url)


@pytest.mark.parametrize("value", ["on", "http://u:hunter2@h"])
def test_address_must_be_one(
    client_class: type[Any], monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """The error names the variable and its valid values."""
    monkeypatch.setenv(VARIABLE, value)

    with pytest.raises(ArgumentError, match=rf"^{VARIABLE} must ") as caught:
        client_class(region="cn-north-4")
    assert "hunter2" not in str(caught.value)


@pytest.mark.usefixtures("service")
def test_no_proxy_is_taken(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The metadata service is reached without a proxy."""
    with raw_server(replies(response(500))) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        calls(call, Api())

    assert not proxy.requests


@pytest.mark.parametrize(
    ("session", "key", "words"),
    [
        (response(200, b"t"), response(404), "has no key (404): configure an agency for this ECS"),
        (response(404), response(200, b"<html>"), "returned an invalid key"),
        (response(404), json_response({"credential": None}), "returned an invalid key"),
        (response(404), json_response({"credential": {"access": "a"}}), "returned an invalid key"),
        (response(200, b"hunter2 x"), json_response({}), "returned an invalid key"),
        (b"nonsense\r\n\r\n", b"", "cannot be reached: "),
    ],
)
def test_failure_is_reported_after_all_sources_failed(
    instance: Instance, service: RawServer, session: bytes, key: bytes, words: str
) -> None:
    """The error says what failed and what to do."""
    instance.session, instance.key = session, key

    with pytest.raises(CredentialsError) as caught:
        calls(call_sync, Api())

    message = str(caught.value)
    assert f"an ECS's metadata service at {service.url} {words}" in message
    assert message.startswith("coc needs credentials: pass credentials, token, ak and sk")
    assert "hunter2" not in message


@pytest.mark.parametrize(
    "behave", [holds(), drips(b"", b"HTTP/1.1 100 C\r\n\r\n")], ids=["silent", "drips"]
)
def test_elsewhere_it_does_not_take_long(
    call: Call, monkeypatch: pytest.MonkeyPatch, behave: Behaviour
) -> None:
    """On other machines, where nothing useful responds, the error comes within a second."""
    assert metadata._LIMIT == 1  # noqa: SLF001
    assert metadata.address() == "http://169.254.169.254"
    monkeypatch.setattr(metadata, "_LIMIT", 0.1)
    with raw_server(behave) as server:
        monkeypatch.setenv(VARIABLE, server.url)
        with pytest.raises(CredentialsError, match=r"did not respond in 0.1 s$"):
            calls(call, Api())


def test_others_go_before_it(
    call: Call, service: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the last source in the chain."""
    monkeypatch.setenv("HW_ACCESS_KEY", "OTHER")
    monkeypatch.setenv("HW_SECRET_KEY", SK)
    api = Api()

    calls(call, api)

    assert api.keys == ["OTHER"]
    assert not service.requests
