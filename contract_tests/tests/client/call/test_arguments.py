"""Invalid arguments are rejected before anything is sent, with helpful messages."""

from __future__ import annotations

import copy
import enum
import pickle
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    AccessKey,
    ArgumentError,
    CredentialsError,
    IamLogin,
    Token,
    coc,
    roma,
)

from contract_tests.tests.client.calling import FINE, TOKEN, both_classes, replies
from contract_tests.tests.raw_server import raw_server
from openapi.contract import CONTRACTS, load

if TYPE_CHECKING:
    from types import ModuleType

    from contract_tests.tests.client.calling import Statistics


def refusal(statistics: Statistics, *args: Any, **keywords: Any) -> str:
    """The error message for a call's arguments, without a request."""
    with raw_server(replies(FINE)) as server:
        with pytest.raises(ArgumentError) as caught:
            statistics(server.url, *args, keywords=keywords)
        assert not server.requests
    assert isinstance(caught.value, ValueError)
    return str(caught.value)


@pytest.mark.parametrize(
    "order",
    [
        *("", ".", "..", "a/b", "a\\b", "a%2Fb", "a b", "a\n", "a\x00", "ü", "x" * 65),
        *(7, None, True, b"a"),
    ],
)
def test_id_that_violates_its_pattern_is_refused(statistics: Statistics, order: Any) -> None:
    """A value that violates the pattern or would change the path is not sent."""
    assert refusal(statistics, order).startswith("execute_uuid must ")


@pytest.mark.parametrize(
    "keywords",
    [
        {"x_language": ["zh-cn"]},
        {"x_project_id": "a\r\nX-Evil: 1"},
        {"x_user_profile": 5},
        {"x_user_profile": " padded"},
    ],
)
def test_header_that_cannot_be_sent_is_refused(
    statistics: Statistics, keywords: dict[str, Any]
) -> None:
    """An unlisted value, or one that is invalid in HTTP, is named."""
    assert refusal(statistics, **keywords).startswith(f"{next(iter(keywords))} must ")


class Order(str, enum.Enum):  # noqa: UP042  # its text is another than its value
    """An enumeration with string members."""

    NIGHTLY = "SCT2023083109562601af694bf"
    EVIL = "a/b"


class Tongue(str, enum.Enum):  # noqa: UP042  # as above
    """An enumeration of values that the contract lists."""

    CHINESE = "zh-cn"
    FRENCH = "fr"


class Said(str):  # noqa: SLOT000  # a class of the caller's
    """A string whose str() differs from its value."""

    def __str__(self) -> str:
        return "../../evil"


@pytest.mark.parametrize(
    "order", [Order.NIGHTLY, Said("SCT2023083109562601af694bf")], ids=["enumeration", "subclass"]
)
def test_text_of_another_class_is_sent_as_it_was_checked(
    statistics: Statistics, order: str
) -> None:
    """A member of an enumeration is its value, in the path and in headers."""
    with raw_server(replies(FINE)) as server:
        keywords = {"x_language": Tongue.CHINESE, "x_project_id": Order.NIGHTLY}
        statistics(server.url, order, keywords=keywords)

    (request,) = server.requests
    assert request.target == "/v1/job/script/orders/SCT2023083109562601af694bf/statistics"
    assert request.headers["x-language"] == "zh-cn"
    assert request.headers["x-project-id"] == "SCT2023083109562601af694bf"


def test_text_of_another_class_is_checked(statistics: Statistics) -> None:
    """By its value, too."""
    assert refusal(statistics, Order.EVIL).startswith("execute_uuid must ")
    assert refusal(statistics, x_language=Tongue.FRENCH).startswith("x_language must ")


def test_argument_that_holds_itself_is_refused(statistics: Statistics) -> None:
    """A recursive argument is rejected like any other invalid one."""
    endless: list[Any] = []
    endless.append(endless)

    assert "recursion" in refusal(statistics, endless)


def test_long_argument_is_not_echoed(statistics: Statistics) -> None:
    """A secret passed as an id is not in the message, which has its length."""
    message = refusal(statistics, "s3cret" * 20)

    assert "s3cret" not in message
    assert message.endswith("; got 120 characters")


@pytest.mark.parametrize("keywords", [{"timeout": 0}, {"max_retries": -1}])
def test_invalid_option_of_a_call_is_refused(
    statistics: Statistics, keywords: dict[str, Any]
) -> None:
    """A call's timeout and retries are validated like the client's."""
    assert refusal(statistics, **keywords).startswith(f"{next(iter(keywords))} must be ")


