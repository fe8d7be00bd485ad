"""Servers that misbehave in one way each, as bytes on the wire, and odd ones that do not."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
import time
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huaweicloud_statistics import (
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    ContractError,
    Error,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    StatusError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Behaviour = Callable[[socket.socket, bytes], None]

TOKEN = "MIIsecret/TOKEN+0123456789=="  # as long and as odd as it takes to be found again
GOOD: dict[str, Any] = {
    "data": {
        "total_instance": 3,
        "execute_statistics": [
            {"instance_status": "FINISHED", "instance_count": 1, "batch_indexes": [1]},
            {"instance_status": "READY", "instance_count": 2, "batch_indexes": [1, 2]},
        ],
    }
}
FINE = json.dumps(GOOD).encode()


@dataclass(frozen=True)
class Fault:
    """What a server does, and what the client must raise."""

    name: str
    behave: Behaviour
    error: type[Error]


@dataclass(frozen=True)
class Oddity:
    """What a server may do, and the body that the client must make of it."""

    name: str
    behave: Behaviour
    body: Any


def answer(
    body: bytes = FINE, status: str = "200 OK", *headers: str, length: int | None = None
) -> bytes:
    """A well-formed answer; a JSON one unless a header says otherwise."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if not any(one.lower().startswith("content-type") for one in headers):
        lines.append("Content-Type: application/json")
    if not any(one.lower().startswith("transfer-encoding") for one in headers):
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def sends(*parts: bytes, pause: float = 0.0, then: str = "close") -> Behaviour:
    """Send some bytes, then close, reset or hold the connection."""

    def behave(connection: socket.socket, _: bytes) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        if then == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if then == "hold":
            connection.recv(1)  # until the client leaves

    return behave


def repeats(start: bytes, part: bytes, pause: float) -> Behaviour:
    """Send the same for ever."""

    def behave(connection: socket.socket, _: bytes) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(part)
            time.sleep(pause)

    return behave


def changed(**members: Any) -> bytes:
    """The good body with other members in `data`; Ellipsis takes one out."""
    data = {**GOOD["data"], **members}
    return json.dumps({"data": {k: v for k, v in data.items() if v is not ...}}).encode()


def counted(**members: Any) -> bytes:
    """The good body with other members in its first statistic."""
    one = {**GOOD["data"]["execute_statistics"][0], **members}
    return changed(execute_statistics=[{k: v for k, v in one.items() if v is not ...}])


def echo(form: Callable[[str], bytes]) -> Behaviour:
    """Answer with the token that came."""

    def behave(connection: socket.socket, request: bytes) -> None:
        token = request.lower().partition(b"x-auth-token: ")[2].split(b"\r\n")[0]
        start = request.lower().index(token)
        connection.sendall(form(request[start : start + len(token)].decode()))

    return behave


