"""TLS, client certificates and proxies: the target takes precedence over the environment."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.errors import TargetError
from contract_tests.conformance.requests.transport.connections import Connections
from contract_tests.conformance.requests.transport.message import HttpRequest
from contract_tests.conformance.requests.transport.network import VARIABLES
from contract_tests.conformance.target import Target, load_targets
from contract_tests.tests.raw_server import TLS, Exchange, raw_server, response
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.conformance.requests.transport.message import HttpResponse
    from contract_tests.tests.raw_server import RawServer

LOCKED = TLS / "locked.pem"
HASH = "3387b84d"
"""The hashed name by which OpenSSL finds the authority in a folder."""


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the machine's settings from the environment."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(name="certificates")
def _certificates(tmp_path: Path) -> Path:
    """A folder with an authority, and a client certificate and key, in one file and in two."""
    both = (TLS / "client.pem").read_text(encoding="utf-8")
    key, begin, certificate = both.partition("-----BEGIN CERTIFICATE-----")
    texts = {"both.pem": both, "client.pem": begin + certificate, "client.key": key}
    authority = (TLS / "ca.pem").read_text(encoding="utf-8")
    texts |= {"ca.pem": authority, f"{HASH}.0": authority}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(name="secure")
def _secure() -> Iterator[RawServer]:
    """A server with TLS that responds with the client certificate's subject."""
    with raw_server(
        lambda exchange: exchange.send(response(200, exchange.shown.encode())), "trusted"
    ) as server:
        yield server


def get(target: Target) -> HttpResponse:
    with closing(Connections(target)) as connections:
        return connections.exchange(HttpRequest("GET", f"{target.base_url}/"))


@pytest.mark.parametrize("variable", VARIABLES)
def test_ca_bundle(
    secure: RawServer, certificates: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The target's certificate authorities take precedence over the environment's."""
    authority, other = str(certificates / "ca.pem"), str(TLS / "self_signed.pem")
    own, others = authority, other
    if variable == "SSL_CERT_DIR":
        own, others = str(certificates), str(TLS)
    monkeypatch.setenv(variable, others)

    assert get(Target(secure.url, ca_bundle=authority)).status == 200
    received = get(Target(secure.url))
    assert received.unreachable
    assert "CERTIFICATE_VERIFY_FAILED" in received.fault
    monkeypatch.setenv(variable, own)
    assert get(Target(secure.url)).status == 200
    assert get(Target(secure.url, ca_bundle=other)).unreachable


@pytest.mark.parametrize(
    ("variable", "path", "reason"),
    [
        *((variable, "/nowhere/x", "No such file or directory") for variable in VARIABLES[:3]),
        ("REQUESTS_CA_BUNDLE", __file__, "NO_CERTIFICATE_OR_CRL_FOUND"),
        ("SSLKEYLOGFILE", "/nowhere/x", "No such file or directory"),
    ],
)
def test_unusable_variables(
    variable: str, path: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing file named by a variable is reported before the first request."""
    monkeypatch.setenv(variable, path)

    with pytest.raises(TargetError, match=f": {path}: {reason}"):
        Connections(Target("https://127.0.0.1:9"))
    Connections(Target("http://127.0.0.1:9"))


@pytest.mark.parametrize("files", [("client.pem", "client.key"), ("both.pem", None)])
def test_client_certificate(
    secure: RawServer, certificates: Path, files: tuple[str, str | None]
) -> None:
    """A client certificate, in one file with its key or in two, is presented on request."""
    certificate, key = (name and str(certificates / name) for name in files)
    path = certificates / "target.toml"
    lines = [f'base_url = "{secure.url}"', f'ca_bundle = "{certificates}/ca.pem"']
    lines += [f'client_cert = "{certificate}"', *([f'client_key = "{key}"'] if key else ())]
    path.write_text("\n".join([*lines, "capabilities = { authentication = false }"]))

    target = load_targets(path, load_all())["coc"]

    assert get(target).body == b"client"
    assert get(Target(secure.url, ca_bundle=target.ca_bundle)).body == b""


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (['client_key = "client.key"'], "client_key requires client_cert"),
        (['client_cert = "nowhere.pem"'], "client_cert must be the path of a file"),
        (['client_cert = "client.pem"'], "client_cert and client_key must be a certificate"),
        (['client_cert = "client.pem"', f'client_key = "{LOCKED}"'], "without a password"),
        (['client_cert = "client.key"', 'client_key = "client.key"'], "in PEM"),
        (['ca_bundle = "client.key"'], "ca_bundle must be certificates in PEM"),
    ],
)
def test_unusable_certificates(certificates: Path, lines: list[str], problem: str) -> None:
    """Invalid certificates are rejected before the run, without a password prompt."""
    path = certificates / "target.toml"
    known = ["capabilities = { authentication = false }", 'base_url = "https://127.0.0.1:9"']
    path.write_text("\n".join([*known, *lines]))

    with pytest.raises(TargetError) as refusal:
        load_targets(path, load_all())

    assert problem in str(refusal.value)


def test_tunnel(secure: RawServer, certificates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The target's proxy is used even for the loopback and despite NO_PROXY."""
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "*")

    def connect(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 Connected\r\n\r\n")
        exchange.relay(secure.url)

    with raw_server(connect) as proxy:
        address = proxy.url.replace("http://", "http://user:p%40ss@")
        target = Target(
            "https://127.0.0.1:1",
            proxy=address,
            ca_bundle=str(certificates / "ca.pem"),
            client_certificate=(str(certificates / "both.pem"), None),
        )
        assert get(target).body == b"client"

    (request,) = proxy.requests
    assert (request.method, request.target) == ("CONNECT", "127.0.0.1:1")
    assert request.headers["proxy-authorization"] == "Basic dXNlcjpwQHNz"
