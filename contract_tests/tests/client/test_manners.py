"""How the client behaves towards the program and the machine it runs in."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from huaweicloud_statistics import APIConnectionError, ArgumentError, ContractError, coc

from contract_tests.tests import ROOT
from contract_tests.tests.client.support import Reply, call_async, call_sync, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.tests.processes import Run

TOKEN = "MIITOKENsecret0123456789"
STATISTICS = {"data": {"total_instance": 0, "execute_statistics": []}}
CONNECTS = [coc.Client, coc.AsyncClient]
IMPORT = """
import logging, os, sys, threading
before = set(os.environ.items()), logging.root.level, list(logging.root.handlers)
import huaweicloud_statistics.coc, huaweicloud_statistics.roma
assert before == (set(os.environ.items()), logging.root.level, list(logging.root.handlers))
assert threading.active_count() == 1
print(sorted(name for name in ("ssl", "yaml", "requests", "pytest") if name in sys.modules))
"""


@pytest.fixture(name="call", params=[call_sync, call_async], ids=["sync", "async"])
def _call(request: pytest.FixtureRequest) -> Callable[..., Any]:
    call: Callable[..., Any] = request.param
    return call


def statistics(call: Callable[..., Any], url: str, **options: Any) -> Any:
    """Call COC's operation."""
    options = {"token": TOKEN, "max_retries": 0, **options}
    return call(coc, "get_script_job_statistics", "SCT1", url=url, **options)


def test_app_id_is_in_the_user_agent(call: Callable[..., Any]) -> None:
    """A caller can make itself known to the vendor."""
    with serving(lambda _: Reply.json(STATISTICS)) as server:
        statistics(call, server.url, app_id="fleet-report/1.2")

    agent = server.requests[0].headers["user-agent"]
    assert agent.startswith("huaweicloud-statistics/")
    assert agent.endswith(" fleet-report/1.2")


@pytest.mark.parametrize("app_id", ["", "a b", "a\n", "é", "x" * 99, 5, "a/b/c"])
@pytest.mark.parametrize("connect", CONNECTS)
def test_bad_app_id_is_refused(connect: Callable[..., Any], app_id: Any) -> None:
    """It must be one product in HTTP's sense."""
    with pytest.raises(ArgumentError, match="app_id"):
        connect(region="cn-north-4", token=TOKEN, app_id=app_id)


def answer(request: httpx.Request) -> httpx.Response:
    """A transport's answer, which tells what it was asked."""
    body = {**STATISTICS, "asked": [str(request.url), request.headers["X-Auth-Token"]]}
    return httpx.Response(200, json=body)


@pytest.mark.parametrize("option", ["transport", "http_client"])
def test_transport_and_client_may_be_the_callers(option: str) -> None:
    """Either is used as it is; a client of the caller's stays open, and redirects nobody."""
    transport = httpx.MockTransport(answer)
    client = httpx.Client(transport=transport, follow_redirects=True, auth=("user", "secret"))
    given: dict[str, Any] = {"transport": transport, "http_client": client}

    with coc.Client(region="cn-north-4", token=TOKEN, **{option: given[option]}) as mine:
        got = mine.get_script_job_statistics("SCT1")

    url = "https://coc.myhuaweicloud.com/v1/job/script/orders/SCT1/statistics"
    assert [url, TOKEN] == got["asked"]
    assert not client.is_closed
    client.close()


def test_asynchronous_client_may_be_the_callers() -> None:
    """As the synchronous one."""

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            async with coc.AsyncClient(
                region="cn-north-4", token=TOKEN, http_client=client
            ) as mine:
                assert TOKEN in (await mine.get_script_job_statistics("SCT1"))["asked"]
            assert not client.is_closed

    asyncio.run(run())


def test_callers_client_does_not_carry_the_token_elsewhere() -> None:
    """Even a client that follows redirects is kept from it, for the token would go along."""
    with serving(lambda _: Reply.json(STATISTICS)) as other:
        reply = Reply(302, b"", {"Location": other.url})
        with (
            serving(lambda _: reply) as server,
            httpx.Client(follow_redirects=True) as client,
            pytest.raises(ContractError),
        ):
            statistics(call_sync, server.url, http_client=client)
        assert [] == other.requests


