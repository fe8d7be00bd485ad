"""No variable in any frame of an error contains a secret."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from huaweicloud_statistics import AccessKey, CredentialsError, Error, IamLogin, Token, coc, many

from contract_tests.tests.client.calling import (
    AK,
    FINE,
    ORDER,
    PASSWORD,
    SK,
    TOKEN,
    both_kinds,
    hangs_up,
    replies,
    responds,
)
from contract_tests.tests.client.redaction.socks import socks_proxy
from contract_tests.tests.client.redaction.tracer import traceback_of
from contract_tests.tests.raw_server import json_response, raw_server, response

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.tests.client.calling import Behaviour, Call
    from contract_tests.tests.raw_server import Exchange, Received

TEMPORARY = "MIItemporary/token+987654321"
ISSUED = "MIIissued/token+135792468"
PROXY_PASSWORD = "proxy/Pass+24680"
SECRETS = (TOKEN, SK, TEMPORARY, ISSUED, PASSWORD, PROXY_PASSWORD)


def key() -> AccessKey:
    return AccessKey(AK, SK, TEMPORARY)


# The ways to pass secrets, created when they are used.
WAYS: dict[str, Callable[[str], dict[str, Any]]] = {
    "token": lambda _: {"token": TOKEN},
    "token_function": lambda _: {"token": lambda: TOKEN},
    "key": lambda _: {"ak": AK, "sk": SK, "security_token": TEMPORARY},
    "key_function": lambda _: {"credentials": key},
    "key_object": lambda _: {"credentials": key()},
    "token_object": lambda _: {"credentials": Token(TOKEN)},
    "login": lambda url: {
        "iam_user": "reader",
        "iam_password": PASSWORD,
        "iam_domain": "acme",
        "iam_endpoint": url,
    },
    "shared_login": lambda url: {
        "credentials": IamLogin("reader", PASSWORD, "acme", endpoint=url, project="p")
    },
}
FEW = ("key_function", "shared_login")
"""Ways whose secrets do not come from arguments; all others share their frames."""
JSON = {"Content-Type": "application/json"}


def sent_back(request: Received) -> str:
    """The secrets of a request."""
    names = ("x-auth-token", "authorization", "x-security-token")
    return " ".join(request.headers.get(name, "") for name in names)


FAILURES: dict[str, Behaviour] = {
    "refused": responds(lambda request: json_response({"error_msg": sent_back(request)}, 401)),
    "failing": replies(response(503)),
    "redirected": responds(lambda request: response(302, b"", Location=f"/?{sent_back(request)}")),
    "malformed": responds(lambda request: response(200, sent_back(request).encode(), **JSON)),
    "violating": responds(lambda request: json_response({"data": sent_back(request)})),
    "broken": hangs_up(),
    "cut": hangs_up(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}"),
}


def logging_in(behave: Behaviour) -> Behaviour:
    """A server that accepts every login, and behaves differently for other requests."""

    def both(exchange: Exchange) -> None:
        if exchange.request.target.startswith("/v3/"):
            exchange.send(json_response({}, 201, X_Subject_Token=ISSUED))
        else:
            behave(exchange)

    return both


def failure(
    call: Call,
    behave: Behaviour,
    way: str,
    error: type[BaseException] = Error,
    method: str = "get_script_job_statistics",
    **others: Any,
) -> BaseException:
    """The error of a call."""
    with raw_server(behave) as server:
        options = {"max_retries": 0, "base_url": server.url, **WAYS[way](server.url), **others}
        with pytest.raises(error) as caught:
            call(coc, method, ORDER, **options)
    return caught.value


def leaks(error: BaseException) -> list[str]:
    """The secrets found in an error."""
    text = traceback_of(error)
    return [secret for secret in SECRETS if secret in text or repr(secret)[1:-1] in text]


@both_kinds
@pytest.mark.parametrize(
    ("way", "name"),
    [
        *((way, "refused") for way in WAYS),
        *(("login", name) for name in FAILURES if name != "refused"),
    ],
)
def test_failed_call(call: Call, way: str, name: str) -> None:
    """Whatever the server does, even if it echoes the secret."""
    assert leaks(failure(call, logging_in(FAILURES[name]), way)) == []


@pytest.mark.parametrize(
    "sent",
    [
        json_response({"error": {"code": 401, "message": PASSWORD}}, 401),
        json_response({}, 500, X_Subject_Token=ISSUED),
        json_response({}, 201, X_Subject_Token=f"{ISSUED} {PASSWORD}"),
        b"",
    ],
)
def test_failed_login(call: Call, sent: bytes) -> None:
    """Whatever IAM does."""
    assert leaks(failure(call, hangs_up(sent), "shared_login")) == []


@pytest.mark.parametrize(
    "others",
    [
        {"region": "cn-nort-4", "base_url": None},
        {"region": "cn-north-4"},
        {"base_url": f"http://user:{PROXY_PASSWORD}@h"},
        {"base_url": f"nonsense {PROXY_PASSWORD}"},
        {"proxy": f"nonsense://user:{PROXY_PASSWORD}@h"},
        {"proxy": f"http://user:{PROXY_PASSWORD}@h:port"},
        {"base_url": "https://a.test", "ca_bundle": "/nowhere.pem"},
        {"timeout": "x"},
        {"transport": 5},
        {"project_id": 5},
    ],
)
def test_constructor_that_fails(client_class: type[Any], others: dict[str, Any]) -> None:
    """The constructor's error contains no secret."""
    for way in WAYS.values():
        options = {"base_url": "http://127.0.0.1:9", **way("http://127.0.0.1:9"), **others}
        with pytest.raises(Error) as caught:
            client_class(**options)
        assert leaks(caught.value) == []


