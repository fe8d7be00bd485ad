"""Servers that echo requests, or send markup and control sequences."""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from contract_tests.conformance.main import check
from contract_tests.tests.conformance.checks import QUICK, only
from contract_tests.tests.conformance.conftest import without_token
from contract_tests.tests.conformance.spellings import SPELLINGS
from contract_tests.tests.raw_server import json_response, raw_server, response

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.conformance.options import RunOptions
    from contract_tests.tests.conformance.conftest import Check
    from contract_tests.tests.raw_server import Exchange

    Write = Callable[..., Path]

TOKEN = "MIIEdQYJKoZIhvcNAQcCoIIEZjCC/BGICAQ+xDTALBglghkgBZQMEAgEwggJ"
DENIED = "Qk9VTkRBUlktdG9rZW4tb2YtYW5vdGhlci11c2VyLTEyMzQ1Njc4OTA"
STAGE = "stage-Zk3v9QpLw7Xy"
COOKIE = "8f14e45fceea167a5a36dedd4bea2543-sessionOfSomebody"
PASSWORD = "pr0xy-Passw0rd!and-more"
SECRETS = (TOKEN, DENIED, STAGE, COOKIE, COOKIE[::-1])
SECRET_HEADERS = ("x-auth-token", "authorization", "x-stage", "cookie", "proxy-authorization")
PART = 8
pytestmark = pytest.mark.processes  # large responses are judged in one of its own
SOME = only("known-ids-found", "reliable-reads", "unknown-ids-rejected", "schema-conformance")


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Write:
    """Write a target with secrets of every kind."""

    def write(base_url: str, proxy: str = "") -> Path:
        (tmp_path / "target.token").write_text(TOKEN, encoding="utf-8")
        (tmp_path / "denied").write_text(DENIED, encoding="utf-8")
        path = tmp_path / "target.toml"
        text = (
            f'base_url = "{base_url}"\n{proxy}\nlive = false\n'
            'token = "file:target.token"\ndenied_token = "file:denied"\n'
            f'headers = {{ X-Stage = "{STAGE}", Cookie = "session={COOKIE[::-1]}" }}\n'
            '[[known.GetScriptJobStatistics]]\nexecute_uuid = "SCT2023083109562601af694bf"\n'
        )
        path.write_text(text, encoding="utf-8")
        return path

    return write


def assert_hidden(secrets: tuple[str, ...], shown: dict[str, str]) -> None:
    """No part of a secret is in the output, in any encoding that preserves it."""
    texts = {name: text.lower() for name, text in shown.items()}
    for secret, spell in itertools.product(secrets, SPELLINGS.values()):
        for start in range(len(secret) - PART + 1):
            part = spell(secret[start : start + PART]).lower()
            assert not [name for name, text in texts.items() if part in text], part


class Echo:
    """Echoes secrets in changing encodings, from changing offsets."""

    def __init__(self) -> None:
        self._steps = itertools.count()
        self._spellings = itertools.cycle(SPELLINGS.values())

    def __call__(self, exchange: Exchange) -> None:
        step, spell = next(self._steps), next(self._spellings)
        if step % 3 == 2:
            spell = next(self._spellings)
        own = [exchange.request.headers.get(name, "") for name in SECRET_HEADERS]
        parts = [spell(secret[step % max(1, len(secret) - PART) :]) for secret in (*own, COOKIE)]
        text = " ".join(parts)
        field = re.sub(r"[^ -~]", "?", text)
        cookie = f"session={COOKIE}; HttpOnly"
        error = {"error_code": text, "error_msg": text}
        responses = [
            json_response({"data": text, text: 1}, Set_Cookie=cookie),
            json_response(error, 500, Set_Cookie=cookie),
            response(200, text.encode("utf-8"), Content_Type=field, X_Request_Id=""),
            response(302, b"", Location=field, Set_Cookie=cookie),
            response(f"200 {field}", text.encode(), **{re.sub("[^A-Za-z0-9-]", "-", text): "1"}),
            f"HTTP/1.1 {field}\r\n\r\n".encode(),
            f"{field}\r\n\r\n".encode(),
            response(200, (f"Traceback (most recent call last) {text}" * 40).encode("utf-8")),
            response(404, ("x" * (280 + step % 20) + text).encode("utf-8")),
            json_response({"data": {"total_instance": text, "execute_statistics": [text]}}),
        ]
        exchange.send(responses[step % 10])
        exchange.close()


def outputs(
    target: Path, capsys: pytest.CaptureFixture[str], options: RunOptions = SOME
) -> dict[str, str]:
    """All output of a check, by destination."""
    folder = target.parent
    assert check(target, options, folder, summary=folder / "summary.md") == 1
    shown = dict(zip(("stdout", "stderr"), capsys.readouterr(), strict=True))
    for name in ("junit.xml", "report.json", "report.html", "summary.md"):
        shown[name] = (folder / name).read_text(encoding="utf-8")
    return shown


