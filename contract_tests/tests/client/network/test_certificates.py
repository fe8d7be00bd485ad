"""The certificate authorities that a client trusts, and invalid files."""

from __future__ import annotations

import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import certifi
import pytest
from huaweicloud_statistics import APIConnectionError, ArgumentError, coc
from huaweicloud_statistics._runtime.http import setup
from huaweicloud_statistics._runtime.network.route import Route

from contract_tests.tests.client.calling import FINE, TOKEN, both_kinds, replies
from contract_tests.tests.client.listening import listening
from contract_tests.tests.raw_server import TLS, raw_server

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from contract_tests.tests.client.calling import Statistics

CA = TLS / "ca.pem"
HASH = "3387b84d"
"""The hashed name by which OpenSSL finds the file in a folder."""
VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@pytest.fixture(autouse=True)
def _no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@both_kinds
def test_certificates_may_be_the_callers(statistics: Statistics) -> None:
    """A file is loaded, and an SSL context is used unchanged."""
    for ca_bundle in (CA, str(CA), ssl.create_default_context(cafile=CA)):
        with raw_server(replies(FINE), "trusted") as server:
            statistics(server.url, ca_bundle=ca_bundle)


@pytest.mark.parametrize("variable", ["SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"])
def test_certificates_may_be_the_environments(
    statistics: Statistics, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    """The variables of OpenSSL and requests may name a folder."""
    (tmp_path / f"{HASH}.0").write_bytes(CA.read_bytes())
    monkeypatch.setenv(variable, str(tmp_path))
    with raw_server(replies(FINE), "trusted") as server:
        statistics(server.url)


def test_first_variable_counts(statistics: Statistics, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the documented order, after an argument; empty variables are ignored."""
    wrong = ""
    for variable in reversed(VARIABLES):
        monkeypatch.setenv(variable, wrong)
        with raw_server(replies(FINE), "trusted") as server:
            statistics(server.url, ca_bundle=CA)
            monkeypatch.setenv(variable, str(CA.parent if variable == "SSL_CERT_DIR" else CA))
            if variable != "SSL_CERT_DIR":
                statistics(server.url)
        wrong = "/nowhere"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        *(("ca_bundle", name) for name in ("missing.pem", "text.pem", "folder")),
        *((variable, "missing.pem") for variable in VARIABLES),
        *(("SSL_CERT_FILE", "folder"), ("CURL_CA_BUNDLE", "folder")),
    ],
)
def test_unusable_file_is_named_with_what_names_it(
    statistics: Statistics, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str, name: str
) -> None:
    """An invalid file raises an error at once, but only for HTTPS."""
    path = tmp_path / name
    (tmp_path / "text.pem").write_text("hello")
    (tmp_path / "folder").mkdir()
    options: dict[str, Any] = {}
    if source == "ca_bundle":
        options["ca_bundle"] = path
    else:
        monkeypatch.setenv(source, str(path))
    with pytest.raises(APIConnectionError) as caught:
        coc.Client(region="cn-north-4", token=TOKEN, **options)
    with raw_server(replies(FINE)) as server:
        statistics(server.url, **options)

    assert str(caught.value).startswith(f"{source}: {path} ")
    assert not caught.value.retryable
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("ca_bundle", [5, True, b"ca.pem", ""])
def test_ca_bundle_of_another_type_is_refused(ca_bundle: Any) -> None:
    """An invalid argument raises an ArgumentError, even if it is not needed."""
    for url in ("http://example.com", "https://example.com"):
        with pytest.raises(ArgumentError, match=r"^ca_bundle must be "):
            coc.Client(base_url=url, token=TOKEN, ca_bundle=ca_bundle)


def test_context_of_a_server_is_refused() -> None:
    """A context that cannot connect raises an ArgumentError, before anything is sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    with pytest.raises(ArgumentError, match=r"^ca_bundle must be an ssl\.SSLContext for clients"):
        coc.Client(base_url="https://example.com", token=TOKEN, ca_bundle=context)


@both_kinds
def test_server_that_demands_a_client_certificate(statistics: Statistics) -> None:
    """The message says where it is set; the call is not retried."""
    demanding = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=CA)
    demanding.load_cert_chain(TLS / "trusted.pem")
    demanding.verify_mode = ssl.CERT_REQUIRED

    def attend(connection: socket.socket) -> None:
        with suppress(ssl.SSLError):
            demanding.wrap_socket(connection.dup(), server_side=True)
        while connection.recv(4096):  # or closing it would discard the alert
            pass

    with listening(attend) as port, pytest.raises(APIConnectionError) as caught:
        statistics(f"https://127.0.0.1:{port}", ca_bundle=str(CA), max_retries=0)

    assert "set ca_bundle to an ssl.SSLContext with a client certificate" in str(caught.value)
    assert not caught.value.retryable


@both_kinds
def test_port_without_tls(statistics: Statistics) -> None:
    """A URL with https for a plain port says so; the call is not retried."""

    def attend(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with listening(attend) as port, pytest.raises(APIConnectionError) as caught:
        statistics(f"https://127.0.0.1:{port}", max_retries=0)

    assert "; the port does not speak TLS: its URL may begin with http://" in str(caught.value)
    assert not caught.value.retryable


@both_kinds
@pytest.mark.parametrize(
    ("certificate", "trusted", "words"),
    [
        ("trusted", certifi.where(), "set ca_bundle or SSL_CERT_FILE to "),
        ("self_signed", CA, "set ca_bundle or SSL_CERT_FILE to "),
        ("expired", CA, "has expired"),
        ("other_host", CA, "the host in base_url must be"),
    ],
    ids=["trusted", "self_signed", "expired", "other_host"],
)
def test_certificate_that_is_not_trusted_says_what_to_set(
    statistics: Statistics, pauses: list[float], certificate: str, trusted: Any, words: str
) -> None:
    """The message has the reason and what to do; the call is not retried."""
    with (
        raw_server(replies(FINE), certificate) as server,
        pytest.raises(APIConnectionError) as caught,
    ):
        statistics(server.url, ca_bundle=trusted)

    assert "CERTIFICATE_VERIFY_FAILED" in str(caught.value)
    assert words in str(caught.value)
    assert not caught.value.retryable
    assert pauses == []


@pytest.mark.parametrize(
    ("url", "options", "trusts"),
    [
        ("https://example.com", {}, True),
        ("HTTPS://example.com", {}, True),
        ("http://example.com", {"proxy": "https://proxy.example.com"}, True),
        ("http://example.com", {"proxy": "http://proxy.example.com"}, False),
        ("http://example.com", {}, False),
    ],
)
def test_certificates_are_loaded_where_they_are_needed(
    monkeypatch: pytest.MonkeyPatch, url: str, options: dict[str, Any], *, trusts: bool
) -> None:
    """Authorities are loaded only if HTTPS is used; without them, no certificate is trusted."""
    contexts = []

    def spy(origin: Any, proxy: Any, context: ssl.SSLContext) -> Any:
        contexts.append(context)
        return Route(origin, proxy, context)

    monkeypatch.setattr(setup, "Route", spy)
    coc.Client(base_url=url, token=TOKEN, **options)

    (context,) = contexts
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert bool(context.cert_store_stats()["x509_ca"]) is trusts
