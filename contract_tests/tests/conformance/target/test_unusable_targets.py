"""A target is valid, or is rejected with a single sentence that contains no secret."""

from __future__ import annotations

import os
import select
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.errors import TargetError
from contract_tests.conformance.target import KnownIds, known, load_targets
from contract_tests.tests.processes import poll
from openapi.contract import load_all

if TYPE_CHECKING:
    from contract_tests.tests.conformance.target.conftest import Write

CONTRACTS = load_all()
PEM = "-----BEGIN PRIVATE KEY-----\n" + 9 * ("literal" * 9 + "\n") + "-----END PRIVATE KEY-----"
KNOWN = '[[known.GetScriptJobStatistics]]\nexecute_uuid = "SCT1"\n'
BASE = 'base_url = "http://127.0.0.1:1"\n'
TOKEN = 'token = "env:TEST_TOKEN"\n'
IAM = 'iam_user = "u"\niam_domain = "d"\niam_password = "env:TEST_TOKEN"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("known = " + "[" * 9999, "not TOML"),
        (BASE + TOKEN + 'known = "command:"', "is empty or not a valid command line"),
        (BASE + TOKEN + KNOWN + "expect = { a = [1979-05-27] }", "expect.a.0: JSON has no 1979"),
        (BASE + TOKEN + KNOWN + "expect = inf", "expect: JSON has no inf"),
        (BASE + TOKEN + KNOWN.replace('"SCT1"', "true"), "execute_uuid must be a string"),
        (BASE + TOKEN + KNOWN.replace('"SCT1"', "1979-05-27"), "execute_uuid must be a string"),
        (BASE + TOKEN + KNOWN + "status = 404", "status must be a status below 400 that the con"),
        (BASE + TOKEN + KNOWN + "status = true", "status must be a status below 400 that the con"),
        (BASE + TOKEN + KNOWN + "body = {}", "body: the contract declares no body"),
        (BASE + TOKEN + KNOWN + "headers = { X-Language = 3 }", "X-Language violates the contract"),
        (
            BASE + TOKEN + KNOWN + 'headers = { X-User-Profile = "a\\nb" }',
            "characters that are not",
        ),
        (BASE + TOKEN + 'unknown = ["SCT1"]\n' + KNOWN, "unknown: an id of GetScriptJobStatistics"),
        (BASE + TOKEN + "headers = { x-auth-token = 'literal' }", "give the token as token"),
        (BASE + TOKEN + "headers = { Content-Length = '7' }", "belongs to each request"),
        (BASE + TOKEN + TOKEN.replace("token", "denied_token", 1), "denied_token is the same as"),
        (BASE + 'token = "env:MIIE-literal"', 'token must be "env:NAME"'),
        (BASE + 'token = "env:"', 'token must be "env:NAME"'),
        (BASE + 'token = "file:a\\u0000b"', "token: file:a"),
        (BASE + "token = ['literal']", 'token must be "env:NAME"'),
        (BASE + f'token = "env:{"literal" * 9}"', "token: a name too long to be shown is not set"),
        (BASE + f'token = "file:{"literal" * 99}"', "token: a name too long to be shown: File"),
        (BASE + TOKEN + f'client_key = """{PEM}"""', "client_key must be the path of a file: a n"),
        (BASE + TOKEN + f'ca_bundle = "{"literal" * 99}"', "ca_bundle must be the path of a file"),
        (BASE + TOKEN + f'headers = {{ X-A = "{"literal" * 9999}" }}', "longer than a header can"),
        (BASE + TOKEN + "headers = { 'X A' = 'b' }", "headers.X A is not a valid header name"),
        (BASE + TOKEN + 'headers = { X-A = "literal\\n" }', "characters that are not allowed"),
        (BASE + TOKEN + 'proxy = "http://u:literal@p:0"', "proxy must be http:// or https://"),
        (f'{BASE}[login]\n{IAM}iam_endpoint = "https://u:literal@i"', "must not contain a user"),
        (f'{BASE}[login]\n{IAM}iam_endpoint = "https://[literal"', "login.iam_endpoint must be"),
        (f'{BASE}[login]\n{IAM}iam_endpoint = "https://i"\nproject = 1', "project is missing, or"),
    ],
)
def test_says_what_is_wrong(write: Write, text: str, problem: str) -> None:
    """An invalid value is rejected with its key, but without a value that may be secret."""
    with pytest.raises(TargetError) as refusal:
        load_targets(write(text), CONTRACTS)

    assert problem in str(refusal.value)
    assert "literal" not in str(refusal.value)


@pytest.mark.parametrize(
    "url",
    [
        *("coc.example", "http://", "http://[::1", "http://[]", "http://h:0", "http://h:99999"),
        *("http://h:x", "http://h:", "ftp://h", "http:///p", "http://h?q", "http://h/#f", "//h"),
        *("http://h h", "http://h/\\u0000", "http://\\u00e4", "http://h\\\\p", "http://h%41", ""),
    ],
)
def test_unusable_address(write: Write, url: str) -> None:
    """An invalid address is rejected."""
    with pytest.raises(TargetError, match="base_url must be http:// or https://, a host"):
        load_targets(write(f'base_url = "{url}"\n{TOKEN}'), CONTRACTS)


@pytest.mark.parametrize("user", ["literal", ":literal", "literal:", "lit%65ral:x", "@"])
@pytest.mark.parametrize("key", ["base_url", "coc.base_url"])
def test_password_in_the_address(write: Write, key: str, user: str) -> None:
    """An address with a user or a password is rejected without being shown."""
    with pytest.raises(TargetError) as refusal:
        load_targets(write(f'{key} = "http://{user}@h/"\n{TOKEN}'), CONTRACTS, only="coc")

    assert "base_url must not contain a user or a password" in str(refusal.value)
    assert "ral" not in str(refusal.value)


