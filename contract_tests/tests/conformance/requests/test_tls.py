"""TLS, client certificates and proxies: what the target says wins over the environment."""

from __future__ import annotations

import http.server
import selectors
import shutil
import socket
import socketserver
import ssl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from contract_tests.conformance.errors import TargetError
from contract_tests.conformance.requests.connections import Connections
from contract_tests.conformance.requests.message import HttpRequest
from contract_tests.conformance.requests.network import VARIABLES
from contract_tests.conformance.target import Target, load_targets
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.conformance.requests.message import HttpResponse
    from contract_tests.tests.processes import Run

pytestmark = pytest.mark.processes
REQUEST = ("req", "-newkey", "rsa:2048", "-nodes", "-subj")
DAYS = ("-days", "2")


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what the machine's environment names."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(name="certificates", scope="module")
def _certificates(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CA, and certificates of it for a server on the loopback and for a client."""
    folder = tmp_path_factory.mktemp("certificates")

    def openssl(*arguments: str) -> None:
        done = run("openssl", *arguments, cwd=folder)
        assert done.returncode == 0, done.stderr

    openssl(*REQUEST, "/CN=CA", "-x509", "-keyout", "ca.key", "-out", "ca.pem", *DAYS)
    (folder / "san").write_text("subjectAltName=IP:127.0.0.1")
    for name in ("server", "client"):
        openssl(*REQUEST, f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        issue = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "san", *DAYS]
        openssl("x509", "-req", "-in", f"{name}.csr", *issue, "-out", f"{name}.pem")
    both = (folder / "client.pem").read_text() + (folder / "client.key").read_text()
    (folder / "both.pem").write_text(both)
    (folder / "folder").mkdir()
    shutil.copy(folder / "ca.pem", folder / "folder")
    openssl("rehash", "folder")
    openssl("rsa", "-aes256", "-passout", "pass:x", "-in", "client.key", "-out", "locked.key")
    return folder


class Handler(http.server.BaseHTTPRequestHandler):
    """Tells who called."""

    def do_GET(self) -> None:
        assert isinstance(self.connection, ssl.SSLSocket)
        peer: Any = self.connection.getpeercert() or {}
        body = str(dict(field[0] for field in peer.get("subject", ()))).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(server: socketserver.TCPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(name="secure")
def _secure(certificates: Path) -> Iterator[str]:
    """A server that speaks TLS, and asks for a certificate that it does not require."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    context.load_verify_locations(certificates / "ca.pem")
    context.verify_mode = ssl.CERT_OPTIONAL
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    with serving(server) as address:
        yield f"https://{address}"


class Proxy(socketserver.StreamRequestHandler):
    """Opens tunnels (RFC 9110, 9.3.6), all to where it is told."""

    heads: ClassVar[list[bytes]] = []
    address: ClassVar[tuple[str, int]]

    def handle(self) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.rfile.readline()
        self.heads.append(head)
        with socket.create_connection(self.address) as far:
            self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            pairs = {self.connection: far, far: self.connection}
            with selectors.DefaultSelector() as selector:
                for one in pairs:
                    selector.register(one, selectors.EVENT_READ)
                while True:
                    for key, _ in selector.select():
                        one = key.fileobj
                        assert isinstance(one, socket.socket)
                        if not (data := one.recv(65536)):
                            return
                        pairs[one].sendall(data)


@pytest.fixture(name="proxy")
def _proxy(secure: str) -> Iterator[str]:
    """A proxy that passes TLS on unseen."""
    host, _, port = secure.removeprefix("https://").partition(":")
    Proxy.heads.clear()
    Proxy.address = (host, int(port))
    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Proxy)) as address:
        yield f"http://{address}"


def get(target: Target) -> HttpResponse:
    connections = Connections(target)
    try:
        return connections.exchange(HttpRequest("GET", f"{target.base_url}/"))
    finally:
        connections.close()