@pytest.mark.parametrize(
    ("connect", "options", "words"),
    [
        (coc.Client, {"http_client": httpx.AsyncClient()}, "http_client must be an httpx.Client"),
        (coc.AsyncClient, {"http_client": 5}, "must be an httpx.AsyncClient"),
        (coc.Client, {"transport": 5}, "transport must be an httpx.BaseTransport"),
        (coc.Client, {"http_client": httpx.Client(), "proxy": "http://a"}, "its own transport"),
        (coc.Client, {"transport": httpx.MockTransport(answer), "proxy": "http://a"}, "its own"),
    ],
)
def test_what_does_not_go_together_is_refused(
    connect: Callable[..., Any], options: dict[str, Any], words: str
) -> None:
    """A client or transport of the wrong kind, or with settings that it would not heed."""
    with pytest.raises(ArgumentError, match=words):
        connect(region="cn-north-4", token=TOKEN, **options)


def test_proxy_is_used_where_it_is_named(call: Callable[..., Any]) -> None:
    """A proxy that was passed is gone through, to this machine too."""
    with serving(lambda _: Reply.json(STATISTICS)) as proxy:
        statistics(call, "http://127.0.0.1:9", proxy=proxy.url)

    assert proxy.requests[0].target.startswith("http://127.0.0.1:9/v1/job/")


def test_environments_proxy_is_used_for_others_only(
    call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment's proxy and its exceptions count, but not for this machine."""
    with serving(lambda _: Reply.json(STATISTICS)) as proxy, serving(proxy.respond) as server:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.setenv(name, "skip.invalid")
        statistics(call, "http://fleet.invalid")
        statistics(call, server.url)
        with pytest.raises(APIConnectionError):
            statistics(call, "http://skip.invalid")

        assert ["http://fleet.invalid"] == [one.target.split("/v1")[0] for one in proxy.requests]
        assert 1 == len(server.requests)


@pytest.mark.parametrize("proxy", ["nonsense://u:hunter2@h", "http://u:hunter2@h:port"])
@pytest.mark.parametrize("connect", CONNECTS)
def test_unusable_proxy_is_refused_unseen(connect: Callable[..., Any], proxy: str) -> None:
    """Its address may hold a password, and does not show."""
    with pytest.raises(APIConnectionError, match="proxy") as caught:
        connect(region="cn-north-4", token=TOKEN, proxy=proxy)

    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("connect", CONNECTS)
def test_certificates_may_be_the_callers(connect: Callable[..., Any], tmp_path: Path) -> None:
    """An SSL context is taken as it is; a file must be one."""
    connect(region="cn-north-4", token=TOKEN, ca_bundle=ssl.create_default_context())
    (tmp_path / "empty.pem").touch()

    for name in ("empty.pem", "missing.pem"):
        with pytest.raises(APIConnectionError, match="certificates"):
            connect(region="cn-north-4", token=TOKEN, ca_bundle=tmp_path / name)


def test_importing_has_no_side_effect(run: Run, tmp_path: Path) -> None:
    """It writes no file, prints nothing, starts nothing and leaves logging and environment."""
    env = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "generated")}
    command = [sys.executable, "-B", "-W", "error", "-c", IMPORT]
    done = run(*command, cwd=tmp_path, env=env)

    assert ("", 0) == (done.stderr, done.returncode)
    assert [] == list(tmp_path.iterdir())
    assert "yaml" not in done.stdout


def test_spec_alone_makes_a_waiter() -> None:
    """The extension on the operation is what the method is made of."""
    facade = (ROOT / "generated/huaweicloud_statistics/coc/_client.py").read_text(encoding="utf-8")
    runtime = (ROOT / "openapi" / "client" / "runtime").glob("*.py")

    assert "def wait_for_script_job" in facade
    assert not any("script_job" in one.read_text(encoding="utf-8") for one in runtime)


def test_default_logging_is_silent(run: Run) -> None:
    """A program that does not set up logging sees nothing on its standard error."""
    code = (
        "import sys; from huaweicloud_statistics import coc\n"
        f"with coc.Client(base_url=sys.argv[1], token={TOKEN!r}) as client:\n"
        "    print(client.get_script_job_statistics('SCT1').data.total_instance)"
    )
    replies = [Reply.json({}, 503), Reply.json(STATISTICS)]
    with serving(lambda _: replies.pop(0)) as server:
        done = run(
            *(sys.executable, "-W", "error", "-c", code, server.url),
            env={**os.environ, "PYTHONPATH": str(ROOT / "generated")},
        )

    assert ("0\n", "") == (done.stdout, done.stderr)


def test_answers_members_can_be_pickled(call: Callable[..., Any]) -> None:
    """A result is plain data."""
    with serving(lambda _: Reply.json({**STATISTICS, "more": 1})) as server:
        got = statistics(call, server.url)

    assert {**STATISTICS, "more": 1} == json.loads(json.dumps(got.to_dict()))
