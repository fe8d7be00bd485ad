"""A report's curl line, pasted into a shell, repeats the request."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.conformance.main import check
from contract_tests.conformance.options import RunOptions
from contract_tests.conformance.redaction import REDACTED, Redactor
from contract_tests.conformance.requests.reproduction.curl import Curl
from contract_tests.conformance.requests.reproduction.shell import Origin, word
from contract_tests.conformance.requests.transport.connections import Connections
from contract_tests.conformance.target import load_targets
from contract_tests.faults.catalog import BROKEN
from contract_tests.reference_server import ReferenceServer, write_target
from contract_tests.tests.processes import need
from contract_tests.tests.raw_server import json_response, raw_server, response
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.conformance.requests.transport.message import HttpRequest, HttpResponse
    from contract_tests.tests.processes import Run
    from contract_tests.tests.raw_server import Exchange, Received

    Bash = Callable[..., str]

pytestmark = pytest.mark.slow

TOKEN = "MIIk+7/aVeryLong==Token%20with&allKinds"
OTHERS = ("accept-encoding", "connection", "user-agent")
"""Irrelevant headers, of which curl has its own."""


@pytest.fixture(name="bash")
def _bash(run: Run, tmp_path: Path) -> Bash:
    """Run lines in bash."""
    need("curl")

    def bash(*lines: str, **variables: str) -> str:
        environment = {**os.environ, **variables}
        done = run("bash", "-s", stdin="\n".join(lines), env=environment, cwd=tmp_path)
        assert (done.returncode, done.stderr.count("bash: line")) == (0, 0), done.stderr
        return done.stdout

    return bash


def _respond(exchange: Exchange) -> None:
    is_head = exchange.request.method == "HEAD"
    exchange.send(response(200, Content_Length="2") if is_head else json_response({}))


@pytest.mark.parametrize("source", ["env with a newline", "file of Windows"])
def test_all_requests(
    bash: Bash, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """Every request of a check is repeated by its curl line, wherever the token is from."""
    monkeypatch.setenv("DENIED", "denied" + TOKEN)
    monkeypatch.setenv("TOKEN", f"{TOKEN}\n" if "newline" in source else TOKEN)
    (tmp_path / "my token").write_text(f"{TOKEN}\r\n" if "Windows" in source else f"{TOKEN}\n")
    with raw_server(_respond) as recorder:
        target = _target(tmp_path, recorder.url)
        if source.startswith("file"):
            target.write_text(target.read_text().replace("env:TOKEN", "file:my token"))
        sent = _sent(monkeypatch)

        check(target, RunOptions(quick="newline" not in source))

        secrets = Redactor(TOKEN, f"denied{TOKEN}", public=target.read_text)
        curl = Curl((found := load_targets(target, load_all())["coc"]), found.origins, secrets)
        lines = [curl.line(request) for request in sent]
        assert not any(REDACTED in line for line in lines)
        made, again = recorder.requests[:], len(recorder.requests)
        assert len(made) == len(lines)
        bash(*(f"{line} -s -o /dev/null" for line in lines))
    repeated = Counter(map(_telling, recorder.requests[again:]))
    wanted = Counter(map(_telling, made))
    assert (repeated - wanted, wanted - repeated) == (Counter(), Counter())


@pytest.mark.parametrize("login", ["with_access_key", "with_iam_login", "with_header"])
def test_requests_that_need_a_setup(
    server: ReferenceServer, bash: Bash, tmp_path: Path, request: pytest.FixtureRequest, login: str
) -> None:
    """Signed requests, and those after a login, are repeated after the documented line."""
    with BROKEN["missing-field"].running(server) as base_url:
        write_target(tmp_path / "target.toml", base_url, server)
        request.getfixturevalue(login)(tmp_path / "target.toml")
        check(tmp_path / "target.toml", RunOptions(api="coc", quick=True), tmp_path)
        report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
        cause, *_ = report["causes"]

        printed = bash(*report["setup"], cause["request"])

    assert len(report["setup"]) == 1
    head, _, body = printed.partition("\n\n")
    assert head.startswith("HTTP/1.1 200 ")
    assert "total_instance" not in body


@pytest.fixture(name="with_header")
def _with_header() -> Callable[[Path], None]:
    """Add a header with a literal value to a target."""

    def change(target: Path) -> None:
        text = target.read_text(encoding="utf-8")
        target.write_text(f'{text}\n[headers]\nX-Stage = "blue-and-green"\n', encoding="utf-8")

    return change


@pytest.mark.parametrize("origin", [Origin("THE_TOKEN"), Origin("", "cat 'a file'")])
def test_words(bash: Bash, tmp_path: Path, origin: Origin) -> None:
    """Bash reads a quoted word as the original text."""
    token = "TOKEN-IS-LONG"
    (tmp_path / "a file").write_text(f"{token}\n")
    texts = [
        *("", "it's", 'a"b$c`d\\e!f', "a\tb", "\xe4\xf6", "*?[a]{b}~", "-n", "\r\n", "\x7f\x01"),
        *(f"before {token}S after", token, f"{token}A", f"it's {token}", f"${token}"),
        *(f"\xe4{token}\xe4", token[1:], token[:-1], token.lower(), token[6:], f"B{token[1:]}"),
    ]

    lines = [f"printf '%s\\0' {word(text, {token: origin})} | od -An -v -tx1" for text in texts]

    printed = bytes.fromhex(bash(*lines, THE_TOKEN=token)).split(b"\0")
    assert printed[:-1] == [text.encode("latin-1") for text in texts]


def _sent(monkeypatch: pytest.MonkeyPatch) -> list[HttpRequest]:
    """The requests that leave from now on."""
    sent: list[HttpRequest] = []
    exchange = Connections.exchange

    def record(self: Connections, request: HttpRequest, *limit: Any) -> HttpResponse:
        received = exchange(self, request, *limit)
        if not received.withheld:
            sent.append(request)
        return received

    monkeypatch.setattr(Connections, "exchange", record)
    return sent


def _target(folder: Path, url: str) -> Path:
    path = folder / "target.toml"
    write_target(path, url, ReferenceServer(load_all().values()))
    text = path.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("token", "denied_token"))]
    path.write_text('token = "env:TOKEN"\ndenied_token = "env:DENIED"\n' + "\n".join(lines))
    return path


def _telling(request: Received) -> tuple[Any, ...]:
    """The parts of a request that a server may depend on."""
    fields = (line.partition(":") for line in request.head.decode("latin-1").split("\r\n")[1:-2])
    headers = {(name.lower(), value.strip(" \t")) for name, _, value in fields}
    telling = sorted(header for header in headers if header[0] not in OTHERS)
    # curl encodes in lower case.
    target = re.sub("%[0-9a-f]{2}", lambda match: match[0].upper(), request.target)
    return request.method, target, tuple(telling), request.body
