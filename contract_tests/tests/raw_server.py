"""A server that sends arbitrary bytes, for responses that no real server sends."""

from __future__ import annotations

import json
import select
import socket
import ssl
import struct
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TLS = Path(__file__).parent / "data" / "tls"
"""Server certificates, each with its key, and that of their untrusted authority."""
LIMIT = 30.0
"""Seconds a test may wait for an event before it fails."""


@dataclass(frozen=True)
class Received:
    """A request as received."""

    method: str
    target: str
    headers: dict[str, str]
    """By lower-case name."""
    body: bytes
    head: bytes = field(repr=False)
    """The bytes of request line and headers."""


@dataclass(frozen=True)
class Exchange:
    """A request, and ways to respond; the connection stays open unless closed."""

    request: Received
    number: int
    """The number of earlier requests, on all connections."""
    stopped: threading.Event = field(repr=False)
    """Set when the server stops."""
    _socket: socket.socket = field(repr=False)

    def send(self, *parts: bytes, pause: float = 0.0) -> None:
        """Send bytes, with a pause in seconds after each part."""
        for part in parts:
            self._socket.sendall(part)
            self.stopped.wait(pause)

    def send_forever(self, part: bytes, pause: float = 0.0) -> None:
        """Send the same bytes repeatedly until the client disconnects or the server stops."""
        while not self.stopped.wait(pause):
            self._socket.sendall(part)

    def hold(self) -> None:
        """Send nothing more until the client disconnects or the server stops."""
        while self._socket.recv(65536):
            pass

    def relay(self, url: str) -> None:
        """Forward bytes to another server and back, until either side disconnects."""
        host, _, port = url.rpartition("/")[2].partition(":")
        with socket.create_connection((host, int(port))) as upstream:
            peers = {self._socket: upstream, upstream: self._socket}
            while ready := select.select(peers, [], [])[0]:
                for source in ready:
                    if not (data := source.recv(65536)):
                        return
                    peers[source].sendall(data)

    @property
    def shown(self) -> str:
        """The subject names of the client's certificate."""
        assert isinstance(self._socket, ssl.SSLSocket)
        certificate: Any = self._socket.getpeercert() or {}
        return " ".join(value for field in certificate.get("subject", ()) for _, value in field)

    def close(self) -> None:
        """Close the connection gracefully."""
        self._socket.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        """Reset the connection."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Stop reading, so that the socket is closed at once.
        self._socket.shutdown(socket.SHUT_RD)


class RawServer:
    """Calls a function for each request, with a thread per connection."""

    def __init__(
        self,
        listener: socket.socket,
        behave: Callable[[Exchange], None],
        context: ssl.SSLContext | None,
    ) -> None:
        scheme = "https" if context else "http"
        self.url = f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
        self.requests: list[Received] = []
        self.connections = 0
        """How many were accepted."""
        self._listener = listener
        self._behave = behave
        self._context = context
        self._stopped = threading.Event()
        self._changed = threading.Condition()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._failures: list[Exception] = []

    def wait_for_requests(self, count: int) -> None:
        """Wait until a number of requests have arrived."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.requests) >= count, LIMIT):
                raise TimeoutError(f"{len(self.requests)} of {count} requests arrived")

    def accept(self) -> None:
        """Accept connections until stopped."""
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with suppress(OSError):  # the client may have left by now
                    self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._context:  # the handshake is done by the reading thread
            connection = self._context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        thread = threading.Thread(target=self._attend, args=(connection,))
        with self._changed:
            self.connections += 1
            self._open[connection] = thread
        thread.start()

    def stop(self) -> None:
        """Close all connections, and raise the first exception of the function."""
        self._stopped.set()
        with self._changed:
            still_open = list(self._open.items())
        for connection, thread in still_open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()
        if self._failures:
            raise self._failures[0]

    def _attend(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as stream, suppress(OSError):
                while request := _receive(stream):
                    self._behave(self._exchange(request, connection))
        except Exception as error:  # noqa: BLE001 (raised in the test when the server stops)
            self._failures.append(error)
        finally:
            with self._changed:
                del self._open[connection]

    def _exchange(self, request: Received, connection: socket.socket) -> Exchange:
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
            return Exchange(request, len(self.requests) - 1, self._stopped, connection)


@contextmanager
def raw_server(
    behave: Callable[[Exchange], None], certificate: str | None = None
) -> Iterator[RawServer]:
    """Run a server for the length of a block, over TLS with the name of a certificate in `TLS`."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS / f"{certificate}.pem")
        # Clients may present a certificate, too.
        context.load_verify_locations(TLS / "client.pem")
        context.verify_mode = ssl.CERT_OPTIONAL
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        server = RawServer(listener, behave, context)
        thread = threading.Thread(target=server.accept)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            server.stop()


def response(status: int | str = 200, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of a well-formed response; underscores in header names stand for dashes."""
    line = f"HTTP/1.1 {status}" + (" X" if isinstance(status, int) else "")
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    if status not in (204, 304) and "transfer-encoding" not in map(str.lower, names):
        names = {"Content-Length": str(len(body))} | names
    lines = [line, *(f"{name}: {value}" for name, value in names.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def json_response(value: Any, status: int = 200, **headers: str) -> bytes:
    """The bytes of a response with a JSON body."""
    content = json.dumps(value).encode()
    return response(status, content, **{"Content-Type": "application/json", **headers})


def _receive(stream: Any) -> Received | None:
    """The next request of a connection; ``None`` if the connection ends first."""
    head = bytearray()
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline()
        if not line.endswith(b"\n"):
            return None
        head += line
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    method, target, _ = first.split(" ", 2)
    body = stream.read(int(headers.get("content-length", 0)))
    return Received(method, target, headers, body, bytes(head))
