"""The credential chain: credentials that were passed, or the first that are found."""

from __future__ import annotations

import re
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import ArgumentError, CredentialsError, Error, Token, coc

from contract_tests.tests.client.calling import AK, FINE, LOGIN, SK, replies
from contract_tests.tests.raw_server import raw_server

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.client.calling import Statistics


def key(prefix: str = "HUAWEICLOUD_SDK_", **others: str) -> dict[str, str]:
    """The environment variables of a key."""
    names = ("AK", "SK") if prefix == "HUAWEICLOUD_SDK_" else ("ACCESS_KEY", "SECRET_KEY")
    both = zip(names, (AK, SK), strict=True)
    return {f"{prefix}{name}": value for name, value in (*both, *others.items())}


@pytest.mark.parametrize(
    ("environment", "file", "expected"),
    [
        ({"HUAWEICLOUD_AUTH_TOKEN": "env-token", **key()}, "", ("env-token", None, None, None)),
        (key(PROJECT_ID="p"), "[basic]\nak=x\n", (None, AK, "p", None)),
        ({**key(), **key("HW_"), "HUAWEICLOUD_SDK_AK": "FIRST"}, "", (None, "FIRST", None, None)),
        (key("HW_", SECURITY_TOKEN="s"), "[basic]\nak=x\n", (None, AK, None, "s")),
        (key("HW_", PROJECT_ID="p", DOMAIN_ID="d"), "", (None, AK, "p", None)),
        ({**key("HW_"), "HUAWEICLOUD_SDK_AK": ""}, "", (None, AK, None, None)),
        ({}, f"[global]\nak = {AK}\nsk = {SK}\ndomain_id = d\n", (None, AK, None, None)),
        (
            {},
            f"[basic]\nak=FILEAK\nsk={SK}%\nproject_id=q\n[global]\nak=x",
            (None, "FILEAK", "q", None),
        ),
    ],
)
def test_credentials_are_found_in_order(  # noqa: PLR0913, PLR0917
    statistics: Statistics,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    environment: dict[str, str],
    file: str,
    expected: tuple[str | None, ...],
) -> None:
    """A token from the environment, then a key of either name, then the vendor's file."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (tmp_path / ".huaweicloud").mkdir()
    (tmp_path / ".huaweicloud" / "credentials").write_text(file)

    with raw_server(replies(FINE)) as server:
        statistics(server.url, token=None)

    headers = server.requests[0].headers
    access = re.search("Access=(.*?),", headers.get("authorization", ""))
    others = headers.get("x-project-id"), headers.get("x-security-token")
    assert (headers.get("x-auth-token"), access and access[1], *others) == expected


def test_missing_credentials_say_where_they_were_looked_for(client_class: type[Any]) -> None:
    """The error names every source in the chain."""
    with pytest.raises(CredentialsError) as caught:
        client_class(base_url="https://gateway.test")

    for words in (
        *("credentials", "token", "ak and sk", "iam_user", "HUAWEICLOUD_AUTH_TOKEN"),
        *("HUAWEICLOUD_SDK_AK", "HW_SECRET_KEY", "~/.huaweicloud/credentials"),
    ):
        assert words in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (
            {"HUAWEICLOUD_SDK_AK": "hunter2"},
            "HUAWEICLOUD_SDK_SK is missing beside HUAWEICLOUD_SDK_AK",
        ),
        ({"HW_SECRET_KEY": "hunter2"}, "HW_ACCESS_KEY is missing beside HW_SECRET_KEY"),
        ({"HUAWEICLOUD_AUTH_TOKEN": "hunter2\n"}, "HUAWEICLOUD_AUTH_TOKEN must be"),
        (key(SECURITY_TOKEN="hunter2 x"), "HUAWEICLOUD_SDK_SECURITY_TOKEN must be"),
    ],
)
def test_invalid_credentials_are_not_passed_over(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], message: str
) -> None:
    """An incomplete key is an error that names the variable without its value."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(CredentialsError, match=rf"^{message}") as caught:
        coc.Client(region="cn-north-4")

    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"token": "t" * 9, "ak": AK, "sk": SK}, ArgumentError, "only one of: token; ak, sk"),
        ({"token": "t" * 9, "iam_endpoint": "https://i"}, ArgumentError, "only one of: token; iam"),
        ({"credentials": Token("t" * 9), "token": "t" * 9}, ArgumentError, "of: credentials; tok"),
        ({"credentials": Token, **LOGIN}, ArgumentError, "only one of: credentials; iam_user"),
        ({"ak": AK}, CredentialsError, "sk must be"),
        ({"ak": AK, "sk": SK, "project_id": "é"}, CredentialsError, "project_id"),
        ({"iam_password": "x"}, CredentialsError, "iam_user must be"),
        ({"iam_user": ""}, CredentialsError, "iam_user must be"),
        ({**LOGIN, "iam_endpoint": "http://u:hunter2@h"}, ArgumentError, "iam_endpoint must have"),
    ],
)
def test_credentials_that_do_not_go_together_are_refused(
    client_class: type[Any], options: dict[str, Any], error: type[Error], message: str
) -> None:
    """Only one complete kind of credentials may be passed."""
    with pytest.raises(error, match=message) as caught:
        client_class(region="cn-north-4", **options)

    assert "hunter2" not in str(caught.value)


def test_password_goes_to_the_vendor_only_beside_the_vendor(client_class: type[Any]) -> None:
    """IAM's URL depends on the region; with another base_url, iam_endpoint is required."""
    regional = client_class(region="eu-west-101", **LOGIN)
    hosted = client_class(base_url="https://coc-x.myhuaweicloud.com", **LOGIN)

    assert regional._settings.urls[1] == "https://iam.eu-west-101.myhuaweicloud.eu"  # noqa: SLF001
    assert hosted._settings.urls[1] == "https://iam.myhuaweicloud.com"  # noqa: SLF001
    with pytest.raises(
        CredentialsError, match="iam_endpoint is required when base_url is not a Huawei Cloud host"
    ):
        client_class(base_url="https://example.com", **LOGIN)