def test_nothing_of_a_secret_is_shown(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """No output contains a part of a secret, however a server echoes it."""
    with raw_server(Echo()) as server:
        shown = outputs(write(server.url), capsys, QUICK)

    assert "[redacted]" in shown["stdout"]
    assert_hidden(SECRETS, shown)


def test_nothing_of_a_proxys_password_is_shown(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """A proxy's password is redacted, plain and encoded, if the proxy echoes it."""
    with raw_server(Echo()) as proxy:
        address = proxy.url.replace("//", f"//user:{PASSWORD}@")
        target = write("http://service.example", f'proxy = "{address}"')
        assert_hidden((PASSWORD,), outputs(target, capsys))


def test_nothing_of_a_signature_is_shown(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """An access key, its security token and all signatures are redacted."""

    def parts(text: str) -> set[str]:
        return {text[start : start + PART].lower() for start in range(len(text) - PART + 1)}

    secrets = {"ak": "HPUA4XKZT7Q2WEXAMPLE", "sk": STAGE[::-1] * 2, "security_token": DENIED[::-1]}
    with raw_server(Echo()) as server:
        target = write(server.url)
        login = "".join(f'{name} = "file:{name}"\n' for name in secrets)
        without_token(target, f"[login]\n{login}")
        for name, secret in secrets.items():
            target.with_name(name).write_text(secret, encoding="utf-8")
        shown = outputs(target, capsys)
        found = {name: parts(text) for name, text in shown.items()}

    headers = [request.headers.get("authorization", "") for request in server.requests]
    # The suite's invalid signature is all zeros.
    signatures = [own for one in headers if (own := one.partition("Signature=")[2]).strip("0")]
    assert len(signatures) > 50
    for secret in (*secrets.values(), *signatures):
        assert not [name for name, text in found.items() if parts(secret) & text]


def test_nothing_of_a_login_is_shown(
    write: Write, with_iam_login: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """A login's password and the issued token are redacted."""
    issued = TOKEN[::-1]
    echo = Echo()

    def behave(exchange: Exchange) -> None:
        if exchange.request.target.startswith("/v3/auth/tokens"):
            exchange.send(response(201, b"{}", X_Subject_Token=issued))
        else:
            echo(exchange)

    with raw_server(behave) as server:
        target = with_iam_login(write(server.url))
        target.with_name("password").write_text(PASSWORD, encoding="utf-8")
        assert_hidden((PASSWORD, issued), outputs(target, capsys))


def test_nothing_of_a_refused_login_is_shown(
    write: Write, with_iam_login: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """Secrets that IAM echoes in an invalid response are redacted."""

    def behave(exchange: Exchange) -> None:
        password = json.loads(exchange.request.body)["auth"]["identity"]["password"]
        exchange.send(f"HTTP/1.1 {password['user']['password']}\r\n\r\n".encode())

    with raw_server(behave) as server:
        target = with_iam_login(write(server.url))
        target.with_name("password").write_text(PASSWORD, encoding="utf-8")
        assert check(target, QUICK) == 2

    captured = capsys.readouterr()
    assert "IAM at" in captured.err
    assert_hidden((PASSWORD,), {"all": captured.out + captured.err})


def test_nothing_of_a_secret_is_shown_by_pytest(under_pytest: Check, write: Write) -> None:
    """Under pytest a violation fails its clause and shows the request without secrets."""
    with raw_server(Echo()) as server:
        done = under_pytest("-vvl", "-rA", "--api", "coc", "--target", write(server.url))

    assert done.returncode == 1
    assert "FAILED" in done.stdout
    assert "curl -i --path-as-is" in done.stdout
    assert "[redacted]" in done.stdout
    assert_hidden(SECRETS, {"output": done.stdout + done.stderr})


NASTY = (
    "\x1b[2J\x1b]0;title\x07\0\x9b31m\r\nConforms: all of it.\n::error::no\n##vso[task.complete]x\n"
    "##[error]x\n##teamcity[x]\nsection_start:1:a\r\x1b[0K\u202egnorw\u2066\u2028\u2029\x85\u200b"
    "\ufeff\ufffe\U000e0041<script>alert(1)</script>&amp;]]>*bold*`code`|[a](b)"
)


def nasty(exchange: Exchange) -> None:
    """Send a text in the body and, as far as HTTP allows, in the headers."""
    field = NASTY.replace("\r", "").replace("\n", "\t").encode("utf-8").decode("latin-1")
    body = {"data": {"total_instance": NASTY, NASTY: 1}, "error_code": "a", "error_msg": NASTY}
    bodies = [json.dumps(body, ensure_ascii=False), NASTY, f'{{"data": {{}}, "{NASTY}": 1}}']
    exchange.send(
        response(
            (200, 404, 500)[exchange.number % 3],
            bodies[exchange.number % len(bodies)].encode("utf-8"),
            Content_Type=field,
            X_Request_Id="",
            Location=field,
        )
    )


def test_nothing_acts_on_who_reads_it(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """Control, line-ending and invisible characters are escaped, and CI commands defused."""
    with raw_server(nasty) as server:
        shown = outputs(write(server.url), capsys, QUICK)

    for name, text in shown.items():
        unseen = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")}
        assert unseen <= {"\n"}, name
        assert "\ufffe" not in text
    assert "\\x1b[2J" in shown["stdout"]
    lines = shown["stdout"].splitlines()
    assert not [line for line in lines if line.lstrip().startswith(("::", "##"))]
    assert not re.search(r"##(vso|teamcity)?\[|section_start:|::error", shown["stdout"])
    assert not any(line.startswith("Conforms") for line in lines)
    # Markup is inert in a fence, which must be longer than any fence inside it.
    unfenced = re.sub(r"^(`{3,})$.*?^\1$", "", shown["summary.md"], flags=re.DOTALL | re.MULTILINE)
    assert "<script>" not in shown["report.html"] + shown["junit.xml"] + unfenced
    ET.fromstring(shown["junit.xml"])  # noqa: S314
