"""The client and the reference server, neither of which knows of the other."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    AuthenticationError,
    CredentialsError,
    ServerError,
    WaitTimeoutError,
    coc,
    roma,
)

from contract_tests.reference_server import (
    Access,
    FaultInjection,
    RateLimit,
    ReferenceServer,
    Stopwatch,
    background,
)
from contract_tests.tests.client.support import call_async, call_sync
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Call = Callable[..., Any]

ORDER = "SCT2023083109562601af694bf"
MOVING = "SCT2024061508300000c0ffee1"
TASKS = ("c53626012ba84727b938ca8bf03108ef", "fae7ff6c-8e07-4cf8-9e67-589cab2f017c")
LOGINS = ["token", "function", "key-pair", "temporary-key-pair", "iam-user"]

either = pytest.mark.parametrize("call", [call_sync, call_async], ids=["sync", "async"])


@contextmanager
def serving(access: Access | None = None, **options: Any) -> Iterator[tuple[str, Access]]:
    """The reference server; gives its address and who may call."""
    server = ReferenceServer(load_all().values(), access, **options)
    with background(server) as base_url:
        yield base_url, server.access


def login(kind: str, access: Access, base_url: str) -> dict[str, Any]:
    """The arguments of ``connect()`` for one kind of credentials."""
    pair = access.temporary_key if kind.startswith("temporary") else access.key
    keys = {"ak": pair.access_key, "sk": pair.secret_key}
    logins: dict[str, dict[str, Any]] = {
        "token": {"token": access.token},
        "function": {"token": lambda: access.token},
        "key-pair": keys,
        "temporary-key-pair": {**keys, "security_token": pair.security_token},
        "iam-user": {
            "iam_user": access.user.name,
            "iam_password": access.user.password,
            "iam_domain": access.domain,
            "iam_endpoint": base_url,
        },
    }
    return logins[kind]


@either
@pytest.mark.parametrize("kind", LOGINS)
def test_every_kind_of_credentials_lets_in(call: Call, kind: str) -> None:
    """Whatever shows who is calling, the numbers are those of the vendor's pages."""
    with serving() as (base_url, access):
        options = login(kind, access, base_url)
        order = call(coc, "get_script_job_statistics", ORDER, url=base_url, **options)
        tasks = call(roma, "count_tasks", *TASKS, url=base_url, **options)

    assert order.data.total_instance == 1
    assert tasks.common_task_details.completed_tasks_count == 8


@either
def test_wrong_credentials_are_told_apart(call: Call) -> None:
    """A wrong key is refused by the service, a wrong password by IAM."""
    with serving() as (base_url, access):
        keys = login("key-pair", access, base_url) | {"sk": "wrong"}
        with pytest.raises(AuthenticationError) as refusal:
            call(coc, "get_script_job_statistics", ORDER, url=base_url, **keys)
        user = login("iam-user", access, base_url) | {"iam_password": "wr0ng"}
        with pytest.raises(CredentialsError) as failure:
            call(coc, "get_script_job_statistics", ORDER, url=base_url, **user)

    assert refusal.value.error_code == "APIGW.0301"
    assert "verify aksk signature fail" in str(refusal.value.error_msg)
    assert "wr0ng" not in str(failure.value)


def test_expired_tokens_are_renewed() -> None:
    """A client logs in again when its token has expired, and nobody notices."""
    with serving(replace(Access(), token_lifetime=1.0)) as (base_url, access):
        options = login("iam-user", access, base_url)
        with coc.Client(base_url=base_url, **options) as client:
            for _ in range(3):
                assert client.get_script_job_statistics(ORDER).data.total_instance == 1
                time.sleep(0.7)


@either
def test_moving_job_is_waited_for(call: Call) -> None:
    """Waiting shows the order on its way, and gives its last statistics."""
    seen: list[Any] = []
    with serving(watch=Stopwatch(2)) as (base_url, access):
        last = call(
            coc,
            "wait_for_script_job",
            MOVING,
            url=base_url,
            token=access.token,
            keywords={"interval": 0.1, "on_progress": seen.append},
        )

    counts = [
        {one.instance_status: one.instance_count for one in reading.data.execute_statistics}
        for reading in seen
    ]
    assert len(seen) > 3
    assert counts[0]["READY"] > 0
    assert counts[0]["READY"] >= counts[len(counts) // 2]["READY"] >= counts[-1]["READY"]
    final = {one.instance_status: one.instance_count for one in last.data.execute_statistics}
    assert final["READY"] == final["PROCESSING"] == 0
    assert final["FINISHED"] + final["ABNORMAL"] == last.data.total_instance == 12


@either
def test_waiting_ends_in_time(call: Call) -> None:
    """A job that takes longer than the caller waits ends in an error that has the last reading."""
    with serving(watch=Stopwatch(60)) as (base_url, access):
        options = {"url": base_url, "token": access.token}
        keywords = {"interval": 0.05, "timeout": 0.5}
        with pytest.raises(WaitTimeoutError) as timeout:
            call(coc, "wait_for_script_job", MOVING, keywords=keywords, **options)

    assert timeout.value.last.data.total_instance == 12


def test_failures_are_ridden_out() -> None:
    """Where nearly every third answer is a 500, no call fails; without retries some do."""
    with serving(faults=FaultInjection(error_rate=0.3)) as (base_url, access):
        with coc.Client(base_url=base_url, token=access.token) as client:
            for _ in range(30):
                assert client.get_script_job_statistics(ORDER).data.total_instance == 1
        failed = 0
        with coc.Client(base_url=base_url, token=access.token, max_retries=0) as client:
            for _ in range(30):
                try:
                    client.get_script_job_statistics(ORDER)
                except ServerError:
                    failed += 1

    assert 0 < failed < 30


def test_throttling_is_ridden_out() -> None:
    """Beyond the rate a call waits as Retry-After says; raw answers show the 429 itself."""
    with serving(faults=FaultInjection(rate_limit=RateLimit(5))) as (base_url, access):
        started = time.monotonic()
        with roma.Client(base_url=base_url, token=access.token) as client:
            for _ in range(12):
                client.count_tasks(*TASKS)
            assert time.monotonic() - started > 1
            raw = [client.raw.count_tasks(*TASKS) for _ in range(8)]

    (answer, *_) = [one for one in raw if one.status == 429]
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json["error_code"] == "APIGW.0308"
