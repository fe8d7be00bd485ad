"""Servers that try to make a check hang or exhaust the memory."""

from __future__ import annotations

import json
import os
import random
import re
import sys
from dataclasses import replace
from itertools import chain, repeat
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.judging.exchange import Exchange as Judged
from contract_tests.conformance.judging.judge import Judgement, judge
from contract_tests.conformance.main import check
from contract_tests.conformance.options import RunOptions
from contract_tests.conformance.requests.transport.message import HttpRequest, HttpResponse
from contract_tests.conformance.running.clause import rules
from contract_tests.tests import ROOT
from contract_tests.tests.conformance.checks import outcomes, reported
from contract_tests.tests.processes import complaints
from contract_tests.tests.raw_server import Exchange, raw_server, response
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.reference_server import ReferenceServer, Request, Response
    from contract_tests.tests.conformance.conftest import Serve
    from contract_tests.tests.processes import Run

    Write = Callable[[str], Path]

# large responses are judged in a separate process
pytestmark = pytest.mark.processes
ID = "SCT2023083109562601af694bf"
HEADERS = {"Content-Type": "application/json"}


def statistics(*items: tuple[str, list[int]]) -> bytes:
    """A body that is valid, however large."""
    listed = [
        {"instance_status": status, "instance_count": len(batches), "batch_indexes": batches}
        for status, batches in items
    ]
    total = sum(len(batches) for _, batches in items)
    data = {"total_instance": total, "execute_statistics": listed}
    return json.dumps({"data": data}).encode()


VALID = statistics(("FINISHED", [1]))
BODIES = {
    "nested arrays": b"[" * 500_000,
    "nested as deep as a reader goes": VALID[:-1] + b', "x": ' + b"[" * 900 + b"]" * 900 + b"}",
    "a quadratic pattern": b'{"error_msg": "' + b"java." * 8_000 + b'"}',
    "a double member of many": b"{%s}" % b",".join(b'"%d": 1' % n for n in [*range(20_000), 7]),
    "a quadratic rule": statistics(*((f"S{number}", [1]) for number in range(500))),
    "a quadratic rule on numbers": statistics(("FINISHED", list(range(1, 9_000)))),
    "a quadratic rule in a small body": statistics(("FINISHED", list(range(1, 1_500)))),
    "many violations": b'{"data": {"total_instance": 1, "execute_statistics": [%s]}}'
    % b",".join([b"{}"] * 9_000),
    "many small things": b'{"data": [%s]}' % b",".join([b"[]"] * (3 << 20)),
}


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Write:
    """Write a target without credentials."""

    def write(base_url: str) -> Path:
        path = tmp_path / "target.toml"
        known = f'[[known.GetScriptJobStatistics]]\nexecute_uuid = "{ID}"\n'
        lacks = "capabilities = { authentication = false, languages = false }\n"
        path.write_text(f'base_url = "{base_url}"\n{lacks}{known}', encoding="utf-8")
        return path

    return write


@pytest.mark.slow
@pytest.mark.parametrize("what", BODIES)
def test_costly_bodies(write: Write, what: str) -> None:
    """Whatever a body contains, a run ends in time, with a verdict on what it has."""
    answer = response(200, BODIES[what], **HEADERS)
    with raw_server(lambda exchange: exchange.send(answer)) as server:
        options = RunOptions(api="coc", quick=True, deadline=8)
        status, report = reported(write(server.url), options)

    assert report["exit_status"] == status
    # Such a server also finds unknown ids, if there is time to send those requests.
    if report["counts"]["failed"]:
        assert status == 1
    else:
        assert (status, report["ended_early"]) == (2, "the 8 s of the run are over")


def large_bodies(exchange: Exchange) -> None:
    exchange.send(response(200, b'{"data": "%s"}' % (b"x" * (15 << 20)), **HEADERS))


def many_cookies(exchange: Exchange) -> None:
    # Distinct for each response.
    noise = random.Random(exchange.number).randbytes  # noqa: S311
    cookies = "".join(f"Set-Cookie: c={noise(1500).hex()}\r\n" for _ in range(60))
    exchange.send(f"HTTP/1.1 200 OK\r\n{cookies}Content-Length: 2\r\n\r\n{{}}".encode())


@pytest.mark.slow
@pytest.mark.parametrize("behave", [large_bodies, many_cookies])
def test_memory_is_bounded(run: Run, write: Write, behave: Callable[[Exchange], None]) -> None:
    """However much a server sends, memory use is bounded."""
    program = (
        "import sys; sys.argv[0] = 'check'; from scripts.checking.__main__ import main; main(); "
        # Not ru_maxrss, which includes the parent's memory.
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0], file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with raw_server(behave) as server:
        options = ("--api", "coc", "--quick", "--deadline", "15", "--target", write(server.url))
        done = run(sys.executable, "-c", program, *options, env=environment)

    assert "FAIL schema-conformance" in done.stdout
    assert len(server.requests) > 7
    assert int(done.stderr.split()[-1]) < 400_000, "KiB were used"


