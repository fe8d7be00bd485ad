"""How the client shows who calls: every kind of credentials, found, renewed and kept secret."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import threading
import time
import traceback
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    APITimeoutError,
    ArgumentError,
    AuthenticationError,
    BadRequestError,
    ContractError,
    CredentialsError,
    Error,
    ServerError,
    coc,
)
from huaweicloud_statistics._runtime.signing import Signable, authorization

from contract_tests.tests.client.support import Reply, Request, call_async, call_sync, serving

if TYPE_CHECKING:
    from collections.abc import Callable

STATISTICS = {"data": {"total_instance": 0, "execute_statistics": []}}
REFUSAL = Reply.json({"error_code": "APIGW.0301", "error_msg": "token expires"}, 401)
PASSWORD = 'hunter2 "é/ß'
AK, SK = "AKEXAMPLE0000000000", "SKexample/secret+key000000"
LOGIN: dict[str, Any] = {"iam_user": "reader", "iam_password": PASSWORD, "iam_domain": "acme"}
CONNECTS = [coc.Client, coc.AsyncClient]


@pytest.fixture(name="call", params=[call_sync, call_async], ids=["sync", "async"])
def _call(request: pytest.FixtureRequest) -> Callable[..., Any]:
    call: Callable[..., Any] = request.param
    return call


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials but those a test puts there."""
    for name in ("AUTH_TOKEN", "SDK_AK", "SDK_SK", "SDK_SECURITY_TOKEN", "SDK_PROJECT_ID"):
        monkeypatch.delenv(f"HUAWEICLOUD_{name}", raising=False)
    for name in ("DOMAIN_ID", "IAM_ENDPOINT", "CREDENTIALS_FILE"):
        monkeypatch.delenv(f"HUAWEICLOUD_SDK_{name}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))


@dataclass
class Cloud:
    """IAM and COC in one server; its tokens are refused after a while."""

    life: float = 3600
    status: int = 201
    delay: float = 0
    stated: bool = True
    """Whether IAM says how long a token lives."""
    logins: list[dict[str, Any]] = field(default_factory=list)
    _expiries: dict[str, float] = field(default_factory=dict)

    def respond(self, request: Request) -> Reply:
        """Answer either of the two."""
        if request.target.startswith("/v3/"):
            return self._login(request)
        expiry = self._expiries.get(request.headers.get("x-auth-token", ""), 0)
        return Reply.json(STATISTICS) if time.monotonic() < expiry else REFUSAL

    def revoke(self) -> None:
        """Refuse what was issued."""
        self._expiries.clear()

    def _login(self, request: Request) -> Reply:
        self.logins.append({"target": request.target, **json.loads(request.body)["auth"]})
        time.sleep(self.delay)
        if self.status != 201:
            return Reply.json({"error": {"code": self.status, "message": PASSWORD}}, self.status)
        token = f"MIIissued-{len(self.logins)}"
        self._expiries[token] = time.monotonic() + self.life
        # An hour ahead of us: only the difference may count.
        now = datetime.now(UTC) + timedelta(hours=1)
        times = {"issued_at": now, "expires_at": now + timedelta(seconds=self.life)}
        body = {key: f"{value:%Y-%m-%dT%H:%M:%S.%f}Z" for key, value in times.items()}
        return Reply.json({"token": body if self.stated else {}}, 201, **{"X-Subject-Token": token})


def statistics(call: Callable[..., Any], url: str, **options: Any) -> Any:
    """Call COC's operation."""
    return call(coc, "get_script_job_statistics", "SCT1", url=url, **{"timeout": 5, **options})


def test_token_may_be_a_function(call: Callable[..., Any]) -> None:
    """A function's token is kept until it is refused, then asked for once more."""
    tokens = iter(["first-token", "second-token", "third-token"])

    def respond(request: Request) -> Reply:
        good = request.headers["x-auth-token"] == "second-token"
        return Reply.json(STATISTICS) if good else REFUSAL

    with serving(respond) as server:
        statistics(call, server.url, token=lambda: next(tokens))

    assert ["first-token", "second-token"] == [
        one.headers["x-auth-token"] for one in server.requests
    ]


def test_refused_token_is_renewed_once(call: Callable[..., Any]) -> None:
    """Where the new token is refused as well, so is the call."""
    asked: list[str] = []

    def token() -> str:
        asked.append(f"token-{len(asked)}")
        return asked[-1]

    with serving(lambda _: REFUSAL) as server, pytest.raises(AuthenticationError):
        statistics(call, server.url, token=token)

    assert asked == [one.headers["x-auth-token"] for one in server.requests]
    assert 2 == len(asked)


def test_given_token_is_not_tried_twice(call: Callable[..., Any]) -> None:
    """There is no other than the one that was given."""
    with serving(lambda _: REFUSAL) as server, pytest.raises(AuthenticationError):
        statistics(call, server.url, token="the-only-one")

    assert 1 == len(server.requests)


def test_token_function_may_be_asynchronous() -> None:
    """The asynchronous client awaits a coroutine function."""

    async def token() -> str:
        await asyncio.sleep(0)
        return "awaited-token"

    with serving(lambda _: Reply.json(STATISTICS)) as server:
        statistics(call_async, server.url, token=token)

    assert "awaited-token" == server.requests[0].headers["x-auth-token"]


async def _coroutine() -> str:
    return "unused-token"


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (lambda: None, "non-empty string"),
        (lambda: "a\nhunter2", "line break"),
        (lambda: 1 / 0, "failed: ZeroDivisionError"),
    ],
)
def test_useless_token_function_is_a_credentials_error(
    call: Callable[..., Any], token: Any, words: str
) -> None:
    """What a function gives or raises in place of a token stops the call, unsent and unshown."""
    with serving(lambda _: Reply.json(STATISTICS)) as server:
        with pytest.raises(CredentialsError, match=words) as caught:
            statistics(call, server.url, token=token)

        assert [] == server.requests
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_coroutine_for_the_synchronous_client_is_refused() -> None:
    """It cannot await one, and says who can."""
    with pytest.raises(CredentialsError, match="AsyncClient"):
        statistics(call_sync, "http://127.0.0.1:9", token=_coroutine)


