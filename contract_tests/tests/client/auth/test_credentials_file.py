"""The vendor's credentials file: its variants, and when it is read again."""

from __future__ import annotations

import re
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import AuthenticationError, CredentialsError, coc

from contract_tests.tests.client.calling import AK, FINE, ORDER, SK, replies, responds
from contract_tests.tests.client.cloud import REFUSAL
from contract_tests.tests.raw_server import raw_server

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.client.calling import Statistics
    from contract_tests.tests.raw_server import Received

NAME = "HUAWEICLOUD_SDK_CREDENTIALS_FILE"
PLAIN = f"[basic]\nak = {AK}\nsk = {SK}\n"


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The path of a file that the environment names."""
    monkeypatch.setenv(NAME, str(tmp_path / "mine"))
    return tmp_path / "mine"


def access(requests: list[Received]) -> list[str]:
    """The access keys of requests."""
    matches = (re.search("Access=(.*?),", request.headers["authorization"]) for request in requests)
    return [match[1] for match in matches if match]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        f"\n\n  [ Basic ] \n  AK :  {AK}  \n\tSk\t=\t{SK}\t\n\n".encode(),
        f"[BASIC]\nak = '{AK}'\nsk = \"{SK}\"\n".encode(),
        f"# mine\n; yours\n[basic] # here\nak = {AK} # id\nsk = {SK} ; key\n#sk = x\n".encode(),
        f"[profile x]\nak = z\n[basic]\nak=\nsk=\n[Global]\nak = {AK}\nsk = {SK}\n".encode(),
        f"[basic]\nak = {AK}\nsk = {SK}\nsecurity_token =\nproject_id = ''\n".encode(),
    ],
    ids=range(8),
)
def test_file_is_read_as_people_write_it(
    statistics: Statistics, file: Path, content: bytes
) -> None:
    """Byte order marks, line endings, whitespace, quotes, comments and case are handled."""
    file.write_bytes(content)

    with raw_server(replies(FINE)) as server:
        statistics(server.url, token=None)

    assert access(server.requests) == [AK]
    assert "x-security-token" not in server.requests[0].headers


def test_key_keeps_the_letters_that_comments_begin_with(
    statistics: Statistics, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    """A comment begins only after whitespace; a tilde in the variable is expanded."""
    monkeypatch.setenv(NAME, "~/mine")
    file.write_text("[basic]\nak = A#K;1\nsk = s#k;=:x\n")

    with raw_server(replies(FINE)) as server:
        statistics(server.url, token=None)

    assert access(server.requests) == ["A#K;1"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[other]\nak = hunter2\nsk = hunter2\n", "has no ak and sk in [basic] or [global]"),
        (b"[basic]\nak = hunter2\n", "sk in [basic] is missing beside ak in [basic]"),
        (b"[basic]\nak = hunter2 x\nsk = x\n", "ak in [basic] must be a non-empty string"),
        (b"[basic]\nak=x\nsk=y\nproject_id=\xc3\xa9\n", "project_id in [basic] must be a non"),
        (b"# mine\nak = hunter2\n", "line 2 is before any section such as [basic]"),
        (b"[basic]\nak = x\nhunter2\n", "line 3 must be a section, or key = value"),
        (b"[basic]\nak = x\nsk = y\nsk = hunter2\n", "sk in [basic] appears twice"),
        (b"[basic]\nsk = hunter2\xff\n", "cannot be read: it is not UTF-8"),
    ],
    ids=range(8),
)
def test_invalid_file_is_reported_with_file_and_key(
    client_class: type[Any], file: Path, content: bytes, message: str
) -> None:
    """The constructor's error has the place in the file without its content."""
    file.write_bytes(content)

    with pytest.raises(CredentialsError) as caught:
        client_class(region="cn-north-4")

    assert str(caught.value).startswith(f"the credentials file {file}")
    assert message in str(caught.value)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_file_that_was_named_must_be_there(client_class: type[Any], file: Path) -> None:
    """A missing file is an error that names the variable."""
    with pytest.raises(CredentialsError, match="No such file") as caught:
        client_class(region="cn-north-4")
    file.mkdir()
    with pytest.raises(CredentialsError, match="cannot be read"):
        client_class(region="cn-north-4")

    assert str(file) in str(caught.value)
    assert NAME in str(caught.value)


@pytest.mark.parametrize("later", [PLAIN, "[basic]\nak = half", None])
def test_same_key_is_not_sent_again(statistics: Statistics, file: Path, later: str | None) -> None:
    """Without a new key in the file, a rejected key is not sent again, lest it be locked."""
    file.write_text(PLAIN)

    def respond(_: Received) -> bytes:
        if later is None:
            file.unlink(missing_ok=True)
        else:
            file.write_text(later)
        return REFUSAL

    with raw_server(responds(respond)) as server, pytest.raises(AuthenticationError):
        statistics(server.url, token=None)

    assert len(server.requests) == 1


def test_client_goes_on_with_the_new_key(file: Path) -> None:
    """On a rejection the replaced key is read, once, and the call succeeds."""
    file.write_text(PLAIN)

    def respond(request: Received) -> bytes:
        if "Access=SECOND" in request.headers["authorization"]:
            file.unlink(missing_ok=True)
            return FINE
        file.write_text("[basic]\nak = SECOND\nsk = other\n")
        return REFUSAL

    with raw_server(responds(respond)) as server, coc.Client(base_url=server.url) as client:
        for _ in range(3):
            client.get_script_job_statistics(ORDER)

    assert access(server.requests) == [AK, "SECOND", "SECOND", "SECOND"]
