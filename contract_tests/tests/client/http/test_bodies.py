"""Bodies and what they may cost: inflated within a limit, one coding at most, no cookies kept."""

from __future__ import annotations

import asyncio
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

from contract_tests.tests.client.calling import STATISTICS, TOKEN, both_kinds, replies
from contract_tests.tests.raw_server import raw_server, response

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Call, Statistics

BODY = json.dumps(STATISTICS).encode()
MEBIBYTE = 1024 * 1024


def encoded(coding: str, body: bytes, status: int = 200) -> bytes:
    """A JSON response with a content coding."""
    return response(status, body, Content_Type="application/json", Content_Encoding=coding)


def raw_deflate(body: bytes) -> bytes:
    """Without the header that the standard asks for."""
    return zlib.compress(body)[2:-4]


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(BODY)),
        ("x-gzip", gzip.compress(BODY)),
        ("GZip", gzip.compress(BODY)),
        ("gzip", gzip.compress(BODY[:9]) + gzip.compress(BODY[9:])),
        ("deflate", zlib.compress(BODY)),
        ("deflate", raw_deflate(BODY)),
        ("identity", BODY),
        ("identity, gzip", gzip.compress(BODY)),
        ("", BODY),
    ],
)
def test_offered_codings_are_understood(statistics: Statistics, coding: str, body: bytes) -> None:
    """One at a time, in every form in which servers send them."""
    with raw_server(replies(encoded(coding, body))) as server:
        assert statistics(server.url).to_dict() == STATISTICS

    assert server.requests[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(BODY))),
        ("deflate, gzip", gzip.compress(zlib.compress(BODY))),
        ("br", b"\x1b\x03"),
        ("zstd", b"\x28\xb5\x2f\xfd"),
        ("gzip", BODY),
        ("gzip", gzip.compress(BODY)[:-9]),
        ("gzip", gzip.compress(BODY) + b"more"),
        ("deflate", b"\xff" * 20),
    ],
)
def test_other_codings_are_told(statistics: Statistics, coding: str, body: bytes) -> None:
    """Neither two at once, nor one that was not offered, nor a broken one is a value."""
    with (
        raw_server(replies(encoded(coding, body))) as server,
        pytest.raises(ContractError, match="an undecodable one"),
    ):
        statistics(server.url)


def test_status_is_told_whatever_the_coding(statistics: Statistics) -> None:
    """An error that cannot be decoded is that error still."""
    with (
        raw_server(replies(encoded("gzip, gzip", b"x", 500))) as server,
        pytest.raises(ServerError),
    ):
        statistics(server.url, max_retries=0)


def bombs() -> list[bytes]:
    """Few bytes that become many."""
    once = gzip.compress(bytes(256 * MEBIBYTE), 9)
    return [encoded("gzip", once), encoded("gzip, gzip", gzip.compress(once, 9))]


BOMBS = bombs()


@both_kinds
@pytest.mark.parametrize("number", range(len(BOMBS)), ids=["gzip", "gzip, gzip"])
@pytest.mark.parametrize("own", ["", "http_client", "transport"])
def test_bomb_is_not_inflated(call: Call, number: int, own: str) -> None:
    """The limit holds while inflating, with a client of the caller's too."""
    options: dict[str, Any] = {}
    is_async = "async" in getattr(call, "__name__", "")
    if own == "http_client":
        options[own] = httpx.AsyncClient() if is_async else httpx.Client()
    elif own:
        options[own] = httpx.AsyncHTTPTransport() if is_async else httpx.HTTPTransport()
    with raw_server(replies(BOMBS[number])) as server:
        tracemalloc.start()
        try:
            with pytest.raises(ContractError):
                call(
                    coc, "get_script_job_statistics", "SCT1",
                    base_url=server.url, token=TOKEN, **options,
                )  # fmt: skip
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak < 96 * MEBIBYTE


@both_kinds
def test_large_body_costs_a_small_multiple(call: Call) -> None:
    """Fifteen MiB in one text take not much more than that."""
    body = json.dumps({**STATISTICS, "padding": "x" * (15 * MEBIBYTE)}).encode()
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
    """A server may send two bytes at a time, all of which are kept as one."""
    body = Body(Headers())
    tracemalloc.start()
    try:
        for number in range(MEBIBYTE // 2):
            assert body.receive(b"%02d" % (number % 100))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert len(body.content) == MEBIBYTE
    assert peak < 3 * MEBIBYTE


def test_cookies_are_not_kept(client_class: type[Any]) -> None:
    """What a server sets is not sent back."""
    sent = response(200, BODY, Content_Type="application/json", Set_Cookie="a=b")
    with raw_server(replies(sent)) as server:
        if client_class is coc.Client:
            with coc.Client(base_url=server.url, token=TOKEN) as client:
                for _ in range(2):
                    client.get_script_job_statistics("SCT1")
        else:

            async def run() -> None:
                async with coc.AsyncClient(base_url=server.url, token=TOKEN) as client:
                    for _ in range(2):
                        await client.get_script_job_statistics("SCT1")

            asyncio.run(run())

    assert len(server.requests) == 2
    assert not any("cookie" in request.headers for request in server.requests)