def test_key_signs_each_request(call: Callable[..., Any]) -> None:
    """With a key, requests are signed and carry no token; the signature holds on the wire."""
    with serving(lambda _: Reply.json(STATISTICS)) as server:
        call(
            *(coc, "get_script_job_statistics", "SCT1"),
            url=f"{server.url}/a%20b",
            keywords={"x_language": "en-us"},
            ak=AK,
            sk=SK,
            security_token="temporary",
            project_id="p1",
        )

    (request,) = server.requests
    shown = request.headers["authorization"]
    names = re.search("SignedHeaders=(.*?),", shown)
    assert names is not None
    assert "content-type;host;x-language;x-project-id;x-sdk-date;x-security-token" == names[1]
    signed = {name: request.headers[name] for name in names[1].split(";")}
    assert shown == authorization(Signable("GET", request.target, signed), AK, SK)
    assert ("temporary", "p1") == (signed["x-security-token"], signed["x-project-id"])
    assert "x-auth-token" not in request.headers


def test_callers_project_goes_before_the_keys(call: Callable[..., Any]) -> None:
    """An operation's own x-project-id is sent once, in place of the client's."""
    with serving(lambda _: Reply.json(STATISTICS)) as server:
        call(
            *(coc, "get_script_job_statistics", "SCT1"),
            url=server.url,
            keywords={"x_project_id": "mine"},
            ak=AK,
            sk=SK,
            project_id="other",
        )

    assert "mine" == server.requests[0].headers["x-project-id"]
    assert 1 == server.requests[0].headers["authorization"].count("x-project-id")


def test_login_brings_a_token_that_is_kept() -> None:
    """A user logs in once for many calls, with the body that IAM documents."""
    cloud = Cloud()
    with (
        serving(cloud.respond) as server,
        coc.Client(base_url=server.url, iam_endpoint=server.url, **LOGIN) as client,
    ):
        for _ in range(3):
            client.get_script_job_statistics("SCT1")

    user = {"name": "reader", "password": PASSWORD, "domain": {"name": "acme"}}
    assert [
        {
            "target": "/v3/auth/tokens?nocatalog=true",
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"domain": {"name": "acme"}},
        }
    ] == cloud.logins


