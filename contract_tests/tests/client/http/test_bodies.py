"""Bodies: decompressed within a limit, one content coding at most, and no cookies."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from huaweicloud_statistics import ContractError, ServerError, coc
from huaweicloud_statistics._runtime.http.body import Body
from huaweicloud_statistics._runtime.http.headers import Headers

from contract_tests.tests.client.calling import (
    STATISTICS,
    TOKEN,
    both_kinds,
    call_async,
    call_sync,
    replies,
    statistics_by,
)
from contract_tests.tests.raw_server import raw_server, response

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Call, Statistics

BODY = json.dumps(STATISTICS).encode()
MEBIBYTE = 1024 * 1024


def encoded(coding: str, body: bytes, status: int = 200) -> bytes:
    """A JSON response with a content coding."""
    return response(status, body, Content_Type="application/json", Content_Encoding=coding)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(BODY)),
        ("X-GZip", gzip.compress(BODY)),
        ("gzip", gzip.compress(BODY[:9]) + gzip.compress(BODY[9:])),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY)[2:-4]),
        ("identity, gzip", gzip.compress(BODY)),
        ("", BODY),
    ],
)
def test_offered_codings_are_understood(statistics: Statistics, coding: str, body: bytes) -> None:
    """A single coding is decoded, in every common form."""
    with raw_server(replies(encoded(coding, body))) as server:
        assert statistics(server.url).to_dict() == STATISTICS

    assert server.requests[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("deflate, gzip", gzip.compress(zlib.compress(BODY))),
        ("br", b"\x1b\x03"),
        ("gzip", BODY),
        ("gzip", gzip.compress(BODY) + b"more"),
    ],
)
def test_other_codings_are_reported(statistics: Statistics, coding: str, body: bytes) -> None:
    """Multiple, unsupported or corrupt codings raise an error."""
    with (
        raw_server(replies(encoded(coding, body))) as server,
        pytest.raises(ContractError, match="an undecodable body"),
    ):
        statistics(server.url)


def test_status_is_reported_whatever_the_coding(statistics: Statistics) -> None:
    """An error response that cannot be decoded raises the status's error."""
    with (
        raw_server(replies(encoded("gzip, gzip", b"x", 500))) as server,
        pytest.raises(ServerError),
    ):
        statistics(server.url, max_retries=0)


@both_kinds
@pytest.mark.parametrize("own", ["", "http_client", "transport"])
def test_bomb_is_not_inflated(call: Call, monkeypatch: pytest.MonkeyPatch, own: str) -> None:
    """The limit applies during decompression, even with the caller's HTTP client."""
    monkeypatch.setattr("huaweicloud_statistics._runtime.http.body.LARGEST_BODY", MEBIBYTE)
    bomb = encoded("gzip", gzip.compress(bytes(32 * MEBIBYTE), 1))
    kinds: Any = {
        ("http_client", call_sync): httpx.Client,
        ("http_client", call_async): httpx.AsyncClient,
        ("transport", call_sync): httpx.HTTPTransport,
        ("transport", call_async): httpx.AsyncHTTPTransport,
    }
    options = {own: kinds[own, call]()} if own else {}
    with raw_server(replies(bomb)) as server:
        tracemalloc.start()
        try:
            with pytest.raises(ContractError):
                statistics_by(call)(server.url, **options)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak < 8 * MEBIBYTE


@both_kinds
def test_large_body_costs_a_small_multiple(call: Call) -> None:
    """A large string takes little more memory than its size."""
    body = json.dumps({**STATISTICS, "padding": "x" * (4 * MEBIBYTE)}).encode()
    sent = response(200, body, Content_Type="application/json")
    with raw_server(replies(sent)) as server:
        tracemalloc.start()
        try:
            call(coc, "get_script_job_statistics", "SCT1", base_url=server.url, token=TOKEN)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak < 7 * len(body)


def test_body_in_crumbs_costs_no_more() -> None:
    """Many small chunks are joined without overhead."""
    body = Body(Headers())
    tracemalloc.start()
    try:
        for number in range(MEBIBYTE // 128):
            assert body.receive(b"%02d" % (number % 100))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert len(body.content) == MEBIBYTE // 64
    assert peak < 3 * MEBIBYTE // 64


def test_cookies_are_not_kept() -> None:
    """A server's cookies are not sent back."""
    sent = response(200, BODY, Content_Type="application/json", Set_Cookie="a=b")
    with (
        raw_server(replies(sent)) as server,
        coc.Client(base_url=server.url, token=TOKEN) as client,
    ):
        for _ in range(2):
            client.get_script_job_statistics("SCT1")

    assert len(server.requests) == 2
    assert not any("cookie" in request.headers for request in server.requests)