def test_large_bodies_are_compared(serve: Serve, server: ReferenceServer) -> None:
    """Clauses compare responses that are judged in a separate process like any others."""

    def behave(request: Request) -> Response:
        response = server(request)
        is_chinese = request.value("header", "X-Language") == "zh-cn"
        content = response.content.replace(b"FINISHED", b"DONE") if is_chinese else response.content
        return replace(response, body=b" " * 50_000 + content) if content else response

    name = "language-independent-data"
    assert outcomes(serve(behave), name)[name]["outcome"] == "failed"


def judged(body: bytes) -> list[str]:
    """Why rules do not judge a body, in this process."""
    (operation,) = load_all()["coc"].operations
    received = HttpResponse(200, {"content-type": ["application/json"]}, body)
    exchange = Judged(operation, HttpRequest("GET", "http://127.0.0.1/"), received)
    found: list[Judgement] = []
    judge(exchange, found.append)
    assert len(found) >= len(rules()) / 2
    return [judgement.unfinished for judgement in found if judgement.unfinished]


@pytest.mark.slow
def test_patterns_are_linear() -> None:
    """The search for leaks takes linear time."""
    units = [
        *("java.", "java.java", "at ", "at a", "at a (/", "at a (node:1:1:", 'File "', 'File "a'),
        *("SELECT ", "INSERT ", "UPDATE ", "UPDATE a ", "DELETE", "goroutine 1", "ORA-1234", "\n"),
        *("at x.y(", "at x.y(z.java:1", "org.springframework.", "1:1:1:", "org.hibernate.x E"),
    ]
    for unit in units:
        text = unit * (1_000_000 // len(unit))
        assert judged(json.dumps({"error_msg": text}).encode()) == [], unit


@pytest.mark.slow
def test_costly_schema_of_a_contract(write: Write, tmp_path: Path) -> None:
    """A validation that takes too long is abandoned, and the run continues."""
    document = json.loads(json.dumps(load_all()["coc"].document))
    schemas = document["components"]["schemas"]
    schemas["InstanceStatistics"]["properties"]["execute_statistics"]["uniqueItems"] = True
    (tmp_path / "contracts").mkdir()
    contract = tmp_path / "contracts" / "coc.yaml"
    contract.write_text(json.dumps(document), encoding="utf-8")
    many = [(f"STATUS_{number}", [1]) for number in range(20_000)]
    costly = response(200, statistics(*many), **HEADERS)
    answers = chain([costly], repeat(response(404)))

    with raw_server(lambda exchange: exchange.send(next(answers))) as server:
        options = RunOptions(quick=True, deadline=120)
        status, report = reported(write(server.url), options, contracts=contract.parent)

    clauses = {clause["id"]: clause for clause in report["operations"][0]["clauses"]}
    assert status == 1
    assert clauses["schema-conformance"]["outcome"] == "not checked"
    assert clauses["schema-conformance"]["reason"] == "judging a response took more than 5 s"


def drip(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
    exchange.send_forever(b" ", 0.05)


def throttle(exchange: Exchange) -> None:
    exchange.send(response(429, Retry_After="30"))


def answer_slowly(exchange: Exchange) -> None:
    exchange.stopped.wait(0.3)
    exchange.send(response(200, VALID, **HEADERS))


@pytest.mark.parametrize("behave", [Exchange.hold, drip, throttle, answer_slowly])
def test_deadline(
    write: Write, behave: Callable[[Exchange], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """A run ends at its deadline, whatever the server does, and says so."""
    with raw_server(behave) as server:
        options = RunOptions(api="coc", quick=True, deadline=2)
        status, report = reported(write(server.url), options)

    assert "the 2 s of the run are over" in report["ended_early"] + json.dumps(report)
    assert status == report["exit_status"]
    if behave is not answer_slowly:
        assert status == 2
        assert "the 2 s of the run are over" in capsys.readouterr().err


def test_deadline_of_a_login(
    write: Write, with_iam_login: Callable[[Path], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A login whose response trickles in ends at the deadline."""
    with raw_server(drip) as server:
        target = with_iam_login(write(server.url))
        assert check(target, RunOptions(api="coc", deadline=2)) == 2

    (complaint,) = complaints(capsys.readouterr().err)
    # Which of the two is reported depends on what is left of the time when the login begins.
    assert re.search(r"no complete response within [12]\S* s|the 2 s of the run", complaint)


def test_deadline_of_a_command(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """A command that lists ids ends at the deadline, too."""
    target = write("http://127.0.0.1:9")
    text = target.read_text(encoding="utf-8")
    listing = 'known = "command:sleep 600"\n'
    target.write_text(f"{text[: text.index('[[')]}{listing}", encoding="utf-8")

    assert check(target, RunOptions(api="coc", deadline=1)) == 2
    errors = capsys.readouterr().err
    reason = "the 1 s of the run are over; --deadline SECONDS raises the limit"
    assert errors == f"scripts/check: Nothing could be decided: {reason}\n"
