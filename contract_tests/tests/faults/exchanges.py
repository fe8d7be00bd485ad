"""Responses of variants, in process and as raw bytes."""

from __future__ import annotations

import re
import socket
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from contract_tests.faults import wire
from contract_tests.tests.faults.probes import SERVER, again, probes, wire_probes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.reference_server import Handler, Request
    from openapi.contract import JSON

PATIENCE = 0.1
"""Seconds without data on the loopback after which a response counts as complete."""


def comparable(handler: Handler) -> Iterator[JSON]:
    """The responses to every probe, of whose request ids it only counts whether they are new."""
    seen: set[str] = set()
    for _, request in chain(probes(), again()):
        response = handler(request)
        headers = {name.lower(): value for name, value in response.headers.items()}
        if request_id := headers.get("x-request-id"):
            headers["x-request-id"] = "repeated" if request_id in seen else "new"
            seen.add(request_id)
        content = re.sub(rb'"request_id": "\w+"', b"", response.content)
        yield response.status, headers, content


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
