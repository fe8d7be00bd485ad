"""Servers that misbehave in one way each, and unusual ones that satisfy the contract."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from huaweicloud_statistics import (
    APIConnectionError,
    AuthenticationError,
    ContractError,
    PermissionDeniedError,
    ServerError,
    StatusError,
)

from contract_tests.tests.client.calling import STATISTICS
from contract_tests.tests.client.endless import drips

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.tests.client.calling import Behaviour
    from contract_tests.tests.raw_server import Exchange

BODY = json.dumps(STATISTICS).encode()


def response(
    body: bytes = BODY, status: str = "200 OK", *headers: str, length: int | None = None
) -> bytes:
    """A response, by default with JSON and a correct length."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if not any(header.lower().startswith("content-type") for header in headers):
        lines.append("Content-Type: application/json")
    if not any(header.lower().startswith("transfer-encoding") for header in headers):
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def sends(*parts: bytes, pause: float = 0.0, then: str = "close") -> Behaviour:
    """Send some bytes, then close or reset the connection."""

    def behave(exchange: Exchange) -> None:
        exchange.send(*parts, pause=pause)
        getattr(exchange, then)()

    return behave


def changed(**members: Any) -> bytes:
    """The valid body with other members in `data`."""
    return json.dumps({"data": {**STATISTICS["data"], **members}}).encode()


def echo(form: Callable[[str], bytes]) -> Behaviour:
    """Respond with the request's token."""

    def behave(exchange: Exchange) -> None:
        exchange.send(form(exchange.request.headers["x-auth-token"]))
        exchange.close()

    return behave


