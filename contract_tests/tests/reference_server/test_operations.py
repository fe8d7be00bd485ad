from __future__ import annotations

import json
import signal
import stat
import tomllib
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.reference_server import Access, ReferenceServer, background
from contract_tests.reference_server.__main__ import main
from contract_tests.tests.reference_server import support as server_support
from contract_tests.tests.reference_server.support import INSTANCE, KNOWN, ORDER, TASKS
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.tests.processes import Start

OTHER_PROJECT = "0f3a5c1e7b9d4826a1c4e8f02b6d7935"
ACCESS = Access(token="Valid-Token-0123456789z", denied_token="Denied-Token-0123456789")
ask = partial(server_support.ask, token=ACCESS.token)


@pytest.fixture(name="address", scope="module")
def _address() -> Iterator[str]:
    with background(ReferenceServer(load_all().values(), ACCESS)) as base_url:
        yield base_url.removeprefix("http://")


def error_code(body: bytes) -> Any:
    return json.loads(body)["error_code"]


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [
        (None, 401, "APIGW.0301"),
        (ACCESS.token + "A", 401, "APIGW.0301"),
        (ACCESS.token.swapcase(), 401, "APIGW.0301"),
        (ACCESS.denied_token, 403, "APIGW.0302"),
    ],
)
def test_tokens(address: str, token: str | None, status: int, code: str) -> None:
    """Only the exact token passes; a valid one without permission is forbidden."""
    response = ask(address, KNOWN, token=token)

    assert (status, code) == (response[0], error_code(response[2]))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (ORDER.format("SCT2023083109562601af694b"), 404),
        (ORDER.format("a%2Fb"), 400),
        (ORDER.format("%2e%2e"), 400),
        (ORDER.format("%FF"), 400),
        (ORDER.format("%"), 400),
        (ORDER.format(""), 400),
        (ORDER.format("a" * 64), 404),
        (ORDER.format("a" * 65), 400),
        (ORDER.format("SCT2023083109562601af694b%66"), 200),
        (KNOWN + "/", 404),
        ("/" + KNOWN, 404),
        (KNOWN.replace("/job/", "%2Fjob/"), 404),
        (KNOWN + "?any=thing", 200),
        (TASKS.format(OTHER_PROJECT, INSTANCE), 404),
        ("/", 404),
    ],
)
def test_paths(address: str, path: str, status: int) -> None:
    """The raw path is routed before anything in it is decoded."""
    response = ask(address, path)

    assert status == response[0]
    if status != 200:
        assert {"error_code", "error_msg"} <= set(json.loads(response[2]))


def test_methods(address: str) -> None:
    """OPTIONS and 405 list the allowed methods."""
    options, delete = (ask(address, KNOWN, method=method) for method in ("OPTIONS", "DELETE"))

    assert (options[0], options[2], options[1]["allow"]) == (204, b"", "GET, HEAD, OPTIONS")
    assert (delete[0], delete[1]["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert error_code(delete[2]) == "APIGW.0101"


def test_every_response_is_identified(address: str) -> None:
    """Each response has a unique request id; gateway errors repeat it in the body."""
    first, second = ask(address, KNOWN, token=None), ask(address, KNOWN, token=None)

    assert json.loads(first[2])["request_id"] == first[1]["x-request-id"]
    assert first[1]["x-request-id"] != second[1]["x-request-id"]


@pytest.mark.parametrize(
    "stop", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_command(start: Start, tmp_path: Path, stop: signal.Signals) -> None:
    """The command prints its address and its ids, and exits cleanly on a signal."""
    target = tmp_path / "new" / "target.toml"
    with start(*server_support.COMMAND, "--write-target", target) as process:
        assert process.stdout
        assert process.stderr
        greeting = process.stdout.readline()
        document = tomllib.loads(target.read_text(encoding="utf-8"))
        process.send_signal(stop)
        rest = process.stdout.read()

        assert (process.wait(), process.stderr.read()) == (0, "")

    token = target.parent / document["token"].removeprefix("file:")
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert document["base_url"] in greeting
    assert "SCT2023083109562601af694bf" in rest
    assert token.read_text(encoding="utf-8") not in greeting + rest


def test_port_in_use(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A port in use is reported in one line."""
    assert main(["--port", address.rpartition(":")[2]]) == 2

    place = address.removeprefix("http://")
    assert capsys.readouterr().err == f"scripts/mock: {place}: Address already in use\n"


def test_target_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That a target cannot be written is reported in one line."""
    (tmp_path / "file").touch()

    assert main(["--port", "0", "--write-target", str(tmp_path / "file" / "target.toml")]) == 2

    assert capsys.readouterr().err == f"scripts/mock: {tmp_path / 'file'}: File exists\n"