INVALID_OPTIONS: list[tuple[dict[str, Any], str]] = [
    ({}, "either region or base_url; the regions of coc are cn-north-4, ap-southeast-3"),
    ({"region": "cn-north-4", "base_url": "http://a"}, "either region or base_url"),
    ({"region": "ap-southest-3"}, "did you mean 'ap-southeast-3'"),
    ({"region": "AP_SOUTHEAST_3"}, "did you mean 'ap-southeast-3'"),
    ({"region": 3}, "region must be a string; got int"),
    *(
        ({"base_url": url}, "base_url must be a URL")
        for url in (
            *(
                "ftp://a",
                "http://",
                "example.com",
                "http://a:99999",
                "http://a\n.b",
                "http://[::1",
                5,
            ),
        )
    ),
    *(
        ({"base_url": url}, "base_url must have no user, query or fragment")
        for url in ("http://user:hunter2@a", "http://a?b", "http://a#")
    ),
    *(
        ({"base_url": "http://a", "timeout": value}, "timeout must be a positive number")
        for value in (0, float("inf"), float("nan"), "5", True, None)
    ),
    *(
        ({"base_url": "http://a", "rate": value}, "rate must be a positive number")
        for value in (0, True, "5", float("nan"))
    ),
    *(
        ({"base_url": "http://a", "max_retries": value}, "max_retries must be an integer")
        for value in (-1, 1.0, True, None)
    ),
    *(
        ({"base_url": "http://a", "app_id": value}, "app_id must be a name")
        for value in ("", "a b", "a\n", "é", "x" * 99, 5, "a/b/c")
    ),
]


@both_classes
def test_invalid_option_of_a_client_is_refused(client_class: type[Any]) -> None:
    """An invalid argument of a client is rejected by the constructor."""
    for options, message in INVALID_OPTIONS:
        with pytest.raises(ArgumentError) as caught:
            client_class(token=TOKEN, **options)
        assert message in str(caught.value)
        assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "hunter2\n"])
def test_invalid_token_is_refused_without_showing_it(client_class: type[Any], token: Any) -> None:
    """A token that is invalid in a header is rejected without being echoed."""
    with pytest.raises(CredentialsError, match="token must") as caught:
        client_class(region="cn-north-4", token=token)

    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("region", ["cn-southeast-3", "eu-north-4", "p-southeast-3", ""])
def test_region_of_another_part_of_the_world_is_not_suggested(
    client_class: type[Any], region: str
) -> None:
    """Data may not be allowed to leave its part of the world, so no other one is suggested."""
    with pytest.raises(ArgumentError, match=rf"^region '{region}' is unknown; the regions"):
        client_class(region=region, token=TOKEN)


@pytest.mark.parametrize("api", [coc, roma])
def test_regions_are_those_of_the_contract(api: ModuleType) -> None:
    """Each server of the contract is a region, and a client of it takes its URL."""
    name = api.__name__.rpartition(".")[2]
    servers = load(CONTRACTS / f"{name}.yaml").document["servers"]

    assert {server["x-region"]: server["url"] for server in servers} == dict(api.REGIONS)
    assert set(api.Region.__args__) == set(api.REGIONS)
    for region, url in api.REGIONS.items():
        with api.Client(region=region, token=TOKEN) as client:
            assert f"<{name}.Client of {url}>" == repr(client)


def test_region_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vendor's names override a region's URL, or add one; of several the first counts."""
    monkeypatch.setenv("HUAWEICLOUD_SDK_REGION_COC_CN_NORTH_4", "https://a.example.com,https://b")
    monkeypatch.setenv("HUAWEICLOUD_SDK_REGION_COC_ME_EAST_1", "c.example.com")

    assert "of https://a.example.com>" in repr(coc.Client(region="cn-north-4", token=TOKEN))
    assert "of https://c.example.com>" in repr(coc.Client(region="me-east-1", token=TOKEN))


@pytest.mark.parametrize(
    "credentials",
    [AccessKey("AKEXAMPLE", TOKEN), Token(TOKEN), IamLogin("reader", TOKEN, "acme")],
    ids=["key", "token", "login"],
)
def test_credentials_cannot_be_pickled(credentials: Any) -> None:
    """The error says what to do instead; in the same process they may be copied."""
    with pytest.raises(TypeError, match="create them in the process that uses them"):
        pickle.dumps(credentials)

    assert repr(copy.deepcopy(credentials)) == repr(credentials)


@both_classes
def test_client_cannot_be_copied_or_pickled(client_class: type[Any]) -> None:
    """The error says what to do instead."""
    client = client_class(base_url="http://127.0.0.1:9", token=TOKEN)

    for copied in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="from the arguments of its constructor"):
            copied(client)