@pytest.mark.parametrize("variable", VARIABLES)
def test_ca_bundle(
    secure: str, certificates: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The target's certificate authorities count, whatever the environment names."""
    authority, other = str(certificates / "ca.pem"), str(certificates / "client.pem")
    own, others = authority, other
    if variable == "SSL_CERT_DIR":
        own, others = str(certificates / "folder"), str(certificates)
    monkeypatch.setenv(variable, others)

    assert get(Target(secure, ca_bundle=authority)).status == 200
    received = get(Target(secure))
    assert received.unreachable
    assert "CERTIFICATE_VERIFY_FAILED" in received.fault
    monkeypatch.setenv(variable, own)
    assert get(Target(secure)).status == 200
    assert get(Target(secure, ca_bundle=other)).unreachable


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
    """What a variable names and is not there is told, before anything is asked."""
    monkeypatch.setenv(variable, path)

    with pytest.raises(TargetError, match=f": {path}: {reason}"):
        Connections(Target("https://127.0.0.1:9"))
    Connections(Target("http://127.0.0.1:9"))


@pytest.mark.parametrize("files", [("client.pem", "client.key"), ("both.pem", None)])
def test_client_certificate(
    secure: str, certificates: Path, files: tuple[str, str | None], tmp_path: Path
) -> None:
    """A client's certificate and key are shown to a server that asks; one file may have both."""
    certificate, key = (name and str(certificates / name) for name in files)
    path = tmp_path / "target.toml"
    lines = [f'base_url = "{secure}"', f'ca_bundle = "{certificates}/ca.pem"']
    lines += [f'client_cert = "{certificate}"', *([f'client_key = "{key}"'] if key else ())]
    path.write_text("\n".join([*lines, "capabilities = { authentication = false }"]))

    target = load_targets(path, load_all())["coc"]

    assert get(target).body == b"{'commonName': 'client'}"
    assert get(Target(secure, ca_bundle=target.ca_bundle)).body == b"{}"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (['client_key = "client.key"'], "client_key is of no use without client_cert"),
        (['client_cert = "nowhere.pem"'], "client_cert must be the path of a file"),
        (['client_cert = "client.pem"'], "client_cert and client_key must be a certificate"),
        (['client_cert = "client.pem"', 'client_key = "server.key"'], "client_cert and client_key"),
        (['client_cert = "client.pem"', 'client_key = "locked.key"'], "without a password"),
        (['client_cert = "client.key"', 'client_key = "client.key"'], "in PEM"),
        (['ca_bundle = "client.key"'], "ca_bundle must be certificates in PEM"),
    ],
)
def test_unusable_certificates(certificates: Path, lines: list[str], problem: str) -> None:
    """Certificates that cannot be used are refused beforehand, and no password is asked for."""
    path = certificates / "target.toml"
    known = ["capabilities = { authentication = false }", 'base_url = "https://127.0.0.1:9"']
    path.write_text("\n".join([*known, *lines]))

    with pytest.raises(TargetError) as refusal:
        load_targets(path, load_all())

    assert problem in str(refusal.value)


@pytest.mark.parametrize("environment", ["http://127.0.0.1:9", None])
def test_tunnel(
    proxy: str, certificates: Path, environment: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The target's proxy counts, even for the loopback and where NO_PROXY is set."""
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, environment or "")
    monkeypatch.setenv("no_proxy", "*")
    address = proxy.replace("http://", "http://user:p%40ss@")
    authority, client = str(certificates / "ca.pem"), str(certificates / "both.pem")
    target = Target(
        "https://127.0.0.1:1",
        proxy=address,
        ca_bundle=authority,
        client_certificate=(client, None),
    )

    assert get(target).body == b"{'commonName': 'client'}"
    (head,) = Proxy.heads
    assert head.startswith(b"CONNECT 127.0.0.1:1 HTTP/1.")
    assert b"\r\nproxy-authorization: Basic dXNlcjpwQHNz\r\n" in head
