from __future__ import annotations

import time

import pytest

from contract_tests.reference_server import FaultInjection, RateLimit, ReferenceServer, background
from contract_tests.reference_server.options import parse
from contract_tests.tests.reference_server.support import KNOWN, Clock, ask, get, words
from openapi.contract import load_all


def statuses(count: int, **faults: float) -> list[int]:
    """The statuses of a repeated request, with faults injected."""
    server = ReferenceServer(load_all().values(), faults=FaultInjection(**faults))  # type: ignore[arg-type]
    request = get(x_auth_token=server.access.token)
    return [server(request).status for _ in range(count)]


def test_error_rate() -> None:
    """The share of failures is as configured, and the same seed gives the same failures."""
    first, again, other = (statuses(200, error_rate=0.2, seed=seed) for seed in (1, 1, 2))

    assert set(first) == {200, 500}
    assert first.count(500) == pytest.approx(40, abs=15)
    assert first == again
    assert first != other
    assert statuses(5, error_rate=1) == [500] * 5


def test_failures_are_documented() -> None:
    """A failure has the body that the operation's contract documents."""
    server = ReferenceServer(load_all().values(), faults=FaultInjection(error_rate=1))
    response = server(get(x_auth_token=server.access.token))

    assert response.status == 500
    assert response.body == {
        "error_code": "APIGW.0601",
        "error_msg": "Internal server error.",
        "request_id": response.headers["X-Request-Id"],
    }


def test_rate_limit() -> None:
    """Beyond the limit, requests get the gateway's 429 until the second is over."""
    clock = Clock(5.5)
    faults = FaultInjection(rate_limit=RateLimit(2, now=clock))
    server = ReferenceServer(load_all().values(), faults=faults)
    request = get(x_auth_token=server.access.token)

    responses = [server(request) for _ in range(4)]
    assert [200, 200, 429, 429] == [response.status for response in responses]
    assert responses[2].headers["Retry-After"] == "1"
    assert responses[2].body["error_code"] == "APIGW.0308"
    assert words(responses[2])[1] == (
        "The throttling threshold has been reached: "
        "policy user over ratelimit,limit:2,time:1 second"
    )
    operation = server.operations[0]
    assert not operation.contract.errors(operation.responses["429"].schema, responses[2].body)
    clock.at += 1
    assert server(request).status == 200


def test_rate_limit_by_the_minute() -> None:
    """Retry-After counts down to the end of the minute."""
    clock = Clock()
    limit = RateLimit(1, "minute", clock)
    limit.wait()
    clock.at = 20.5

    assert limit.wait() == 40
    assert limit.policy.endswith("limit:1,time:1 minute")
    clock.at = 60
    assert limit.wait() is None


def test_rejected_requests_do_not_count() -> None:
    """Requests without credentials or to unknown paths are not counted or failed."""
    faults = FaultInjection(rate_limit=RateLimit(1), error_rate=1)
    server = ReferenceServer(load_all().values(), faults=faults)

    assert [401, 401, 404] == [server(get(path)).status for path in (KNOWN, KNOWN, "/")]


def test_latency() -> None:
    """Responses are delayed, concurrently, for a time within the configured range."""
    faults = FaultInjection(latency=(0.05, 0.1), seed=3)
    server = ReferenceServer(load_all().values(), faults=faults)
    delays = [server(get()).delay for _ in range(100)]
    again = FaultInjection(latency=(0.05, 0.1), seed=3)

    assert [again.delay() for _ in range(100)] == delays
    assert 0.05 <= min(delays) < 0.06
    assert 0.09 < max(delays) <= 0.1
    with background(server) as base_url:
        began = time.monotonic()
        assert ask(base_url, KNOWN)[0] == 401
    assert time.monotonic() - began >= 0.05


def test_flags() -> None:
    """Each flag sets its fault."""
    options = parse(["--latency", "0.1-0.5", "--error-rate", "0.5", "--rate-limit", "100/min"])

    assert options.faults.rate_limit == RateLimit(100, "minute")
    assert 0.1 <= options.faults.delay() <= 0.5
    assert parse(["--latency", "2"]).faults.delay() == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--rate-limit", "0/s"],
        ["--rate-limit", "5/hour"],
        ["--error-rate", "1.1"],
        ["--latency", "0.5-0.1"],
        ["--token-lifetime", "0"],
        ["--port", "65536"],
    ],
)
def test_invalid_flags(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """An invalid flag is named."""
    with pytest.raises(SystemExit) as stop:
        parse(arguments)

    assert stop.value.code == 2
    assert f"argument {arguments[0]}" in capsys.readouterr().err