def chunks(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """A chunked body."""
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end


def error_body(code: str, text: str) -> bytes:
    """The gateway's error body."""
    return json.dumps({"error_code": code, "error_msg": text}).encode()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = "Transfer-Encoding: chunked"
GZIP = "Content-Encoding: gzip"
HTML = "Content-Type: text/html"

WIRE = [
    ("hangs_up", sends(), APIConnectionError),
    ("resets", sends(then="reset"), APIConnectionError),
    ("speaks_ssh", sends(b"SSH-2.0-OpenSSH_9.2\r\n"), APIConnectionError),
    ("speaks_http09", sends(BODY), APIConnectionError),
    ("stops_after_status", sends(b"HTTP/1.1 200 OK\r\n"), APIConnectionError),
    ("stops_in_headers", sends(HEAD + b"X-A: b"), APIConnectionError),
    ("has_no_possible_header", sends(HEAD + b"a\0b: c\r\n\r\n"), APIConnectionError),
    ("has_a_negative_length", sends(response(length=-1)), APIConnectionError),
    ("floods_headers", drips(HEAD, b"X-A: " + b"b" * 4096 + b"\r\n", 0), APIConnectionError),
    ("truncates_its_body", sends(response(length=9999)), ContractError),
    ("resets_in_its_body", sends(response(length=9999), pause=0.05, then="reset"),
     ContractError),
    ("truncates_chunks", sends(response(chunks(BODY, end=b""), "200 OK", CHUNKED)),
     ContractError),
    ("has_a_bad_chunk", sends(response(b"zz\r\n{}\r\n", "200 OK", CHUNKED)), ContractError),
    ("floods_its_body", drips(HEAD + b"\r\n", b" " * 2**18, 0), ContractError),
    ("bombs", sends(response(gzip.compress(b" " * 2**22), "200 OK", GZIP)), ContractError),
    ("is_not_gzip", sends(response(BODY, "200 OK", GZIP)), ContractError),
    ("truncates_gzip", sends(response(gzip.compress(BODY)[:-20], "200 OK", GZIP)),
     ContractError),
]  # fmt: skip
STATUS = [
    *(
        (f"responds_{status}", sends(response(body, f"{status} X", *headers)), error)
        for status, body, headers, error in [
            (206, BODY[:30], ("Content-Range: bytes 0-29/99",), ContractError),
            (403, b"", (), PermissionDeniedError),
            (418, b"[]", (), StatusError),
            (500, b'{"error_code":', (), ServerError),
            (503, b"\xff\xfe", ("Retry-After: 99999999999999999999",), ServerError),
            (999, b"", (), StatusError),
        ]
    ),
    ("responds_101", sends(b"HTTP/1.1 101 X\r\nUpgrade: x\r\n\r\n"), APIConnectionError),
    ("responds_204", sends(b"HTTP/1.1 204 X\r\n\r\n"), ContractError),
    ("truncates_its_error", sends(response(b"{", "500 X", length=99)), ServerError),
    ("wraps_its_error", sends(response(b"[" * 99999, "500 X")), ServerError),
]
CONTENT = [
    *(
        (name, sends(response(body)), ContractError)
        for name, body in [
            ("sends_too_deep_a_body", b'{"data":' * 5000 + b"1" + b"}" * 5000),
            ("sends_a_string", json.dumps(BODY.decode()).encode()),
        ]
    ),
    ("says_text", sends(response(BODY, "200 OK", "Content-Type: text/json5")), ContractError),
    ("says_no_type", sends(response(BODY, "200 OK", "Content-Type:")), ContractError),
]
SHAPE = [
    ("has_a_null_statistic", sends(response(changed(execute_statistics=[None]))), ContractError)
]
ECHO = [
    ("echoes_in_an_error", echo(lambda token: response(error_body("A.1", token), "401 X")),
     AuthenticationError),
    ("echoes_as_a_page",
     echo(lambda token: response(f"<p>{token}</p>".encode(), "502 X", HTML)), ServerError),
    ("echoes_in_headers",
     echo(lambda token: response(b"", "500 X", f"X-Request-Id: {token}", f"X-T: {token}")),
     ServerError),
    ("echoes_as_reason", echo(lambda token: response(b"", f"403 {token}")),
     PermissionDeniedError),
    ("echoes_as_type",
     echo(lambda token: response(BODY, "200 OK", f"Content-Type: text/{token}")),
     ContractError),
    ("echoes_as_a_value", echo(lambda token: response(changed(total_instance=token))),
     ContractError),
    ("echoes_as_a_name",
     echo(lambda token: response(json.dumps({token: 1, "data": token}).encode())),
     ContractError),
    ("echoes_and_redirects", echo(lambda token: response(b"", "302 X", f"Location: /{token}")),
     ContractError),
    ("echoes_as_status_line", echo(lambda token: f"HTTP/1.1 {token}\r\n\r\n".encode()),
     APIConnectionError),
]  # fmt: skip
MISBEHAVIOURS = [*WIRE, *STATUS, *CONTENT, *SHAPE, *ECHO]

EXTRA = {**STATISTICS, "more": [{"a": 1.5, "b": None}]}
NEW = {"data": {**STATISTICS["data"], "total_instance": 0, "execute_statistics": [
    {"batch_indexes": [], "instance_count": 0, "instance_status": "PAUSED", "since": "now"},
]}}  # fmt: skip
VARIATIONS = [
    ("has_a_new_status", sends(response(json.dumps(NEW).encode())), NEW),
    ("has_another_order",
     sends(response(json.dumps(dict(reversed(EXTRA.items())), indent=1).encode())), EXTRA),
    ("sends_chunks", sends(response(chunks(BODY[:7], BODY[7:]), "200 OK", CHUNKED)), STATISTICS),
    ("sends_bytes", sends(*(bytes([byte]) for byte in response())), STATISTICS),
    ("sends_hints", sends(b"HTTP/1.1 103 X\r\nLink: </a>\r\n\r\n" + response()), STATISTICS),
    ("is_of_http_1_0", sends(HEAD.replace(b"1.1", b"1.0") + b"\r\n" + BODY), STATISTICS),
    ("names_no_type", sends(HEAD[:17] + b"\r\n" + BODY), STATISTICS),
    ("names_a_charset",
     sends(response(BODY, "200 OK", "content-TYPE: Application/JSON ;charset=UTF-8")),
     STATISTICS),
    ("names_a_vendor_type",
     sends(response(BODY, "200 OK", "Content-Type: application/vnd.huawei+json")),
     STATISTICS),
    ("gives_no_reason", sends(response(BODY, "200")), STATISTICS),
    ("sends_latin_headers", sends(response(BODY, "200 OK", "X-Region: M\xfcnchen")), STATISTICS),
]  # fmt: skip
