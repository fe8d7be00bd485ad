"""Responses of variants: in process, over HTTP, and as raw bytes."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING

from contract_tests.faults import wire
from contract_tests.tests.faults.probes import SERVER, wire_probes

if TYPE_CHECKING:
    from contract_tests.reference_server import Handler, Request, Response
    from openapi.contract import JSON

PATIENCE = 0.1
"""Seconds without data on the loopback after which a response counts as complete."""


class Recorder:
    """Makes responses comparable: of a request id it keeps only whether it was seen before."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._seen: set[str] = set()

    def record(self, request: Request) -> tuple[Response, JSON]:
        """A response, and its comparable parts."""
        response = self._handler(request)
        headers = {name.lower(): value for name, value in response.headers.items()}
        if request_id := headers.get("x-request-id"):
            headers["x-request-id"] = "repeated" if request_id in self._seen else "new"
            self._seen.add(request_id)
        content = re.sub(rb'"request_id": "\w+"', b"", response.content)
        return response, (response.status, headers, content)


class Stage:
    """A server with a replaceable handler."""

    def __init__(self) -> None:
        self.handler: Handler = SERVER
        self.address = ""

    def __call__(self, request: Request) -> Response:
        return self.handler(request)


Reply = tuple[int, dict[str, str], bytes]


def over_http(address: str, request: Request) -> Reply:
    """Send a request as a client would, and read the response to its end."""
    with closing(http.client.HTTPConnection(address, timeout=5)) as connection:
        path = f"{request.path}?{request.query}" if request.query else request.path
        headers = {name: value.encode() for name, value in request.headers}
        connection.request(request.method, path, headers=headers)
        response = connection.getresponse()
        content = response.read()
        names = {name.lower(): value for name, value in response.getheaders()}
        if names.get("content-encoding") == "gzip":
            content = gzip.decompress(content)
        return response.status, names, content


def over_socket(address: str, request: Request, patience: float = PATIENCE) -> bytes:
    """Send a request, and read until the connection ends or no more data arrive."""
    host, _, port = address.partition(":")
    lines = [f"{request.method} {request.path} HTTP/1.1", "Host: test", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    received = b""
    with socket.create_connection((host, int(port)), timeout=patience) as sock:
        sock.sendall("\r\n".join([*lines, "", ""]).encode())
        try:
            while part := sock.recv(65536):
                received += part
        except OSError as error:
            received += repr(error).encode()
    return re.sub(rb"\b[0-9a-f]{32}\b", b"ID", received)


async def send_unchanged(exchange: wire.Exchange) -> None:
    await exchange.send()


@cache
def plain_replies() -> dict[str, bytes]:
    """The reference server's response to each wire probe."""
    with wire.background(SERVER, send_unchanged) as base_url:
        address = base_url.removeprefix("http://")
        return {name: over_socket(address, request, 30) for name, request in wire_probes()}
