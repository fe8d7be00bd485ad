"""The client against the reference server, which share no code."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    AuthenticationError,
    CredentialsError,
    coc,
    roma,
)

from contract_tests.reference_server import (
    Access,
    FaultInjection,
    RateLimit,
    ReferenceServer,
    background,
)
from contract_tests.tests.client.calling import ORDER, both_kinds
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.tests.client.calling import Call

TASKS = ("c53626012ba84727b938ca8bf03108ef", "fae7ff6c-8e07-4cf8-9e67-589cab2f017c")
KINDS = ["token", "function", "key-pair", "temporary-key-pair", "iam-user"]


@pytest.fixture(name="server", scope="module")
def _server() -> Iterator[tuple[str, Access]]:
    """One that changes nothing, and who may call it."""
    with serving() as served:
        yield served


@contextmanager
def serving(access: Access | None = None, **options: Any) -> Iterator[tuple[str, Access]]:
    """The reference server: its URL and its credentials."""
    server = ReferenceServer(load_all().values(), access, **options)
    with background(server) as base_url:
        yield base_url, server.access


def credentials(kind: str, access: Access, base_url: str) -> dict[str, Any]:
    """A client's arguments for one kind of credentials."""
    pair = access.temporary_key if kind.startswith("temporary") else access.key
    keys = {"ak": pair.access_key, "sk": pair.secret_key}
    arguments: dict[str, dict[str, Any]] = {
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
    return arguments[kind]


@both_kinds
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_credentials_lets_in(
    call: Call, server: tuple[str, Access], kind: str
) -> None:
    """With every kind of credentials, the results are the vendor's examples."""
    base_url, access = server
    options = {"base_url": base_url, **credentials(kind, access, base_url)}
    order = call(coc, "get_script_job_statistics", ORDER, **options)
    tasks = call(roma, "count_tasks", *TASKS, **options)

    assert order.data.total_instance == 1
    assert tasks.common_task_details.completed_tasks_count == 8


def test_invalid_credentials_are_distinguished(call: Call, server: tuple[str, Access]) -> None:
    """A wrong key is rejected by the service, a wrong password by IAM."""
    base_url, access = server
    keys = credentials("key-pair", access, base_url) | {"sk": "wrong"}
    with pytest.raises(AuthenticationError) as refusal:
        call(coc, "get_script_job_statistics", ORDER, base_url=base_url, **keys)
    user = credentials("iam-user", access, base_url) | {"iam_password": "wr0ng"}
    with pytest.raises(CredentialsError) as failure:
        call(coc, "get_script_job_statistics", ORDER, base_url=base_url, **user)

    assert refusal.value.error_code == "APIGW.0301"
    assert "verify aksk signature fail" in str(refusal.value.error_msg)
    assert "wr0ng" not in str(failure.value)


def test_expired_tokens_are_renewed() -> None:
    """A client logs in again when its token has expired, without an error."""
    ahead = [0.0]
    access = Access(token_lifetime=60, now=lambda: time.time() + ahead[0])
    with serving(access) as (base_url, _):
        options = credentials("iam-user", access, base_url)
        with coc.Client(base_url=base_url, **options) as client:
            for _ in range(3):
                assert client.get_script_job_statistics(ORDER).data.total_instance == 1
                ahead[0] += 61


def test_throttled_calls_honour_retry_after(pauses: list[float]) -> None:
    """Beyond the rate a call waits for Retry-After; raw calls return the 429 itself."""
    limit = RateLimit(5, now=lambda: 2.0 * len(pauses))
    with serving(faults=FaultInjection(rate_limit=limit)) as (base_url, access):
        with roma.Client(base_url=base_url, token=access.token) as client:
            for _ in range(12):
                client.count_tasks(*TASKS)
        assert pauses[0] >= 1
        with roma.Client(base_url=base_url, token=access.token) as client:
            raw = [client.raw.count_tasks(*TASKS) for _ in range(8)]

    (throttled, *_) = [response for response in raw if response.status == 429]
    assert int(throttled.headers["Retry-After"]) >= 1
    assert throttled.json["error_code"] == "APIGW.0308"
