from __future__ import annotations

import json
import signal
import tomllib
from typing import TYPE_CHECKING, Any

from contract_tests.reference_server import ReferenceServer, Stopwatch, write_target
from contract_tests.tests.processes import poll
from contract_tests.tests.reference_server.support import COMMAND, MOVING, Clock, ask, get
from openapi.contract import load_all
from openapi.contract.extensions.invariants import violations

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.processes import Start


def counts(body: Any) -> dict[str, int]:
    """The counts by status that are not 0."""
    return {
        statistic["instance_status"]: statistic["instance_count"]
        for statistic in body["execute_statistics"]
        if statistic["instance_count"]
    }


def read(server: ReferenceServer) -> Any:
    response = server(get(MOVING, x_auth_token=server.access.token))
    assert response.status == 200
    return response.body["data"]


def moving(clock: Clock) -> ReferenceServer:
    return ReferenceServer(load_all().values(), watch=Stopwatch(60, clock))


def test_every_response_satisfies_the_contract() -> None:
    """At any time schema and invariants hold, and the total does not change."""
    clock = Clock(1000)
    server = moving(clock)
    operation = load_all()["coc"].operations[0]
    schema = operation.responses["200"].schema

    for _ in range(70):
        body = {"data": read(server)}
        assert not operation.contract.errors(schema, body)
        assert not violations(operation.contract, schema, body)
        assert body["data"]["total_instance"] == 12
        clock.at += 1


def test_it_runs_batch_by_batch() -> None:
    """All instances wait, then one batch after the other runs, until all have ended."""
    clock = Clock()
    server = moving(clock)
    seen = []
    for _ in range(61):
        seen.append(read(server))
        clock.at += 1

    assert counts(seen[0]) == {"READY": 12}
    assert counts(seen[-1]) == {"ABNORMAL": 2, "FINISHED": 10}
    running = [
        statistic["batch_indexes"]
        for body in seen
        for statistic in body["execute_statistics"]
        if statistic["instance_status"] == "PROCESSING" and statistic["batch_indexes"]
    ]
    assert running == sorted(running)
    assert [[1], [2], [3]] == [
        batches for i, batches in enumerate(running) if batches not in running[:i]
    ]
    ended = [counts(body).get("FINISHED", 0) + counts(body).get("ABNORMAL", 0) for body in seen]
    assert ended == sorted(ended)
    assert len(set(ended)) == 13


def test_it_starts_with_the_first_read() -> None:
    """Time counts from the first read, and from the next one after a restart."""
    clock = Clock()
    server = moving(clock)
    clock.at = 500

    assert counts(read(server)) == {"READY": 12}
    clock.at += 60
    assert "READY" not in counts(read(server))
    server.watch.restart()
    clock.at += 1000
    assert counts(read(server)) == {"READY": 12}


def test_a_check_does_not_see_it(tmp_path: Path) -> None:
    """The target names only finished jobs, so that every check gets the same responses."""
    server = ReferenceServer(load_all().values())
    write_target(tmp_path / "target.toml", "http://127.0.0.1:1", server)

    known = tomllib.loads((tmp_path / "target.toml").read_text(encoding="utf-8"))["known"]
    assert set(known) == {"GetScriptJobStatistics", "CountTasks"}
    assert MOVING.split("/")[-2] not in str(known)


def test_command(start: Start, tmp_path: Path) -> None:
    """A flag sets the job's duration, and a signal restarts it."""
    target = tmp_path / "target.toml"
    with start(*COMMAND, "--write-target", target, "--job-duration", "0.2") as process:
        assert process.stdout
        greeting = process.stdout.readline().split()
        base_url = next(word for word in greeting if word.startswith("http")).rstrip(";")
        token = target.with_suffix(".token").read_text(encoding="utf-8")

        def now() -> dict[str, int]:
            return counts(json.loads(ask(base_url, MOVING, token=token)[2])["data"])

        assert now() == {"READY": 12}
        poll(lambda: now() == {"ABNORMAL": 2, "FINISHED": 10})
        process.send_signal(signal.SIGUSR1)
        assert now() == {"READY": 12}