@pytest.mark.parametrize(
    ("options", "scope"),
    [
        ({"project": "cn-north-4"}, {"project": {"name": "cn-north-4"}}),
        ({"project_id": "p", "project": "cn-north-4"}, {"project": {"id": "p"}}),
        ({"domain_id": "d"}, {"domain": {"id": "d"}}),
    ],
)
def test_login_is_for_the_scope_asked_for(
    call: Callable[..., Any], options: dict[str, str], scope: dict[str, Any]
) -> None:
    """A project by name or id, or a domain."""
    cloud = Cloud()
    with serving(cloud.respond) as server:
        statistics(call, server.url, iam_endpoint=server.url, **LOGIN, **options)

    assert scope == cloud.logins[0]["scope"]


def test_revoked_token_is_fetched_again() -> None:
    """A 401 in a token's life leads to one more login, and the call succeeds."""
    cloud = Cloud(stated=False)
    with (
        serving(cloud.respond) as server,
        coc.Client(base_url=server.url, iam_endpoint=server.url, **LOGIN) as client,
    ):
        client.get_script_job_statistics("SCT1")
        cloud.revoke()
        client.get_script_job_statistics("SCT1")

    assert 2 == len(cloud.logins)
    assert 5 == len(server.requests)


def test_token_is_renewed_before_it_expires() -> None:
    """A token that is about to expire by IAM's own clock is not sent any more."""
    cloud = Cloud(life=0.4)
    with (
        serving(cloud.respond) as server,
        coc.Client(base_url=server.url, iam_endpoint=server.url, **LOGIN) as client,
    ):
        client.get_script_job_statistics("SCT1")
        time.sleep(0.385)
        client.get_script_job_statistics("SCT1")

    assert 2 == len(cloud.logins)
    assert 4 == len(server.requests), "one was refused"


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_refused_login_is_a_credentials_error(call: Callable[..., Any], status: int) -> None:
    """IAM's refusal says what IAM said, but not the password, and nothing else is sent."""
    cloud = Cloud(status=status)
    with serving(cloud.respond) as server, pytest.raises(CredentialsError) as caught:
        statistics(call, server.url, iam_endpoint=server.url, **LOGIN)

    told = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value.__cause__))
    assert f"IAM login: {status}" in told
    assert PASSWORD not in told
    assert json.dumps(PASSWORD)[1:-1] not in told
    assert 1 == len(server.requests)


def test_ailing_iam_is_tried_again(call: Callable[..., Any]) -> None:
    """IAM's 503 may pass, and is told as what it is when it does not."""
    cloud = Cloud(status=503)
    with serving(cloud.respond) as server, pytest.raises(ServerError, match="IAM login: 503"):
        statistics(call, server.url, iam_endpoint=server.url, max_retries=2, **LOGIN)

    assert 3 == len(cloud.logins)


def test_login_is_part_of_the_deadline(call: Callable[..., Any]) -> None:
    """A slow IAM does not make a call longer than it may be."""
    cloud = Cloud(delay=1.5)
    start = time.monotonic()
    with serving(cloud.respond) as server:
        with pytest.raises(APITimeoutError):
            statistics(call, server.url, iam_endpoint=server.url, timeout=0.3, **LOGIN)
        assert time.monotonic() - start < 1.2