@pytest.mark.parametrize(
    "url", ["HTTP://h", "https://h:443/a%20b/~c/", "http://[::1]:80", "http://[fe80::1%25eth0]"]
)
def test_usable_address(write: Write, url: str) -> None:
    """Every valid form of an address is accepted."""
    target = load_targets(write(f'base_url = "{url}"\n{TOKEN}'), CONTRACTS)["coc"]

    assert target.base_url == url.replace("HTTP", "http").rstrip("/")


def test_how_texts_are_written(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte order marks, Windows line endings and a final newline are ignored."""
    monkeypatch.setenv("TEST_TOKEN", "s3cret\r\n")
    (tmp_path / "denied").write_bytes(b"\xef\xbb\xbfn0pe\r\n")
    (tmp_path / "ids.toml").write_bytes(b"\xef\xbb\xbf" + KNOWN.replace("\n", "\r\n").encode())
    text = f'{BASE}{TOKEN}denied_token = "file:denied"\nknown = "file:ids.toml"\n'
    path = write("")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    target = load_targets(path, CONTRACTS)["coc"]

    assert (target.token, target.denied_token) == ("s3cret", "n0pe")
    assert target.known == {"GetScriptJobStatistics": (KnownIds({"execute_uuid": "SCT1"}),)}


@pytest.mark.parametrize("value", ["a\nb", "\udcff", "\x1b[31m", "t\u00f6ken"])
def test_secrets_that_no_header_can_carry(
    write: Write, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """A secret with characters that are invalid in headers is rejected without being shown."""
    monkeypatch.setenv("TEST_TOKEN", value)

    with pytest.raises(
        TargetError, match="env:TEST_TOKEN contains characters that are not allowed"
    ) as refused:
        load_targets(write(BASE + TOKEN), CONTRACTS)
    assert value not in str(refused.value)


def test_no_token_where_the_contract_asks_for_none(write: Write) -> None:
    """No token is required if the contract requires no authentication."""
    contract = CONTRACTS["coc"]
    security: list[dict[str, list[str]]] = [{"token": []}, {}]
    opened = type(contract)(contract.path, {**contract.document, "security": security})

    assert load_targets(write(BASE), {"coc": opened})["coc"].login is None


def test_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A target may be read from a pipe, in parts."""
    monkeypatch.setenv("TEST_TOKEN", "s3cret")
    path = tmp_path / "pipe"
    os.mkfifo(path)
    # Opened for reading and writing, so that it does not wait for the reader.
    descriptor = os.open(path, os.O_RDWR)

    def write_in_pieces() -> None:
        for piece in (BASE, TOKEN):
            os.write(descriptor, piece.encode())
            # Send the next part once this one is read.
            while select.select([descriptor], [], [], 0)[0]:
                pass
        os.close(descriptor)

    thread = threading.Thread(target=write_in_pieces)
    thread.start()
    try:
        assert load_targets(path, CONTRACTS)["coc"].token == "s3cret"
    finally:
        thread.join()


def test_unreadable_targets(tmp_path: Path) -> None:
    """Anything but a text file is rejected with a single sentence, without waiting."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    (tmp_path / "huge").write_bytes(b"#" * (5 << 20))
    os.mkfifo(tmp_path / "fifo")
    for path, problem in {
        tmp_path / "folder": "Is a directory",
        tmp_path / "binary": "not UTF-8",
        tmp_path / "huge": "more than 4 MiB",
        tmp_path / "fifo": "is missing",
        Path("/dev/zero"): "more than 4 MiB",
        tmp_path / ("x" * 300): "File name too long",
    }.items():
        with pytest.raises(TargetError) as refusal:
            load_targets(path, CONTRACTS)
        assert problem in str(refusal.value)


@pytest.mark.processes
@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("sleep 600", "did not end within 0.5 s"),
        ("sleep 600 & echo $! >pid; wait", "did not end within 0.5 s"),
        ("sleep 600 & echo $! >pid", "did not end within 0.5 s"),
        ("sleep 600 >/dev/null & echo $! >pid; exit 3", "exited with 3"),
        ("yes", "more than 4 MiB"),
        ("printf '\\377'", "not UTF-8"),
    ],
)
def test_command_that_does_no_good(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, problem: str
) -> None:
    """A command that hangs, prints for ever or fails is killed with its children."""
    monkeypatch.setattr(known, "_COMMAND_TIMEOUT", 60 if "within" not in problem else 0.5)
    (tmp_path / "ids").write_text(script, encoding="utf-8")

    with pytest.raises(TargetError, match=problem) as refusal:
        load_targets(write(f'{BASE}{TOKEN}known = "command:sh ids --password=l1teral"'), CONTRACTS)

    assert "l1teral" not in str(refusal.value)
    if (tmp_path / "pid").exists():
        pid = (tmp_path / "pid").read_text(encoding="utf-8").strip()
        poll(lambda: not _is_running(pid))


def _is_running(pid: str) -> bool:
    try:
        # A killed process may remain a zombie for a while.
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.processes
def test_command_that_prints_nothing(write: Write) -> None:
    """A command without output names no ids."""
    target = load_targets(write(f'{BASE}{TOKEN}known = "command:true"'), CONTRACTS)["coc"]

    assert target.known == {}
