"""A login shared by several clients: one request per endpoint and scope."""

from __future__ import annotations

import asyncio
import gc
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    ArgumentError,
    CredentialsError,
    Error,
    IamLogin,
    coc,
    roma,
)

from contract_tests.tests.client.calling import ORDER, PASSWORD
from contract_tests.tests.client.cloud import Cloud
from contract_tests.tests.raw_server import json_response, raw_server

if TYPE_CHECKING:
    from contract_tests.tests.raw_server import Exchange

DETAILS = {
    "running_tasks_count": 1,
    "abnormal_tasks_count": 2,
    "terminated_tasks_count": 3,
    "completed_tasks_count": 4,
}
TASKS = json_response({"common_task_details": DETAILS, "cdc_task_details": DETAILS})


class BothApis(Cloud):
    """IAM, COC and ROMA in one server."""

    def __call__(self, exchange: Exchange) -> None:
        if "/fdi/" in exchange.request.target and self._accepts(exchange.request):
            exchange.send(TASKS)
        else:
            super().__call__(exchange)


def login(url: str, **options: Any) -> IamLogin:
    return IamLogin("reader", PASSWORD, "acme", endpoint=url, **options)


def test_clients_of_two_apis_log_in_once() -> None:
    """Synchronous and asynchronous clients share a login, and its renewal after a refusal."""
    cloud = BothApis()

    async def run(url: str) -> None:
        async with (
            coc.AsyncClient(base_url=url, credentials=shared) as jobs,
            roma.AsyncClient(base_url=url, credentials=shared) as tasks,
        ):
            await asyncio.gather(jobs.get_script_job_statistics(ORDER), tasks.count_tasks("p", "i"))

    with raw_server(cloud) as server:
        shared = login(server.url)
        with (
            coc.Client(base_url=server.url, credentials=shared) as jobs,
            roma.Client(base_url=server.url, credentials=shared) as tasks,
        ):
            jobs.get_script_job_statistics(ORDER)
            tasks.count_tasks("p", "i")
            cloud.revoke()
            jobs.get_script_job_statistics(ORDER)
            tasks.count_tasks("p", "i")
        asyncio.run(run(server.url))
        asyncio.run(run(server.url))

    assert len(cloud.logins) == 2
    assert cloud.logins[0]["scope"] == {"domain": {"name": "acme"}}


def test_threads_and_event_loops_wait_for_one_login() -> None:
    """Concurrent calls cause a single login."""
    cloud = BothApis(hold=threading.Event())

    async def asynchronously(url: str) -> None:
        async with coc.AsyncClient(base_url=url, credentials=shared) as client:
            await asyncio.gather(*(client.get_script_job_statistics(ORDER) for _ in range(10)))

    def work(number: int) -> None:
        if number % 2:
            asyncio.run(asynchronously(server.url))
        else:
            with roma.Client(base_url=server.url, credentials=shared) as client:
                client.count_tasks("p", "i")

    with raw_server(cloud) as server, ThreadPoolExecutor(10) as pool:
        shared = login(server.url)
        waiting = [pool.submit(work, number) for number in range(10)]
        server.wait_for_requests(1)
        cloud.hold.set()  # type: ignore[union-attr]
        for future in waiting:
            future.result(30)

    assert len(cloud.logins) == 1


@pytest.mark.parametrize(
    ("own", "clients", "scope"),
    [
        ({}, {"project": "cn-north-4"}, {"project": {"name": "cn-north-4"}}),
        ({"project": "own"}, {"project": "cn-north-4"}, {"project": {"name": "own"}}),
        ({"project_id": "own", "project": "x"}, {"project_id": "p"}, {"project": {"id": "own"}}),
        ({"domain_id": "own"}, {"project_id": "p"}, {"domain": {"id": "own"}}),
    ],
)
def test_scope_is_the_logins_or_else_the_clients(
    own: dict[str, str], clients: dict[str, Any], scope: dict[str, Any]
) -> None:
    """The login's own scope takes precedence over a client's."""
    cloud = BothApis()
    with raw_server(cloud) as server:
        shared = login(server.url, **own)
        with coc.Client(base_url=server.url, credentials=shared, **clients) as client:
            client.get_script_job_statistics(ORDER)

    assert cloud.logins[0]["scope"] == scope


def test_other_scopes_and_endpoints_log_in_themselves() -> None:
    """A token is valid only for the scope it was issued for."""
    cloud, other = BothApis(), BothApis()
    with raw_server(cloud) as server, raw_server(other) as elsewhere:
        shared = IamLogin("reader", PASSWORD, "acme")
        for url in (server.url, elsewhere.url):
            for project in ("a", "b", "a"):
                with pytest.MonkeyPatch.context() as patch:
                    patch.setenv("HUAWEICLOUD_SDK_IAM_ENDPOINT", url)
                    client = coc.Client(base_url=url, credentials=shared, project=project)
                with client:
                    client.get_script_job_statistics(ORDER)

    for api in (cloud, other):
        scopes = [login["scope"]["project"]["name"] for login in api.logins]
        assert scopes == ["a", "b"]


