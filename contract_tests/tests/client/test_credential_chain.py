"""Which credentials a client uses: those passed, or the first that are found."""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import ArgumentError, CredentialsError, Error, coc

from contract_tests.tests.client.support import AK, FINE, LOGIN, SK, replies
from contract_tests.tests.raw_server import raw_server

if TYPE_CHECKING:
    from contract_tests.tests.client.support import Statistics


@pytest.mark.parametrize(
    ("environment", "file", "expected"),
    [
        ({"AUTH_TOKEN": "env-token", "SDK_AK": AK, "SDK_SK": SK}, "", ("env-token", None, None)),
        ({"SDK_AK": AK, "SDK_SK": SK, "SDK_PROJECT_ID": "p"}, "[basic]\nak=x\n", (None, AK, "p")),
        ({}, f"[global]\nak = {AK}\nsk = {SK}\ndomain_id = d\n", (None, AK, None)),
        ({}, f"[basic]\nak=FILEAK\nsk={SK}%\nproject_id=q\n[global]\nak=x", (None, "FILEAK", "q")),
    ],
)
def test_credentials_are_found_in_order(  # noqa: PLR0913, PLR0917
    statistics: Statistics,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    environment: dict[str, str],
    file: str,
    expected: tuple[str | None, str | None, str | None],
) -> None:
    """A token from the environment, then a key from it, then the vendor's file."""
    for name, value in environment.items():
        monkeypatch.setenv(f"HUAWEICLOUD_{name}", value)
    (tmp_path / ".huaweicloud").mkdir()
    (tmp_path / ".huaweicloud" / "credentials").write_text(file)

    with raw_server(replies(FINE)) as server:
        statistics(server.url, token=None)

    headers = server.requests[0].headers
    access = re.search("Access=(.*?),", headers.get("authorization", ""))
    got = headers.get("x-auth-token"), access and access[1], headers.get("x-project-id")
    assert got == expected


def test_missing_credentials_say_where_they_were_looked_for(
    client_class: type[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names every link of the chain."""
    monkeypatch.setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/nowhere/credentials")

    with pytest.raises(CredentialsError) as caught:
        client_class(region="cn-north-4")

    for words in ("token", "ak and sk", "iam_user", "HUAWEICLOUD_AUTH_TOKEN", "HUAWEICLOUD_SDK_AK"):
        assert words in str(caught.value)
    assert str(Path("/nowhere/credentials")) in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "file", "message"),
    [
        ({"SDK_AK": "hunter2"}, "", "only one is set"),
        ({"SDK_SK": "hunter2"}, "", "only one is set"),
        ({"AUTH_TOKEN": "hunter2\n"}, "", "line break"),
        ({"SDK_AK": "a", "SDK_SK": "hunter2 x"}, "", "sk must be"),
        ({}, "ak = hunter2", "cannot be read"),
        ({}, "[basic]\nsk = hunter2", r"no ak and sk in \[basic\]"),
        ({}, "[other]\nsk = hunter2", r"no ak and sk in \[basic\]"),
    ],
)
def test_invalid_credentials_are_not_passed_over(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    environment: dict[str, str],
    file: str,
    message: str,
) -> None:
    """Half a key or an unreadable file is an error, which shows nothing of it."""
    for name, value in environment.items():
        monkeypatch.setenv(f"HUAWEICLOUD_{name}", value)
    if file:
        monkeypatch.setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", str(tmp_path / "mine"))
        (tmp_path / "mine").write_text(file)

    with pytest.raises(CredentialsError, match=message) as caught:
        coc.Client(region="cn-north-4")

    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"token": "t" * 9, "ak": AK, "sk": SK}, ArgumentError, "only one of: token; ak, sk"),
        ({"token": "t" * 9, **LOGIN}, ArgumentError, "only one of"),
        ({"ak": AK}, CredentialsError, "sk must be"),
        ({"security_token": "t"}, CredentialsError, "ak must be"),
        ({"ak": AK, "sk": SK, "project_id": "é"}, CredentialsError, "project_id"),
        ({**LOGIN, "iam_domain": None}, CredentialsError, "iam_domain must be"),
        ({"iam_password": "x"}, CredentialsError, "iam_user must be"),
        ({"iam_user": ""}, CredentialsError, "iam_user must be"),
        ({**LOGIN, "iam_endpoint": "http://u:hunter2@h"}, ArgumentError, "iam_endpoint must have"),
    ],
)
def test_credentials_that_do_not_go_together_are_refused(
    client_class: type[Any], options: dict[str, Any], error: type[Error], message: str
) -> None:
    """One kind at a time, and that as a whole."""
    with pytest.raises(error, match=message) as caught:
        client_class(region="cn-north-4", **options)

    assert "hunter2" not in str(caught.value)


def test_password_goes_to_the_vendor_only_beside_the_vendor(client_class: type[Any]) -> None:
    """IAM's URL follows from the region; beside a URL of one's own it must be given."""
    regional = client_class(region="eu-west-101", **LOGIN)
    hosted = client_class(base_url="https://coc-x.myhuaweicloud.com", **LOGIN)

    assert regional._settings.urls[1] == "https://iam.eu-west-101.myhuaweicloud.eu"  # noqa: SLF001
    assert hosted._settings.urls[1] == "https://iam.myhuaweicloud.com"  # noqa: SLF001
    with pytest.raises(
        CredentialsError, match="iam_endpoint is required when base_url is not a Huawei Cloud host"
    ):
        client_class(base_url="https://example.com", **LOGIN)