def fails() -> str:
    """Raise while the token is in a variable."""
    token = TOKEN
    raise KeyError(f"bad {token}")


@both_kinds
@pytest.mark.parametrize("way", ["token", "credentials"])
def test_function_that_fails(call: Call, way: str) -> None:
    """Neither its result nor its exception is shown."""
    for function in (fails, lambda: f"{TOKEN}\n", lambda: (TOKEN,), *INVALID):
        options: dict[str, Any] = {"base_url": "http://127.0.0.1:9", way: function}
        with pytest.raises(Error) as caught:
            call(coc, "get_script_job_statistics", ORDER, max_retries=0, **options)
        assert leaks(caught.value) == []


@pytest.mark.parametrize("way", ["token", "key", "login"])
def test_invalid_environment(
    client_class: type[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
) -> None:
    """Nor are values from variables and files."""
    if way == "login":
        monkeypatch.setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", str(tmp_path / "mine"))
        (tmp_path / "mine").write_text(f"[basic]\nak = {AK}\nsk = {SK} {SK}\n")
    monkeypatch.setenv("HUAWEICLOUD_AUTH_TOKEN", f"{TOKEN} " if way == "token" else "")
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", AK if way == "key" else "")
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", f"{SK}\n" if way == "key" else "")
    with pytest.raises(CredentialsError) as caught:
        client_class(base_url="http://127.0.0.1:9")
    assert leaks(caught.value) == []


INVALID: list[Callable[[], object]] = [
    lambda: AccessKey(AK, f"{SK}\n"),
    lambda: AccessKey(AK, SK, TEMPORARY, expires_at="soon"),
    lambda: Token(f"{TOKEN} "),
    lambda: Token(TOKEN, expires_at=float("nan")),
    lambda: IamLogin("", PASSWORD, "acme"),
    lambda: IamLogin("r", PASSWORD, "acme", endpoint=f"http://u:{PROXY_PASSWORD}@h"),
]


def test_credentials_that_are_invalid() -> None:
    """The error of invalid credentials contains no secret."""
    for make in INVALID:
        with pytest.raises(Error) as caught:
            make()
        assert leaks(caught.value) == []


@both_kinds
@pytest.mark.parametrize("way", FEW)
def test_call_that_takes_too_long(call: Call, way: str) -> None:
    """The error of a timeout contains no secret."""
    behave = logging_in(lambda exchange: exchange.hold())
    assert leaks(failure(call, behave, way, timeout=0.1)) == []


@pytest.mark.parametrize("way", FEW)
def test_waiting_that_takes_too_long(call: Call, way: str) -> None:
    """The causes contain no secret either."""
    behave = logging_in(replies(response(503)))
    keywords = {"timeout": 0.1, "interval": 0.05}
    error = failure(call, behave, way, method="wait_for_script_job", keywords=keywords)
    assert leaks(error) == []


@pytest.mark.parametrize(
    ("way", "error"), [("key_function", ValueError), ("shared_login", KeyboardInterrupt)]
)
def test_progress_function_that_fails(call: Call, way: str, error: type[BaseException]) -> None:
    """The caller's own exception passes through the package's frames without secrets."""

    def fail(_: object) -> None:
        raise error

    behave, keywords = logging_in(replies(FINE)), {"on_progress": fail}
    caught = failure(call, behave, way, error, "wait_for_script_job", keywords=keywords)
    assert leaks(caught) == []


@pytest.mark.parametrize("way", FEW)
def test_outcome_of_many(way: str) -> None:
    """Errors that are returned instead of raised contain no secret either."""
    with (
        raw_server(logging_in(FAILURES["refused"])) as server,
        coc.Client(base_url=server.url, **WAYS[way](server.url)) as client,
    ):
        outcomes = list(many(client.get_script_job_statistics, [ORDER, ORDER]))
    assert [leaks(outcome.error) for outcome in outcomes if outcome.error] == [[], []]


@pytest.mark.parametrize("way", FEW)
def test_cancelled_call(way: str) -> None:
    """Nor does a cancellation."""

    async def run(url: str) -> BaseException:
        async with coc.AsyncClient(base_url=url, **WAYS[way](url)) as client:
            task = asyncio.ensure_future(client.get_script_job_statistics(ORDER))
            await asyncio.to_thread(server.wait_for_requests, 1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            return caught.value

    with raw_server(lambda exchange: exchange.hold()) as server:
        assert leaks(asyncio.run(run(server.url))) == []


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="an interrupt comes later here")
@pytest.mark.parametrize("way", FEW)
def test_interrupted_call(way: str) -> None:
    """Nor does a KeyboardInterrupt."""
    main = threading.get_ident()

    def interrupt() -> None:
        with contextlib.suppress(TimeoutError):
            server.wait_for_requests(1)
        signal.pthread_kill(main, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    with (
        raw_server(lambda exchange: exchange.hold()) as server,
        coc.Client(base_url=server.url, **WAYS[way](server.url)) as client,
    ):
        thread.start()
        with pytest.raises(KeyboardInterrupt) as caught:
            client.get_script_job_statistics(ORDER)
    thread.join()
    assert leaks(caught.value) == []


@both_kinds
def test_refusing_proxy(call: Call) -> None:
    """A proxy's password is a secret, too, over HTTP and SOCKS."""
    user = f"user:{quote(PROXY_PASSWORD, safe='')}"
    refusing = responds(
        lambda request: response(407, request.headers["proxy-authorization"].encode())
    )
    with raw_server(refusing) as server, socks_proxy(refuses=True) as (address, asked):
        for proxy in (f"http://{user}@{server.url[7:]}", f"socks5://{user}@{address}"):
            assert leaks(failure(call, hangs_up(), "key", proxy=proxy)) == []
    assert server.requests
    assert asked == [f"user:{PROXY_PASSWORD}".encode()]


def test_tracer_sees_what_is_there() -> None:
    """The tracer finds a secret in a member of a variable in a frame of a cause."""

    class Holder:
        def __init__(self) -> None:
            self.held = [{"a": TOKEN}]

    names: dict[str, Any] = {"__name__": "elsewhere", "Holder": Holder}
    exec("def work():\n    held = Holder()\n    raise KeyError", names)  # noqa: S102
    with pytest.raises(KeyError) as caught:
        names["work"]()
    error = ValueError()
    error.__cause__ = caught.value

    assert leaks(error) == [TOKEN]
