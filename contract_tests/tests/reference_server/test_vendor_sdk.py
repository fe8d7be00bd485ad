from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.reference_server import FaultInjection, RateLimit, ReferenceServer, background
from contract_tests.tests import DATA
from contract_tests.tests.reference_server.support import PROJECT
from openapi.contract import load_all

if TYPE_CHECKING:
    from contract_tests.tests.processes import Run

ORDER = "SCT2023083109562601af694bf"


@pytest.fixture(name="server", scope="module")
def _server() -> ReferenceServer:
    return ReferenceServer(load_all().values())


@pytest.fixture(name="outcomes", scope="module")
def _outcomes(run: Run, vendor_python: str, server: ReferenceServer) -> dict[str, list[Any]]:
    """The SDKs' outcomes for the calls of each test, all in a single process."""
    access, known = server.access, server.store.known
    temporary = access.temporary_key
    limits = FaultInjection(rate_limit=RateLimit(1, "minute"))
    limited = ReferenceServer(load_all().values(), access, faults=limits)
    faults = FaultInjection(error_rate=1)
    failing = ReferenceServer(load_all().values(), access, faults=faults)
    with background(server) as url, background(limited) as slow, background(failing) as broken:
        calls: dict[str, list[dict[str, Any]]] = {
            "known": [
                *({"order": call.path["execute_uuid"]} for call in known["GetScriptJobStatistics"]),
                *(roma(*call.path.values()) for call in known["CountTasks"]),
            ],
            "signed": [
                {"key": [temporary.access_key, temporary.secret_key, temporary.security_token]},
                {"scope": "project", "x_language": "zh-cn", "x_user_profile": "Zoë"},
            ],
            "raised": [
                {"key": ["AKNOBODY", "any"]},
                {"key": [access.key.access_key, "wrong"]},
                {"key": [access.denied_key.access_key, access.denied_key.secret_key]},
                {"order": "SCT"},
                {"order": "a/b"},
                roma(PROJECT, "nowhere"),
            ],
            "failed": [{"url": slow}, {"url": slow}, {"url": broken}],
        }
        key = [access.key.access_key, access.key.secret_key]
        usual = {"operation": "coc", "url": url, "key": key}
        requests = [
            usual | ({} if "project" in call else {"order": ORDER}) | call
            for of_test in calls.values()
            for call in of_test
        ]
        # Without this project's path: the SDKs must work on their own.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = run(vendor_python, DATA / "vendor_sdk.py", stdin=json.dumps(requests), env=env)
    assert done.returncode == 0, done.stderr
    outcomes = iter(json.loads(done.stdout))
    return {name: [next(outcomes) for _ in of_test] for name, of_test in calls.items()}


def roma(project: str, instance: str) -> dict[str, str]:
    return {"operation": "roma", "project": project, "instance": instance}


def test_every_known_id(outcomes: dict[str, list[Any]], server: ReferenceServer) -> None:
    """With a key pair and this endpoint, the SDKs read the right numbers for every known id."""
    store = server.store.known
    calls = (*store["GetScriptJobStatistics"], *store["CountTasks"])

    assert outcomes["known"] == [{"result": call.response} for call in calls]


def test_all_ways_to_sign(outcomes: dict[str, list[Any]], server: ReferenceServer) -> None:
    """Temporary keys, project credentials and every header that the SDK signs are accepted."""
    response = server.store.known["GetScriptJobStatistics"][0].response

    assert outcomes["signed"] == [{"result": response}] * 2


def test_what_they_raise(outcomes: dict[str, list[Any]]) -> None:
    """Wrong keys and unknown ids raise the SDK's exception with code, message and request id."""
    responses = outcomes["raised"]

    assert all(raised["raised"] == "ClientRequestException" for raised in responses)
    assert all(len(raised["request_id"]) == 32 for raised in responses)
    assert [(raised["status_code"], raised["error_code"]) for raised in responses] == [
        (401, "APIGW.0301"),
        (401, "APIGW.0301"),
        (403, "APIGW.0302"),
        (404, "COC.00067003"),
        (400, "COC.00010002"),
        (404, "FDI.3081"),
    ]
    assert responses[0]["error_msg"].endswith("Get secretKey failed,ak:***,err:ak not exist")
    assert "verify aksk signature fail, canonicalRequest:GET|/v1/job/" in responses[1]["error_msg"]


def test_throttling_and_failures(outcomes: dict[str, list[Any]]) -> None:
    """A 429 and a 500 raise the same exceptions as with the cloud."""
    responses = outcomes["failed"]

    assert "result" in responses[0]
    # The SDK retries after a 429, and gives up without reading its body.
    assert responses[1]["raised"] == "ClientRequestException"
    assert (responses[1]["status_code"], responses[1]["error_code"]) == (429, "429")
    assert "too many 429 error responses" in responses[1]["error_msg"]
    assert responses[2]["raised"] == "ServerResponseException"
    assert (responses[2]["status_code"], responses[2]["error_code"]) == (500, "APIGW.0601")