def chunks(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """A chunked body."""
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end


def error_body(code: str = "APIGW.0301", text: str = "no") -> bytes:
    """An error body of the gateway's."""
    return json.dumps({"error_code": code, "error_msg": text}).encode()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = "Transfer-Encoding: chunked"
GZIP = "Content-Encoding: gzip"
HTML = "Content-Type: text/html"

WIRE = [
    Fault("hangs_up", sends(), APIConnectionError),
    Fault("resets", sends(then="reset"), APIConnectionError),
    Fault("is_silent", sends(then="hold"), APITimeoutError),
    Fault("speaks_ssh", sends(b"SSH-2.0-OpenSSH_9.2\r\n"), APIConnectionError),
    Fault("speaks_tls", sends(b"\x15\x03\x01\x00\x02\x02\x28"), APIConnectionError),
    Fault("speaks_http2", sends(b"\0\0\6\4\0\0\0\0\0\0\3\0\0\0\x64"), APIConnectionError),
    Fault("speaks_http09", sends(FINE), APIConnectionError),
    Fault("stops_after_status", sends(b"HTTP/1.1 200 OK\r\n"), APIConnectionError),
    Fault("stops_in_headers", sends(HEAD + b"X-A: b"), APIConnectionError),
    Fault("has_no_number_for_status", sends(b"HTTP/1.1 abc OK\r\n\r\n"), APIConnectionError),
    Fault("has_no_possible_status", sends(b"HTTP/1.1 099 OK\r\n\r\n"), APIConnectionError),
    Fault("has_no_possible_header", sends(HEAD + b"a\0b: c\r\n\r\n"), APIConnectionError),
    Fault("has_two_lengths", sends(answer(FINE, "200 OK", "Content-Length: 3")),
          APIConnectionError),
    Fault("has_a_negative_length", sends(answer(length=-1)), APIConnectionError),
    Fault("floods_headers", repeats(HEAD, b"X-A: " + b"b" * 4096 + b"\r\n", 0), APIConnectionError),
    Fault("drips_headers", repeats(HEAD, b"X-A: b\r\n", 0.05), APITimeoutError),
    Fault("drips_status", repeats(b"HTTP/1.1 200 O", b"K", 0.05), APITimeoutError),
    Fault(
        "continues_for_ever", repeats(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0), APITimeoutError
    ),
    Fault("drips_its_body", repeats(HEAD + b"Content-Length: 9999\r\n\r\n", b" ", 0.05),
          APITimeoutError),
    Fault("drips_chunks", repeats(HEAD + CHUNKED.encode() + b"\r\n\r\n", b"1\r\n \r\n", 0.05),
          APITimeoutError),
    Fault("stalls_in_its_body", sends(answer(length=9999), then="hold"), APITimeoutError),
    Fault("truncates_its_body", sends(answer(length=9999)), ContractError),
    Fault("resets_in_its_body", sends(answer(length=9999), pause=0.05, then="reset"),
          ContractError),
    Fault("truncates_chunks", sends(answer(chunks(FINE, end=b""), "200 OK", CHUNKED)),
          ContractError),
    Fault("has_a_bad_chunk", sends(answer(b"zz\r\n{}\r\n", "200 OK", CHUNKED)), ContractError),
    Fault("floods_its_body", repeats(HEAD + b"\r\n", b" " * 2**20, 0), ContractError),
    Fault("bombs", sends(answer(gzip.compress(b" " * 2**25), "200 OK", GZIP)), ContractError),
    Fault("is_not_gzip", sends(answer(FINE, "200 OK", GZIP)), ContractError),
    Fault("truncates_gzip", sends(answer(gzip.compress(FINE)[:-20], "200 OK", GZIP)),
          ContractError),
    Fault("has_another_coding", sends(answer(b"\x1b\x03", "200 OK", "Content-Encoding: br")),
          ContractError),
]  # fmt: skip
STATUS = [
    *(
        Fault(f"answers_{status}", sends(answer(body, f"{status} X", *headers)), error)
        for status, body, headers, error in [
            (201, FINE, (), ContractError),
            (202, FINE, (), ContractError),
            (206, FINE[:30], ("Content-Range: bytes 0-29/99",), ContractError),
            (301, b"", ("Location: /",), ContractError),
            (302, b"", ("Location: https://example.com/",), ContractError),
            (307, b"", ("Location: //example.com",), ContractError),
            (400, b"<p>no</p>", (HTML,), BadRequestError),
            (401, error_body(), (), AuthenticationError),
            (403, b"", (), PermissionDeniedError),
            (404, b'{"error":{"code":404,"message":"no"}}', (), NotFoundError),
            (409, b'{"errorCode":"A","errorMsg":"no"}', (), ConflictError),
            (418, b"[]", (), StatusError),
            (429, b"slow down", ("Retry-After: never",), RateLimitError),
            (494, b"", (), StatusError),
            (500, b'{"error_code":', (), ServerError),
            (502, b"<html>", (HTML,), ServerError),
            (503, b"\xff\xfe", ("Retry-After: 99999999999999999999",), ServerError),
            (504, b'{"error_code":1,"error_msg":null}', (), ServerError),
            (520, b"", (), ServerError),
            (599, b"null", (), ServerError),
            (999, b"", (), StatusError),
        ]
    ),
    Fault("answers_101", sends(b"HTTP/1.1 101 X\r\nUpgrade: x\r\n\r\n"), APIConnectionError),
    Fault("answers_204", sends(b"HTTP/1.1 204 X\r\n\r\n"), ContractError),
    Fault("answers_304", sends(b"HTTP/1.1 304 X\r\n\r\n"), ContractError),
    Fault("truncates_its_error", sends(answer(b"{", "500 X", length=99)), ServerError),
    Fault("wraps_its_error", sends(answer(b"[" * 99999, "500 X")), ServerError),
]
CONTENT = [
    *(
        Fault(name, sends(answer(body)), ContractError)
        for name, body in [
            ("sends_nothing", b""),
            ("sends_blanks", b"  \n"),
            ("sends_html", b"<html></html>"),
            ("sends_half_a_body", FINE[:-9]),
            ("sends_two_bodies", FINE + FINE),
            ("sends_a_key_twice", FINE[:-1] + b',"data":1}'),
            ("sends_nan", changed(extra=float("nan"))),
            ("sends_infinity", changed(extra=float("inf"))),
            ("sends_too_large_a_number", changed(extra=1).replace(b"1", b"1e999")),
            ("sends_too_many_digits", FINE.replace(b"3", b"3" * 5000)),
            ("sends_no_utf8", FINE.replace(b"READY", b"\xff\xfe")),
            ("sends_utf16", FINE.decode().encode("utf-16")),
            ("sends_a_byte_order_mark", b"\xef\xbb\xbf" + FINE),
            ("sends_too_deep_a_body", b'{"data":' * 5000 + b"1" + b"}" * 5000),
            ("sends_single_quotes", FINE.replace(b'"', b"'")),
            ("sends_null", b"null"),
            ("sends_a_string", json.dumps(FINE.decode()).encode()),
            ("sends_a_list", b"[" + FINE + b"]"),
        ]
    ),
    Fault("says_html", sends(answer(FINE, "200 OK", HTML)), ContractError),
    Fault("says_text", sends(answer(FINE, "200 OK", "Content-Type: text/json5")), ContractError),
    Fault("says_no_type", sends(answer(FINE, "200 OK", "Content-Type:")), ContractError),
]
SHAPE = [
    Fault(name, sends(answer(body)), ContractError)
    for name, body in [
        ("lacks_all", b"{}"),
        ("has_null_data", b'{"data":null}'),
        ("has_a_list_for_data", b'{"data":[]}'),
        ("lacks_the_total", changed(total_instance=...)),
        ("has_a_null_total", changed(total_instance=None)),
        ("has_a_string_for_the_total", changed(total_instance="3")),
        ("has_a_boolean_for_the_total", changed(total_instance=True)),
        ("has_a_broken_total", changed(total_instance=2.5)),
        ("has_a_negative_total", changed(total_instance=-1)),
        ("has_too_large_a_total", changed(total_instance=2**31)),
        ("lacks_statistics", changed(execute_statistics=...)),
        ("has_null_statistics", changed(execute_statistics=None)),
        ("has_an_object_for_statistics", changed(execute_statistics={})),
        ("has_a_null_statistic", changed(execute_statistics=[None])),
        ("lacks_a_status", counted(instance_status=...)),
        ("has_a_number_for_a_status", counted(instance_status=1)),
        ("has_a_null_count", counted(instance_count=None)),
        ("has_a_string_for_a_count", counted(instance_count="1")),
        ("has_null_batches", counted(batch_indexes=None)),
        ("has_a_string_for_batches", counted(batch_indexes="1")),
        ("has_a_string_for_a_batch", counted(batch_indexes=["1"])),
        ("has_too_large_a_batch", counted(batch_indexes=[2**31])),
    ]
]
ECHO = [
    Fault("echoes_in_an_error", echo(lambda token: answer(error_body("A.1", token), "401 X")),
          AuthenticationError),
    Fault("echoes_with_slashes",
          echo(lambda t: answer(error_body("A", t).replace(b"/", rb"\/"), "400 X")),
          BadRequestError),
    Fault("echoes_as_a_page",
          echo(lambda token: answer(f"<p>{token}</p>".encode(), "502 X", HTML)), ServerError),
    Fault("echoes_in_headers",
          echo(lambda token: answer(b"", "500 X", f"X-Request-Id: {token}", f"X-T: {token}")),
          ServerError),
    Fault("echoes_as_reason", echo(lambda token: answer(b"", f"403 {token}")),
          PermissionDeniedError),
    Fault("echoes_as_type",
          echo(lambda token: answer(FINE, "200 OK", f"Content-Type: text/{token}")), ContractError),
    Fault("echoes_as_a_value", echo(lambda token: answer(changed(total_instance=token))),
          ContractError),
    Fault("echoes_as_a_name",
          echo(lambda token: answer(json.dumps({token: 1, "data": token}).encode())),
          ContractError),
    Fault("echoes_and_redirects", echo(lambda token: answer(b"", "302 X", f"Location: /{token}")),
          ContractError),
    Fault("echoes_as_status_line", echo(lambda token: f"HTTP/1.1 {token}\r\n\r\n".encode()),
          APIConnectionError),
]  # fmt: skip
FAULTS = [*WIRE, *STATUS, *CONTENT, *SHAPE, *ECHO]

EXTRA = {**GOOD, "more": [{"a": 1.5, "b": None}]}
NEW = {"data": {**GOOD["data"], "total_instance": 0, "execute_statistics": [
    {"batch_indexes": [], "instance_count": 0, "instance_status": "PAUSED", "since": "now"},
]}}  # fmt: skip
DEFLATE = "Content-Encoding: deflate"
ODDITIES = [
    Oddity("has_more_members", sends(answer(json.dumps(EXTRA).encode())), EXTRA),
    Oddity("has_a_new_status", sends(answer(json.dumps(NEW).encode())), NEW),
    Oddity("has_another_order",
           sends(answer(json.dumps(dict(reversed(EXTRA.items())), indent=1).encode())), EXTRA),
    Oddity("compresses", sends(answer(gzip.compress(FINE), "200 OK", GZIP)), GOOD),
    Oddity("deflates", sends(answer(zlib.compress(FINE), "200 OK", DEFLATE)), GOOD),
    Oddity("sends_chunks", sends(answer(chunks(FINE[:7], FINE[7:]), "200 OK", CHUNKED)), GOOD),
    Oddity("sends_bytes", sends(*(bytes([one]) for one in answer())), GOOD),
    Oddity("sends_hints", sends(b"HTTP/1.1 103 X\r\nLink: </a>\r\n\r\n" + answer()), GOOD),
    Oddity("is_of_http_1_0", sends(HEAD.replace(b"1.1", b"1.0") + b"\r\n" + FINE), GOOD),
    Oddity("names_no_type", sends(HEAD[:17] + b"\r\n" + FINE), GOOD),
    Oddity("names_a_charset",
           sends(answer(FINE, "200 OK", "content-TYPE: Application/JSON ;charset=UTF-8")), GOOD),
    Oddity("names_a_vendor_type",
           sends(answer(FINE, "200 OK", "Content-Type: application/vnd.huawei+json")), GOOD),
    Oddity("gives_no_reason", sends(answer(FINE, "200")), GOOD),
    Oddity("escapes", sends(answer(FINE.replace(b"READY", rb"\u0052EADY"))), GOOD),
    Oddity("counts_with_points", sends(answer(FINE.replace(b": 3", b": 3.0"))), GOOD),
    Oddity("counts_with_exponents", sends(answer(FINE.replace(b": 3", b": 0.3e1"))), GOOD),
    Oddity("sets_cookies", sends(answer(FINE, "200 OK", "Set-Cookie: a=b", "Set-Cookie: c")), GOOD),
    Oddity("sends_latin_headers", sends(answer(FINE, "200 OK", "X-Region: M\xfcnchen")), GOOD),
]  # fmt: skip


@contextmanager
def misbehaving(behave: Behaviour) -> Iterator[str]:
    """Run such a server for the length of a block; its address."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        thread = threading.Thread(target=_serve, args=(server, behave))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(server: socket.socket, behave: Behaviour) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_attend, args=(connection, behave), daemon=True).start()


def _attend(connection: socket.socket, behave: Behaviour) -> None:
    with suppress(OSError), connection:
        connection.settimeout(10)
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(65536) or b"\r\n\r\n"
        behave(connection, request)
