"""Forked processes: each uses its own connections and gets its own responses."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from huaweicloud_statistics import Error, coc, many

from contract_tests.tests.client.calling import FINE, LOGIN, ORDER, STATISTICS, TOKEN, responds
from contract_tests.tests.client.cloud import Cloud
from contract_tests.tests.client.http.children import Child
from contract_tests.tests.raw_server import TLS, json_response, raw_server

if TYPE_CHECKING:
    from contract_tests.tests.raw_server import Exchange, Received

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]
CALLS = 10
CHILDREN = 3
SCHEMES = pytest.mark.parametrize("certificate", [None, "trusted"], ids=["plain", "TLS"])


def own_number(request: Received) -> bytes:
    """A response with the requested number."""
    number = int(request.target.split("/")[5])
    return json_response({"data": {"total_instance": number, "execute_statistics": []}})


def options(certificate: str | None) -> dict[str, Any]:
    """A client's options."""
    return {"token": TOKEN, **({"ca_bundle": TLS / "ca.pem"} if certificate else {})}


def totals(client: coc.Client, start: int) -> list[int]:
    """A client's results for a range of numbers."""
    numbers = range(start, start + CALLS)
    return [client.get_script_job_statistics(str(number)).data.total_instance for number in numbers]


@SCHEMES
def test_children_of_a_warm_client_get_their_own_responses(certificate: str | None) -> None:
    """Parent and children call concurrently; the parent keeps its connection."""
    with (
        raw_server(responds(own_number), certificate) as server,
        coc.Client(base_url=server.url, **options(certificate)) as client,
    ):
        totals(client, 0)
        starts = [1000 * (index + 1) for index in range(CHILDREN)]
        children = [Child(lambda start=start: totals(client, start)) for start in starts]  # type: ignore[misc]
        assert totals(client, 0) == list(range(CALLS))
        for start, child in zip(starts, children, strict=True):
            assert child.result() == list(range(start, start + CALLS))
        assert totals(client, 0) == list(range(CALLS))
        assert server.connections == 1 + CHILDREN


@SCHEMES
def test_children_of_a_warm_asynchronous_client_get_theirs(certificate: str | None) -> None:
    """A child forked during or after an event loop uses its own event loop."""

    async def several(client: coc.AsyncClient, start: int) -> list[int]:
        calls = (
            client.get_script_job_statistics(str(number)) for number in range(start, start + CALLS)
        )
        return [got.data.total_instance for got in await asyncio.gather(*calls)]

    async def run(url: str) -> None:
        async with coc.AsyncClient(base_url=url, **options(certificate)) as client:
            await several(client, 0)
            child = Child(lambda: asyncio.run(several(client, 1000)))
            assert await several(client, 2000) == list(range(2000, 2000 + CALLS))
            assert await asyncio.to_thread(child.result) == list(range(1000, 1000 + CALLS))
            assert await several(client, 0) == list(range(CALLS))

    with raw_server(responds(own_number), certificate) as server:
        asyncio.run(run(server.url))
        assert server.connections <= 2 * CALLS


@pytest.mark.parametrize("is_warm", [False, True], ids=["cold", "warm"])
def test_child_does_not_share_a_client_of_the_callers(*, is_warm: bool) -> None:
    """A caller's HTTP client cannot be used after a fork if it was used before."""
    with (
        raw_server(responds(own_number)) as server,
        httpx.Client() as http_client,
        coc.Client(base_url=server.url, token=TOKEN, http_client=http_client) as client,
    ):
        if is_warm:
            totals(client, 0)
        child = Child(lambda: totals(client, 1000))
        if is_warm:
            with pytest.raises(RuntimeError, match=r"APIConnectionError.*in each process"):
                child.result()
        else:
            assert child.result() == list(range(1000, 1000 + CALLS))
        assert totals(client, 0) == list(range(CALLS))


def test_child_of_multiprocessing_gets_its_own_responses() -> None:
    """The same in a pool with the start method fork."""
    with (
        raw_server(responds(own_number)) as server,
        coc.Client(base_url=server.url, token=TOKEN) as client,
    ):
        totals(client, 0)

        def pooled() -> list[int]:
            global _inherited  # noqa: PLW0603  # what a forked worker finds
            _inherited = client
            with multiprocessing.get_context("fork").Pool(2) as pool:
                return pool.map_async(_total, range(CALLS)).get(30)

        assert Child(pooled).result() == list(range(CALLS))


_inherited: coc.Client | None = None


def _total(number: int) -> int:
    assert _inherited
    return _inherited.get_script_job_statistics(str(number)).data.total_instance


def test_children_forked_under_load_get_their_own_responses() -> None:
    """A child does not inherit locks held by the parent's threads."""
    with (
        raw_server(responds(own_number)) as server,
        coc.Client(base_url=server.url, token=TOKEN) as client,
        ThreadPoolExecutor(4) as pool,
    ):
        over = threading.Event()

        def load(start: int) -> bool:
            while not over.is_set():
                assert totals(client, start) == list(range(start, start + CALLS))
            return True

        loads = [pool.submit(load, 100 * (index + 1)) for index in range(4)]
        try:
            for round_ in range(4):
                start = 10_000 * (round_ + 1)
                child = Child(lambda start=start: totals(client, start))  # type: ignore[misc]
                assert child.result() == list(range(start, start + CALLS))
        finally:
            over.set()
        assert all(load.result() for load in loads)


def test_child_forked_during_a_login_logs_in_itself() -> None:
    """A child does not wait for a thread of its parent."""
    cloud = Cloud(hold=threading.Event())
    with (
        raw_server(cloud) as server,
        coc.Client(base_url=server.url, iam_endpoint=server.url, **LOGIN) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        waiting = pool.submit(client.get_script_job_statistics, ORDER)
        server.wait_for_requests(1)
        assert cloud.hold
        child = Child(lambda: client.get_script_job_statistics(ORDER).to_dict())
        server.wait_for_requests(2)
        cloud.hold.set()
        assert child.result() == waiting.result().to_dict()
    assert len(cloud.logins) == 2


def test_child_has_all_turns() -> None:
    """Connections in use at the fork remain the parent's."""
    held = threading.Event()

    def behave(exchange: Exchange) -> None:
        if exchange.number < 100:
            held.wait(30)
        exchange.send(FINE)

    with (
        raw_server(behave) as server,
        coc.Client(base_url=server.url, token=TOKEN, timeout=60) as client,
        ThreadPoolExecutor(100) as pool,
    ):
        calls = [pool.submit(client.get_script_job_statistics, ORDER) for _ in range(100)]
        server.wait_for_requests(100)
        child = Child(lambda: client.get_script_job_statistics(ORDER).to_dict())
        try:
            assert child.result() == STATISTICS
        finally:
            held.set()
        assert [call.result().to_dict() for call in calls] == [STATISTICS] * 100


def test_child_that_goes_on_is_told_that_the_threads_are_elsewhere() -> None:
    """A forked child has none of the threads: it gets an error instead of waiting forever."""

    def go_on() -> str:
        with pytest.raises(Error) as caught:
            list(outcomes)
        return str(caught.value)

    with closing(many(abs, range(20), concurrency=2)) as outcomes:
        next(outcomes)
        assert "the process that this one was forked from" in Child(go_on).result()
        assert len(list(outcomes)) == 19
