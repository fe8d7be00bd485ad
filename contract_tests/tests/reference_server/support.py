"""Requests to the reference server: in process, signed, over HTTP, and as raw bytes."""

from __future__ import annotations

import http.client
import socket
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from contract_tests import signing
from contract_tests.reference_server import Request
from contract_tests.reference_server.access.signature import canonical_request

if TYPE_CHECKING:
    from contract_tests.reference_server import KeyPair, Response

COMMAND = (sys.executable, "-m", "contract_tests.reference_server", "--port", "0")
ORDER = "/v1/job/script/orders/{}/statistics"
KNOWN = ORDER.format("SCT2023083109562601af694bf")
MOVING = ORDER.format("SCT2024061508300000c0ffee1")
TASKS = "/v2/{}/fdi/instances/{}/statistics/tasks"
PROJECT, INSTANCE = "c53626012ba84727b938ca8bf03108ef", "fae7ff6c-8e07-4cf8-9e67-589cab2f017c"


class Clock:
    """A clock that a test sets."""

    def __init__(self, at: float = 0.0) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


def get(path: str = KNOWN, query: str = "", method: str = "GET", **headers: str) -> Request:
    """A request; underscores in header names stand for dashes."""
    pairs = {"host": "127.0.0.1"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return Request(method, path, query, tuple(pairs.items()))


def signed(request: Request, key: KeyPair, at: float | None = None, *also: str) -> Request:
    """The request, signed with its host, its date and the named headers."""
    date = time.strftime(signing.DATE_FORMAT, time.gmtime(time.time() if at is None else at))
    headers = (*request.headers, ("x-sdk-date", date))
    if key.security_token:
        headers, also = (*headers, ("x-security-token", key.security_token)), ("x-security-token",)
    names = tuple(sorted({"host", "x-sdk-date", *also}))
    request = replace(request, headers=headers)
    value = signing.signature(key.secret_key, date, canonical_request(request, names))
    return with_authorization(request, key.access_key, names, value)


def with_authorization(
    request: Request, access_key: str, names: tuple[str, ...], value: str
) -> Request:
    """The request with a signature in the vendor's format."""
    authorization = str(signing.Authorization(access_key, names, value))
    return replace(request, headers=(*request.headers, ("authorization", authorization)))


def words(response: Response) -> tuple[int, Any]:
    """Status and message of a response."""
    return response.status, (response.body or {}).get("error_msg")


def ask(
    address: str, path: str, *, token: str | None = None, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Send a request, its path unchanged, over a new connection."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=5)
    try:
        headers |= {"X-Auth-Token": token} if token is not None else {}
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return response.status, names, response.read()
    finally:
        connection.close()


def dialogue(base_url: str, *sent: bytes, shut: bool = False) -> bytes:
    """Everything that a server sends in response to bytes, until it closes the connection."""
    parts = urlsplit(base_url)
    with socket.create_connection((str(parts.hostname), parts.port or 80), timeout=10) as sock:
        for part in sent:
            sock.sendall(part)
        if shut:
            sock.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := sock.recv(1 << 16):
            received += chunk
        return received
