from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from contract_tests.reference_server import FaultInjection, RateLimit, ReferenceServer, background
from contract_tests.tests import DATA
from contract_tests.tests.reference_server.support import INSTANCE, PROJECT
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.tests.processes import Run

    Calls: TypeAlias = Callable[..., list[dict[str, Any]]]

ORDER = "SCT2023083109562601af694bf"


@pytest.fixture(name="server", scope="module")
def _server() -> ReferenceServer:
    return ReferenceServer(load_all().values())


@pytest.fixture(name="url", scope="module")
def _url(server: ReferenceServer) -> Iterator[str]:
    with background(server) as base_url:
        yield base_url


@pytest.fixture(name="calls", scope="module")
def _calls(run: Run, vendor_python: str) -> Calls:
    """What the SDKs make of some calls."""

    def calls(*made: dict[str, Any]) -> list[dict[str, Any]]:
        # Not this project's path: the SDKs are to stand on their own.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = run(vendor_python, DATA / "vendor_sdk.py", stdin=json.dumps(made), env=env)
        assert done.returncode == 0, done.stderr
        responses: list[dict[str, Any]] = json.loads(done.stdout)
        return responses

    return calls


def test_every_known_id(calls: Calls, url: str, server: ReferenceServer) -> None:
    """Given a key pair and this endpoint, the SDKs read the right numbers for all that exists."""
    key = [server.access.key.access_key, server.access.key.secret_key]
    orders = server.store.known["GetScriptJobStatistics"]
    instances = server.store.known["CountTasks"]
    made = [
        {"operation": "coc", "url": url, "key": key, "order": call.path["execute_uuid"]}
        for call in orders
    ]
    made += [
        {
            "operation": "roma",
            "url": url,
            "key": key,
            "project": call.path["project_id"],
            "instance": call.path["instance_id"],
        }
        for call in instances
    ]

    responses = calls(*made)

    assert [{"result": call.response} for call in (*orders, *instances)] == responses


def test_all_ways_to_sign(calls: Calls, url: str, server: ReferenceServer) -> None:
    """Temporary keys, project credentials and every header that the SDK signs are understood."""
    access = server.access
    temporary = access.temporary_key
    call = {"operation": "coc", "url": url, "order": ORDER}
    key = [access.key.access_key, access.key.secret_key]
    headers = {"x_language": "zh-cn", "x_user_profile": "Zoë", "x_project_id": "other"}

    responses = calls(
        {
            **call,
            "key": [temporary.access_key, temporary.secret_key, temporary.security_token],
        },
        {**call, "key": key, "scope": "project", **headers},
    )

    assert [{"result": server.store.known["GetScriptJobStatistics"][0].response}] * 2 == responses


def test_what_they_raise(calls: Calls, url: str, server: ReferenceServer) -> None:
    """Wrong keys and unknown ids raise the SDK's own exception with code, words and request id."""
    access_key, secret_key = server.access.key.access_key, server.access.key.secret_key
    denied = server.access.denied_key
    coc = {"operation": "coc", "url": url, "key": [access_key, secret_key], "order": ORDER}
    roma = {**coc, "operation": "roma", "project": PROJECT, "instance": INSTANCE}
    del roma["order"]

    responses = calls(
        {**coc, "key": ["AKNOBODY", secret_key]},
        {**coc, "key": [access_key, "wrong"]},
        {**coc, "key": [denied.access_key, denied.secret_key]},
        {**coc, "order": "SCT"},
        {**coc, "order": "a/b"},
        {**coc, "order": "SCT", "x_language": "zh-cn"},
        {**roma, "instance": "nowhere"},
        {**roma, "key": [access_key, "wrong"]},
    )

    assert all(raised["raised"] == "ClientRequestException" for raised in responses)
    assert all(len(raised["request_id"]) == 32 for raised in responses)
    assert [(raised["status_code"], raised["error_code"]) for raised in responses] == [
        (401, "APIGW.0301"),
        (401, "APIGW.0301"),
        (403, "APIGW.0302"),
        (404, "COC.00067003"),
        (400, "COC.00010002"),
        (404, "COC.00067003"),
        (404, "FDI.3081"),
        (401, "APIGW.0301"),
    ]
    assert responses[0]["error_msg"].endswith("Get secretKey failed,ak:***,err:ak not exist")
    assert "verify aksk signature fail, canonicalRequest:GET|/v1/job/" in responses[1]["error_msg"]
    assert responses[5]["error_msg"] == "工单不存在"


def test_throttling_and_failures(calls: Calls) -> None:
    """A 429 and a 500 raise what they raise against the cloud."""
    limited = ReferenceServer(
        load_all().values(), faults=FaultInjection(rate_limit=RateLimit(1, "minute"))
    )
    failing = ReferenceServer(load_all().values(), faults=FaultInjection(error_rate=1))
    key = [limited.access.key.access_key, limited.access.key.secret_key]
    with background(limited) as first, background(failing) as second:
        call = {"operation": "coc", "key": key, "order": ORDER}
        responses = calls({**call, "url": first}, {**call, "url": first}, {**call, "url": second})

    assert "result" in responses[0]
    # The SDK takes a 429 for a reason to repeat, and gives up without having read its body.
    assert responses[1]["raised"] == "ClientRequestException"
    assert (responses[1]["status_code"], responses[1]["error_code"]) == (429, "429")
    assert "too many 429 error responses" in responses[1]["error_msg"]
    assert responses[2]["raised"] == "ServerResponseException"
    assert (responses[2]["status_code"], responses[2]["error_code"]) == (500, "APIGW.0601")
