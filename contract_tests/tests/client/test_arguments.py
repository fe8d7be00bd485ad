"""What the generated client is given: arguments refused before anything is sent."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import ArgumentError, CredentialsError, coc, roma

from contract_tests.tests.client.support import Reply, call_async, call_sync, serving
from openapi.contract import CONTRACTS, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

TOKEN = "MIITOKENsecret0123456789"


@pytest.fixture(name="call", params=[call_sync, call_async], ids=["sync", "async"])
def _call(request: pytest.FixtureRequest) -> Callable[..., Any]:
    call: Callable[..., Any] = request.param
    return call


def refusal(call: Callable[..., Any], order: Any, **keywords: Any) -> ArgumentError:
    """What is raised for arguments, by a client of a server that is never asked."""
    with serving(lambda _: Reply.json({})) as server:
        with pytest.raises(ArgumentError) as caught:
            call(
                coc,
                "get_script_job_statistics",
                order,
                url=server.url,
                token=TOKEN,
                keywords=keywords,
            )

        assert server.requests == []
    return caught.value


@pytest.mark.parametrize(
    "order",
    [
        "",
        ".",
        "..",
        "a/b",
        "a\\b",
        "a%2Fb",
        "a b",
        "a\n",
        "a\x00",
        "ü",
        "x" * 65,
        7,
        None,
        True,
        b"a",
    ],
)
def test_bad_id_is_refused_before_anything_is_sent(call: Callable[..., Any], order: Any) -> None:
    """What breaks the contract's pattern or would change the path never leaves the client."""
    error = refusal(call, order)

    assert isinstance(error, ValueError)
    assert str(error).startswith("execute_uuid must ")


@pytest.mark.parametrize(
    "keywords",
    [
        {"x_language": "fr"},
        {"x_language": ["zh-cn"]},
        {"x_project_id": "a\r\nX-Evil: 1"},
        {"x_project_id": "é"},
        {"x_user_profile": 5},
        {"x_user_profile": " padded"},
    ],
)
def test_bad_header_argument_is_refused_before_anything_is_sent(
    call: Callable[..., Any], keywords: dict[str, Any]
) -> None:
    """A value the contract does not list or HTTP cannot carry raises an error of ours."""
    assert "must" in str(refusal(call, "SCT1", **keywords))


def test_long_argument_is_not_echoed(call: Callable[..., Any]) -> None:
    """A secret in the place of an id does not reach the message."""
    assert "s3cret" not in str(refusal(call, "s3cret" * 20))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "either region or base_url; the regions of coc are cn-north-4, ap-southeast-3"),
        ({"region": "cn-north-4", "base_url": "http://a"}, "either region or base_url"),
        ({"region": "ap-southest-3"}, "did you mean 'ap-southeast-3'"),
        ({"region": 3}, "unknown region 3"),
        ({"base_url": "ftp://a"}, "base_url must be a URL"),
        ({"base_url": "http://"}, "base_url must be a URL"),
        ({"base_url": "example.com"}, "base_url must be a URL"),
        ({"base_url": "http://a:99999"}, "base_url must be a URL"),
        ({"base_url": "http://a b"}, "base_url must be a URL"),
        ({"base_url": "http://a\n.b"}, "base_url must be a URL"),
        ({"base_url": "http://[::1"}, "base_url must be a URL"),
        ({"base_url": 5}, "base_url must be a URL"),
        ({"base_url": "http://user:hunter2@a"}, "no user, query or fragment"),
        ({"base_url": "http://a?b"}, "no user, query or fragment"),
        ({"base_url": "http://a#"}, "no user, query or fragment"),
        *(
            ({"base_url": "http://a", "timeout": timeout}, "timeout must be a positive number")
            for timeout in (0, -1, float("inf"), float("nan"), None, "5", True)
        ),
    ],
)
@pytest.mark.parametrize("connect", [coc.Client, coc.AsyncClient])
def test_bad_connect_argument_raises(
    connect: Callable[..., Any], options: dict[str, Any], words: str
) -> None:
    """An unusable argument is refused at once, in words that help."""
    with pytest.raises(ArgumentError) as caught:
        connect(token=TOKEN, **options)

    assert words in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "hunter2\n", "hunter2 x", "hunter2é", b"hunter2"])
@pytest.mark.parametrize("connect", [coc.Client, coc.AsyncClient])
def test_unusable_token_raises_without_showing_it(connect: Callable[..., Any], token: Any) -> None:
    """A token that cannot be a header is refused, and not echoed."""
    with pytest.raises(CredentialsError, match="token") as caught:
        connect(region="cn-north-4", token=token)

    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("api", [coc, roma])
def test_regions_are_those_of_the_spec(api: ModuleType) -> None:
    """Each server of the contract is a region, and connecting to it takes its address."""
    name = api.__name__.rpartition(".")[2]
    servers = load(CONTRACTS / f"{name}.yaml").document["servers"]

    assert {one["x-region"]: one["url"] for one in servers} == dict(api.REGIONS)
    for region, url in api.REGIONS.items():
        with api.Client(region=region, token=TOKEN) as client:
            assert f"<{name}.Client of {url}>" == repr(client)


@pytest.mark.parametrize("connect", [coc.Client, coc.AsyncClient])
def test_token_is_not_in_a_client_shown(connect: Callable[..., Any]) -> None:
    """Neither the client nor what it is made of prints the token."""
    client = connect(region="cn-north-4", token=TOKEN)

    assert TOKEN not in repr(client) + str(client) + repr(vars(client))
    assert TOKEN not in repr(client._http.headers)  # noqa: SLF001