def test_refusal_is_shared_by_all_who_wait() -> None:
    """Twenty threads with a wrong password are one failed login, lest the account be locked."""
    cloud = Cloud(status=401, delay=0.5)
    errors: list[Error] = []
    barrier = threading.Barrier(20)

    def work() -> None:
        barrier.wait()
        try:
            client.get_script_job_statistics("SCT1")
        except Error as error:
            errors.append(error)

    with (
        serving(cloud.respond) as server,
        coc.Client(base_url=server.url, iam_endpoint=server.url, **LOGIN) as client,
    ):
        threads = [threading.Thread(target=work) for _ in range(20)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    assert [CredentialsError] * 20 == [type(error) for error in errors]
    assert 1 == len(cloud.logins)


def test_asynchronous_client_survives_its_event_loop() -> None:
    """Renewal is bound to no loop: one that was stopped amid a login leaves nothing behind."""
    cloud = Cloud(delay=0.3)

    async def again() -> coc.ScriptJobStatistics:
        async with client:
            return await client.get_script_job_statistics("SCT1")

    with serving(cloud.respond) as server:
        client = coc.AsyncClient(base_url=server.url, iam_endpoint=server.url, **LOGIN)
        with pytest.raises(APITimeoutError):
            asyncio.run(client.get_script_job_statistics("SCT1", timeout=0.1))
        got = asyncio.run(again())

    assert 0 == got.data.total_instance


@pytest.mark.parametrize("connect", CONNECTS)
def test_password_goes_to_the_vendor_only_beside_the_vendor(connect: Callable[..., Any]) -> None:
    """IAM's address follows from the region; beside an address of one's own it must be given."""
    regional = connect(region="eu-west-101", **LOGIN)
    hosted = connect(base_url="https://coc-x.myhuaweicloud.com", **LOGIN)

    assert "https://iam.eu-west-101.myhuaweicloud.eu" == regional._settings.urls[1]  # noqa: SLF001
    assert "https://iam.myhuaweicloud.com" == hosted._settings.urls[1]  # noqa: SLF001
    with pytest.raises(CredentialsError, match="iam_endpoint"):
        connect(base_url="https://example.com", **LOGIN)


def test_iam_endpoint_may_come_from_the_environment(
    call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vendor's name for it counts."""
    cloud = Cloud()
    with serving(cloud.respond) as server:
        monkeypatch.setenv("HUAWEICLOUD_SDK_IAM_ENDPOINT", server.url)
        statistics(call, server.url, **LOGIN)

    assert 1 == len(cloud.logins)


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
    call: Callable[..., Any],
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

    with serving(lambda _: Reply.json(STATISTICS)) as server:
        statistics(call, server.url)

    headers = server.requests[0].headers
    access = re.search("Access=(.*?),", headers.get("authorization", ""))
    got = headers.get("x-auth-token"), access and access[1], headers.get("x-project-id")
    assert expected == got


@pytest.mark.parametrize("connect", CONNECTS)
def test_missing_credentials_say_where_they_were_sought(
    connect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names every way in."""
    monkeypatch.setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/nowhere/credentials")

    with pytest.raises(CredentialsError) as caught:
        connect(region="cn-north-4")

    for words in ("token", "ak and sk", "iam_user", "HUAWEICLOUD_AUTH_TOKEN", "HUAWEICLOUD_SDK_AK"):
        assert words in str(caught.value)
    assert str(Path("/nowhere/credentials")) in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "file", "words"),
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
def test_unusable_credentials_found_are_not_passed_over(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    environment: dict[str, str],
    file: str,
    words: str,
) -> None:
    """Half a key or a broken file is an error, which shows nothing of it."""
    for name, value in environment.items():
        monkeypatch.setenv(f"HUAWEICLOUD_{name}", value)
    if file:
        monkeypatch.setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", str(tmp_path / "mine"))
        (tmp_path / "mine").write_text(file)

    with pytest.raises(CredentialsError, match=words) as caught:
        coc.Client(region="cn-north-4")

    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"token": "t" * 9, "ak": AK, "sk": SK}, ArgumentError, "only one of: token; ak, sk"),
        ({"token": "t" * 9, **LOGIN}, ArgumentError, "only one of"),
        ({"ak": AK}, CredentialsError, "sk must be"),
        ({"security_token": "t"}, CredentialsError, "ak must be"),
        ({"ak": AK, "sk": SK, "project_id": "é"}, CredentialsError, "project_id"),
        ({**LOGIN, "iam_domain": None}, CredentialsError, "needs iam_domain"),
        ({"iam_password": "x"}, CredentialsError, "needs iam_user"),
        ({**LOGIN, "iam_endpoint": "http://u:hunter2@h"}, ArgumentError, "iam_endpoint must have"),
    ],
)
@pytest.mark.parametrize("connect", CONNECTS)
def test_credentials_that_do_not_go_together_are_refused(
    connect: Callable[..., Any], options: dict[str, Any], error: type[Error], words: str
) -> None:
    """One kind at a time, and that as a whole."""
    with pytest.raises(error, match=words) as caught:
        connect(region="cn-north-4", **options)

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("connect", CONNECTS)
@pytest.mark.parametrize(
    "options", [{"ak": AK, "sk": SK, "security_token": SK}, LOGIN, {"token": lambda: SK}]
)
def test_no_secret_is_in_a_client_shown(
    connect: Callable[..., Any], options: dict[str, Any]
) -> None:
    """Neither the client nor what it is made of prints a secret."""
    client = connect(region="cn-north-4", **options)

    told = repr(client) + repr(vars(client)) + repr(vars(client._caller))  # noqa: SLF001
    told += repr(client._settings) + repr(client._settings.credentials)  # noqa: SLF001
    assert SK not in told
    assert PASSWORD not in told


def test_region_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vendor's names override a region's address, or add one; of several the first counts."""
    monkeypatch.setenv("HUAWEICLOUD_SDK_REGION_COC_CN_NORTH_4", "https://a.example.com,https://b")
    monkeypatch.setenv("HUAWEICLOUD_SDK_REGION_COC_ME_EAST_1", "c.example.com")

    assert "of https://a.example.com>" in repr(coc.Client(region="cn-north-4", token="token"))
    assert "of https://c.example.com>" in repr(coc.Client(region="me-east-1", token="token"))


@pytest.mark.parametrize(
    "options",
    [
        {"token": "MIIstatic-token-1"},
        {"token": lambda: "MIIstatic-token-1"},
        {"ak": AK, "sk": SK, "security_token": "MIItemporary-1"},
        LOGIN,
    ],
    ids=["token", "function", "key", "login"],
)
def test_secrets_sent_back_are_told_to_nobody(
    call: Callable[..., Any], options: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """No kind of secret shows in logs or errors, though the server repeats all it was sent."""
    caplog.set_level(logging.DEBUG)
    secrets = ["MIIstatic-token-1", SK, "MIItemporary-1", PASSWORD, "MIIissued-1"]

    def respond(request: Request) -> Reply:
        if request.target.startswith("/v3/"):
            return Reply.json({}, 201, **{"X-Subject-Token": "MIIissued-1"})
        told = {name.title(): value for name, value in request.headers.items() if name != "host"}
        signature = request.headers.get("authorization", "").rpartition("=")[2]
        secrets.extend(filter(None, [signature]))
        return Reply.json(
            {"error_code": "A", "error_msg": json.dumps(told)},
            400,
            **{f"X-Echo-{name}": value for name, value in told.items()},
        )

    with serving(respond) as server:
        extra = {"iam_endpoint": server.url} if options is LOGIN else {}
        with pytest.raises(BadRequestError) as caught:
            statistics(call, server.url, **options, **extra)

    error = caught.value
    shown = "".join(traceback.format_exception(error)) + repr(vars(error)) + caplog.text
    shown += repr(dict(error.headers))
    assert [] == [one for one in secrets if one in shown]
    assert "httpcore" in caplog.text


@pytest.mark.parametrize("status", [201, 500])
def test_strange_iam_tells_no_secret(call: Callable[..., Any], status: int) -> None:
    """An IAM that gives its token under an error, or none at all, is told of without it."""
    headers = {} if status == 201 else {"X-Subject-Token": "MIIissued-1"}
    with (
        serving(lambda _: Reply.json({}, status, **headers)) as server,
        pytest.raises(Error) as caught,
    ):
        statistics(call, server.url, iam_endpoint=server.url, max_retries=0, **LOGIN)

    assert (ContractError if status == 201 else ServerError) is type(caught.value)
    assert "MIIissued" not in repr(vars(caught.value)) + repr(dict(caught.value.headers))
