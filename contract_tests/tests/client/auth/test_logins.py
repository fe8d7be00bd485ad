"""Logins at IAM: the token, how long it is kept, and errors."""

from __future__ import annotations

import asyncio
import json
import threading
import traceback
from typing import TYPE_CHECKING

import pytest
from huaweicloud_statistics import (
    APITimeoutError,
    CredentialsError,
    ServerError,
    coc,
)

from contract_tests.tests.client.auth.later import Later
from contract_tests.tests.client.calling import (
    LOGIN,
    ORDER,
    PASSWORD,
)
from contract_tests.tests.client.cloud import Cloud
from contract_tests.tests.raw_server import raw_server

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Statistics


def test_login_brings_a_token_that_is_kept() -> None:
    """A user logs in once for many calls, with the body that IAM documents."""
    cloud = Cloud()
    with (
        raw_server(cloud) as server,
        coc.Client(base_url=server.url, iam_endpoint=server.url, **LOGIN) as client,
    ):
        for _ in range(3):
            client.get_script_job_statistics(ORDER)

    user = {"name": "reader", "password": PASSWORD, "domain": {"name": "acme"}}
    assert cloud.logins == [
        {
            "target": "/v3/auth/tokens?nocatalog=true",
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"domain": {"name": "acme"}},
        }
    ]


def test_token_is_renewed_before_it_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that is about to expire by IAM's clock is renewed."""
    cloud, later = Cloud(stated_life=3600), Later(monkeypatch)
    with (
        raw_server(cloud) as server,
        coc.Client(base_url=server.url, iam_endpoint=server.url, **LOGIN) as client,
    ):
        client.get_script_job_statistics(ORDER)
        later.seconds = 3600
        client.get_script_job_statistics(ORDER)

    assert len(cloud.logins) == 2
    sent = [request.headers.get("x-auth-token") for request in server.requests]
    assert sent == [None, cloud.issued[0], None, cloud.issued[1]]


@pytest.mark.parametrize("status", [400, 401])
def test_refused_login_is_a_credentials_error(statistics: Statistics, status: int) -> None:
    """The error of a rejected login has IAM's message, but not the password."""
    with raw_server(Cloud(status)) as server, pytest.raises(CredentialsError) as caught:
        statistics(server.url, iam_endpoint=server.url, **LOGIN)

    shown = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value.__cause__))
    assert f"IAM login: {status}" in shown
    assert PASSWORD not in shown
    assert json.dumps(PASSWORD)[1:-1] not in shown
    assert len(server.requests) == 1


def test_failing_iam_is_retried(statistics: Statistics, pauses: list[float]) -> None:
    """IAM's 503 is retried, and raised as a StatusError if it persists."""
    cloud = Cloud(503)
    with raw_server(cloud) as server, pytest.raises(ServerError, match="IAM login: 503"):
        statistics(server.url, iam_endpoint=server.url, max_retries=2, **LOGIN)

    assert len(cloud.logins) == 3
    assert len(pauses) >= 2


def test_asynchronous_client_survives_its_event_loop() -> None:
    """Renewal is not bound to an event loop that was stopped during a login."""
    released = threading.Event()
    cloud = Cloud(hold=released)

    async def again() -> coc.ScriptJobStatistics:
        async with client:
            return await client.get_script_job_statistics(ORDER)

    with raw_server(cloud) as server:
        client = coc.AsyncClient(base_url=server.url, iam_endpoint=server.url, **LOGIN)
        with pytest.raises(APITimeoutError):
            asyncio.run(client.get_script_job_statistics(ORDER, timeout=0.1))
        released.set()
        result = asyncio.run(again())

    assert result.data.total_instance == 3