def test_client_that_is_closed_leaves_the_login_to_others() -> None:
    """Other clients do not wait for a client that is closed during its login."""
    cloud = BothApis(hold=threading.Event())

    async def run(url: str) -> None:
        first = coc.AsyncClient(base_url=url, credentials=shared)
        given_up = asyncio.ensure_future(first.get_script_job_statistics(ORDER))
        await asyncio.to_thread(server.wait_for_requests, 1)
        async with roma.AsyncClient(base_url=url, credentials=shared) as second:
            waiting = asyncio.ensure_future(second.count_tasks("p", "i"))
            await asyncio.sleep(0)
            await first.aclose()
            cloud.hold.set()  # type: ignore[union-attr]
            await waiting
        with pytest.raises(Error):
            await given_up

    with raw_server(cloud) as server:
        shared = login(server.url)
        asyncio.run(run(server.url))

    assert len(cloud.logins) == 2


def test_threads_do_not_wait_for_a_client_that_is_closed() -> None:
    """A synchronous client that waits for an asynchronous one's login logs in itself."""
    cloud = BothApis(hold=threading.Event())

    async def run(url: str, waiting: threading.Event) -> None:
        first = coc.AsyncClient(base_url=url, credentials=shared)
        given_up = asyncio.ensure_future(first.get_script_job_statistics(ORDER))
        await asyncio.to_thread(server.wait_for_requests, 1)
        waiting.set()
        await asyncio.to_thread(second_waits.wait, 30)
        await first.aclose()
        cloud.hold.set()  # type: ignore[union-attr]
        with pytest.raises(Error):
            await given_up

    with raw_server(cloud) as server, ThreadPoolExecutor(1) as pool:
        shared = login(server.url)
        first_waits, second_waits = threading.Event(), threading.Event()
        ended = pool.submit(asyncio.run, run(server.url, first_waits))
        assert first_waits.wait(30)
        with roma.Client(base_url=server.url, credentials=shared) as second:
            wait = second._caller.background.wait  # noqa: SLF001

            async def noticed(*arguments: Any) -> bool:
                second_waits.set()
                return await wait(*arguments)

            vars(second._caller.background)["wait"] = noticed  # noqa: SLF001
            second.count_tasks("p", "i")
        ended.result(30)

    assert len(cloud.logins) == 2


def test_event_loop_that_ends_leaves_the_login_to_others() -> None:
    """Other clients do not wait for a login whose event loop was closed."""
    released = threading.Event()
    cloud = BothApis(hold=released)

    async def end_during_login(client: coc.AsyncClient) -> None:
        task = asyncio.create_task(client.get_script_job_statistics(ORDER))
        while not cloud.logins and not task.done():
            await asyncio.wait([task], timeout=0.01)

    with raw_server(cloud) as server:
        shared = login(server.url)
        asyncio.run(end_during_login(coc.AsyncClient(base_url=server.url, credentials=shared)))
        released.set()
        with coc.Client(base_url=server.url, credentials=shared) as other:
            other.get_script_job_statistics(ORDER)

    assert len(cloud.logins) == 2


def test_refused_logins_are_not_kept() -> None:
    """Rejected logins leave no memory behind."""
    cloud = BothApis(401)
    only = [tracemalloc.Filter(True, "*huaweicloud_statistics*")]
    sizes = []
    with raw_server(cloud) as server:
        shared = login(server.url)
        with coc.Client(base_url=server.url, credentials=shared) as client:
            tracemalloc.start()
            try:
                for _ in range(3):
                    for _ in range(25):
                        with pytest.raises(CredentialsError):
                            client.get_script_job_statistics(ORDER)
                        cloud.logins.clear()
                        server.requests.clear()
                    gc.collect()
                    kept = tracemalloc.take_snapshot().filter_traces(only)
                    sizes.append(sum(trace.size for trace in kept.traces))
            finally:
                tracemalloc.stop()

    assert sizes[2] - sizes[1] < 25 * 300


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        (("u", "", "d"), {}, CredentialsError, "password must be a non-empty string"),
        (("u", b"hunter2", "d"), {}, ArgumentError, "password must be a string; got bytes"),
        (("u", "p", "d"), {"endpoint": "http://a:hunter2@h"}, ArgumentError, "endpoint must have"),
        (("u", "p", "d"), {"project": 5}, ArgumentError, "project must be a string; got int"),
        (("u", "p", "d"), {"project_id": ""}, CredentialsError, "project_id must be a non-empty"),
    ],
)
def test_invalid_login_is_refused(
    arguments: tuple[Any, ...], options: dict[str, Any], error: type[Error], message: str
) -> None:
    """The constructor's error names the argument without its value."""
    with pytest.raises(error, match=rf"^{message}") as caught:
        IamLogin(*arguments, **options)
    assert "hunter2" not in str(caught.value)
