"""Proxies, and the caller's own HTTP clients and transports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from huaweicloud_statistics import (
    APIConnectionError,
    ArgumentError,
    ContractError,
    coc,
)

from contract_tests.tests.client.calling import (
    FINE,
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
    from contract_tests.tests.client.calling import Statistics


def echo(request: httpx.Request) -> httpx.Response:
    """A transport's response, which echoes the request."""
    body = {**STATISTICS, "asked": [str(request.url), request.headers["X-Auth-Token"]]}
    return httpx.Response(200, json=body)


@pytest.mark.parametrize("option", ["transport", "http_client"])
def test_transport_and_client_may_be_the_callers(option: str) -> None:
    """Both are used unchanged; the caller's client stays open, and follows no redirect."""
    transport = httpx.MockTransport(echo)
    client = httpx.Client(transport=transport, follow_redirects=True, auth=("user", "secret"))
    given: dict[str, Any] = {"transport": transport, "http_client": client}

    with coc.Client(region="cn-north-4", token=TOKEN, **{option: given[option]}) as mine:
        result = mine.get_script_job_statistics("SCT1")

    url = "https://coc.myhuaweicloud.com/v1/job/script/orders/SCT1/statistics"
    assert result["asked"] == [url, TOKEN]
    assert not client.is_closed
    client.close()


def test_asynchronous_client_may_be_the_callers() -> None:
    """The asynchronous client behaves like the synchronous one."""
    client = httpx.AsyncClient(transport=httpx.MockTransport(echo))
    result = statistics_by(call_async)("https://a.test", http_client=client)
    assert TOKEN in result["asked"]
    assert not client.is_closed


def test_callers_client_does_not_carry_the_token_elsewhere() -> None:
    """Redirects are not followed even if the HTTP client would, lest the token be sent on."""
    with (
        raw_server(replies(FINE)) as other,
        raw_server(replies(response(302, b"", Location=other.url))) as server,
        httpx.Client(follow_redirects=True) as client,
        pytest.raises(ContractError),
    ):
        statistics_by(call_sync)(server.url, http_client=client)
    assert not other.requests


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        (coc.Client, {"http_client": httpx.AsyncClient()}, "http_client must be an httpx.Client"),
        (coc.AsyncClient, {"http_client": 5}, "http_client must be an httpx.AsyncClient"),
        (coc.Client, {"transport": 5}, "transport must be an httpx.BaseTransport"),
        (
            coc.Client,
            {"http_client": httpx.Client(), "proxy": "http://a"},
            "http_client cannot be combined with transport, proxy or ca_bundle",
        ),
        (
            coc.Client,
            {"transport": httpx.MockTransport(echo), "proxy": "http://a"},
            "transport cannot be combined with proxy or ca_bundle",
        ),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    kind: type[Any], options: dict[str, Any], message: str
) -> None:
    """A client or transport of the wrong type, or with options that would be ignored."""
    with pytest.raises(ArgumentError, match=message):
        kind(region="cn-north-4", token=TOKEN, **options)


@both_kinds
def test_proxy_is_used_where_it_is_passed(
    statistics: Statistics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that was passed is used, even for this machine, whatever the variables are."""
    monkeypatch.setenv("HTTP_PROXY", "q.test:2")
    monkeypatch.setenv("NO_PROXY", "*")
    with raw_server(replies(FINE)) as proxy:
        statistics("http://127.0.0.1:9", proxy=proxy.url)

    assert proxy.requests[0].target.startswith("http://127.0.0.1:9/v1/job/")


def test_environments_proxy_is_used_for_others_only(
    statistics: Statistics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment's proxy and NO_PROXY are respected, except for this machine."""
    with raw_server(replies(FINE)) as proxy, raw_server(replies(FINE)) as server:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.setenv(name, "skip.invalid")
        statistics("http://fleet.invalid")
        statistics(server.url)
        with pytest.raises(APIConnectionError):
            statistics("http://skip.invalid", max_retries=0)

    assert [request.target.split("/v1")[0] for request in proxy.requests] == [
        "http://fleet.invalid"
    ]
    assert len(server.requests) == 1
