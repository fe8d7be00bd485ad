"""Tokens: passed or returned by a function, renewed when rejected, fetched once."""

from __future__ import annotations

import asyncio
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    CredentialsError,
    Error,
    coc,
)
from huaweicloud_statistics._runtime.call.background import SyncBackground

from contract_tests.tests.client.calling import (
    FINE,
    LOGIN,
    ORDER,
    replies,
    responds,
)
from contract_tests.tests.client.cloud import REFUSAL, Cloud
from contract_tests.tests.raw_server import raw_server

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Statistics
    from contract_tests.tests.raw_server import Received


def test_token_may_be_a_function(statistics: Statistics) -> None:
    """A function's token is kept until it is rejected, then the function is called again."""
    tokens = iter(["first-token", "second-token", "third-token"])

    def respond(request: Received) -> bytes:
        return FINE if request.headers["x-auth-token"] == "second-token" else REFUSAL

    with raw_server(responds(respond)) as server:
        statistics(server.url, token=lambda: next(tokens))

    sent = [request.headers["x-auth-token"] for request in server.requests]
    assert sent == ["first-token", "second-token"]


@pytest.mark.parametrize(
    ("token", "message"),
    [
        (lambda: None, "non-empty string"),
        (lambda: "a\nhunter2", "line break"),
        (lambda: 1 / 0, "failed: ZeroDivisionError"),
    ],
)
def test_invalid_token_function_is_a_credentials_error(
    statistics: Statistics, token: Any, message: str
) -> None:
    """An invalid result or an exception ends the call; nothing is sent or shown."""
    with raw_server(replies(FINE)) as server:
        with pytest.raises(CredentialsError, match=message) as caught:
            statistics(server.url, token=token)
        assert not server.requests

    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_refusal_is_shared_by_all_who_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty threads with a wrong password cause one failed login, not a locked account."""
    gathered = threading.Event()
    cloud = Cloud(401, hold=gathered)
    missing = threading.Semaphore(19)
    wait = SyncBackground.wait

    async def counted(threads: SyncBackground, work: Any, deadline: Any) -> bool:
        if not missing.acquire(blocking=False):
            gathered.set()
        return await wait(threads, work, deadline)

    monkeypatch.setattr(SyncBackground, "wait", counted)

    def work(_: int) -> Error:
        with pytest.raises(Error) as caught:
            client.get_script_job_statistics(ORDER)
        return caught.value

    with (
        raw_server(cloud) as server,
        coc.Client(base_url=server.url, iam_endpoint=server.url, **LOGIN) as client,
        ThreadPoolExecutor(20) as pool,
    ):
        errors = list(pool.map(work, range(20)))

    assert [type(error) for error in errors] == [CredentialsError] * 20
    assert len(set(map(id, errors))) == 20
    assert len(cloud.logins) == 1


def test_refusal_is_shared_by_all_tasks_that_wait() -> None:
    """Concurrent tasks cause one failed login, too."""
    cloud = Cloud(401)

    async def run(url: str) -> list[object]:
        async with coc.AsyncClient(base_url=url, iam_endpoint=url, **LOGIN) as client:
            calls = [client.get_script_job_statistics(ORDER) for _ in range(20)]
            return list(await asyncio.gather(*calls, return_exceptions=True))

    with raw_server(cloud) as server:
        errors = asyncio.run(run(server.url))

    assert [type(error) for error in errors] == [CredentialsError] * 20
    assert len(cloud.logins) == 1


def test_threads_share_a_client_and_its_tokens() -> None:
    """However many threads there are, no call fails, and each token is fetched once."""
    cloud = Cloud(uses=100)
    with (
        raw_server(cloud) as server,
        coc.Client(base_url=server.url, token=cloud.issue, timeout=120) as client,
        ThreadPoolExecutor(110) as pool,
    ):
        results = list(pool.map(lambda _: client.get_script_job_statistics(ORDER), range(220)))

    assert len(results) == 220
    assert len(cloud.issued) == 3


def test_tasks_share_a_client_and_its_tokens() -> None:
    """No call of tasks fails, and there is one login for each token."""
    cloud = Cloud(uses=100)

    async def run(url: str) -> list[coc.ScriptJobStatistics]:
        async with coc.AsyncClient(base_url=url, iam_endpoint=url, timeout=120, **LOGIN) as client:
            calls = [client.get_script_job_statistics(ORDER) for _ in range(220)]
            return await asyncio.gather(*calls)

    with raw_server(cloud) as server:
        results = asyncio.run(run(server.url))

    assert len(results) == 220
    assert len(cloud.logins) == 3
    assert server.connections <= 102
