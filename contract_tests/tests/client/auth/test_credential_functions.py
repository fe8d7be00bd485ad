"""Functions passed as credentials: when they are called, and what they may return."""

from __future__ import annotations

import asyncio
import re
import threading
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import (
    AccessKey,
    APITimeoutError,
    ArgumentError,
    AuthenticationError,
    CredentialsError,
    Error,
    IamLogin,
    Token,
    coc,
)

from contract_tests.tests.client.auth.later import Later
from contract_tests.tests.client.calling import (
    AK,
    FINE,
    ORDER,
    SK,
    both_classes,
    both_kinds,
    call_async,
    call_sync,
    replies,
    statistics_by,
)
from contract_tests.tests.client.cloud import REFUSAL
from contract_tests.tests.raw_server import raw_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.tests.client.calling import Statistics
    from contract_tests.tests.raw_server import Received

NOWHERE = "http://127.0.0.1:9"


class Source:
    """A function that returns a new token each time."""

    def __init__(self, expires_at: Callable[[], Any] = lambda: None) -> None:
        self.asked = 0
        self._expires_at = expires_at

    def __call__(self) -> Token:
        self.asked += 1
        return Token(f"MIItoken-{self.asked}", expires_at=self._expires_at())


def sent(requests: list[Received]) -> list[str | None]:
    """The tokens of requests."""
    return [request.headers.get("x-auth-token") for request in requests]


def in_seconds(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


@pytest.mark.parametrize("value", [AccessKey(AK, SK, "temporary"), Token("MIItoken")])
def test_function_returns_a_key_or_a_token(statistics: Statistics, value: Any) -> None:
    """A returned value is used like one that was passed directly."""
    for passed in (lambda: value, value):
        with raw_server(replies(FINE)) as server:
            statistics(server.url, credentials=passed, project_id="p1")

        headers = server.requests[0].headers
        if isinstance(value, Token):
            assert headers["x-auth-token"] == "MIItoken"
            assert "authorization" not in headers
        else:
            assert f"Access={AK}," in headers["authorization"]
            assert headers["x-security-token"] == "temporary"
            assert headers["x-project-id"] == "p1"


@both_classes
def test_function_is_asked_once_for_many_calls(client_class: type[Any]) -> None:
    """The result is kept, with or without an expiry time."""
    for source in (Source(), Source(lambda: in_seconds(3600))):
        with raw_server(replies(FINE)) as server:
            steps(client_class, server.url, [int] * 3, credentials=source)
        assert source.asked == 1


def steps(client_class: type[Any], url: str, before: list[Any], **options: Any) -> None:
    """Make calls of a client, with a step before each."""
    if client_class is coc.Client:
        with coc.Client(base_url=url, **options) as client:
            for step in before:
                step()
                client.get_script_job_statistics(ORDER)
        return

    async def run() -> None:
        async with coc.AsyncClient(base_url=url, **options) as client:
            for step in before:
                step()
                await client.get_script_job_statistics(ORDER)

    asyncio.run(run())


@both_classes
def test_what_has_expired_is_asked_for_once_a_call(client_class: type[Any]) -> None:
    """Expired credentials are sent nevertheless, since the local clock may be wrong."""
    source = Source(lambda: in_seconds(-1))

    with raw_server(replies(FINE)) as server:
        steps(client_class, server.url, [int] * 3, credentials=source)

    assert sent(server.requests) == ["MIItoken-1", "MIItoken-2", "MIItoken-3"]


def test_refusal_of_others_too_is_reported(statistics: Statistics) -> None:
    """A rejected key is renewed once; the function is not called indefinitely."""
    keys = iter([AccessKey("FIRST", SK), AccessKey("SECOND", SK)])

    with raw_server(replies(REFUSAL)) as server, pytest.raises(AuthenticationError):
        statistics(server.url, credentials=lambda: next(keys))

    assert "Access=SECOND" in server.requests[1].headers["authorization"]


@both_classes
def test_old_ones_serve_while_no_others_are_to_be_had(
    client_class: type[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Renewal shortly before they expire may fail; once they have expired, its error is raised."""
    later = Later(monkeypatch)
    source = Source(lambda: in_seconds(later.seconds + 1000))
    asked = []

    def ask() -> Token:
        asked.append(later.seconds)
        if later.seconds in (960, 980, 2000):
            raise OSError("down")
        return source()

    moments = later.at(0, 900, 960, 961, 980, 995, 2000)
    with raw_server(replies(FINE)) as server, pytest.raises(CredentialsError, match="OSError"):
        steps(client_class, server.url, moments, credentials=ask)

    assert sent(server.requests) == ["MIItoken-1"] * 5 + ["MIItoken-2"]
    assert asked == [0, 960, 980, 995, 2000]
    assert caplog.text.count("failed: OSError") == 2


def test_event_loop_goes_on_while_a_function_blocks() -> None:
    """A blocking function may wait for another task of the event loop."""
    released = threading.Event()

    def blocking(kind: Any) -> Any:
        assert released.wait(30)
        return kind("MIItoken")

    async def run(url: str, **credentials: Any) -> None:
        released.clear()
        async with coc.AsyncClient(base_url=url, **credentials) as client:
            call = asyncio.ensure_future(client.get_script_job_statistics(ORDER))
            await asyncio.sleep(0)
            released.set()
            await call

    with raw_server(replies(FINE)) as server:
        asyncio.run(run(server.url, credentials=lambda: blocking(Token)))
        asyncio.run(run(server.url, token=lambda: blocking(str)))


async def coroutine() -> Token:
    await asyncio.sleep(0)
    return Token("MIIawaited")


class Asynchronous:
    """A callable object that returns a coroutine."""

    async def __call__(self) -> Token:
        return await coroutine()


@pytest.mark.parametrize(
    "function",
    [coroutine, lambda: coroutine(), Asynchronous()],  # noqa: PLW0108
)
def test_function_may_be_asynchronous(function: Any) -> None:
    """The asynchronous client awaits it; the error of the other one mentions AsyncClient."""
    with raw_server(replies(FINE)) as server:
        statistics_by(call_async)(server.url, credentials=function)
        with pytest.raises(CredentialsError, match="must be awaited, which only AsyncClient does"):
            statistics_by(call_sync)(server.url, credentials=function)

    assert sent(server.requests) == ["MIIawaited"]


def cancels() -> Token:
    raise asyncio.CancelledError


def stops() -> Token:
    raise StopIteration


@both_kinds
@pytest.mark.parametrize("function", [cancels, stops])
def test_function_may_raise_what_ends_things(statistics: Statistics, function: Any) -> None:
    """StopIteration and CancelledError do not end the call or the event loop."""
    with pytest.raises(CredentialsError, match=f"failed: .* in {function.__name__}, "):
        statistics(NOWHERE, credentials=function)


def test_function_may_await_what_is_cancelled() -> None:
    """The function has failed then, and is not called again."""

    async def cancelled() -> None:
        inner = asyncio.ensure_future(asyncio.sleep(1000))
        inner.cancel()
        await inner

    with pytest.raises(CredentialsError, match="failed: CancelledError"):
        statistics_by(call_async)(NOWHERE, credentials=cancelled)


@both_kinds
def test_function_that_never_returns_is_waited_for_no_longer(statistics: Statistics) -> None:
    """The call's deadline applies to the function, too."""
    never = threading.Event()
    try:
        with pytest.raises(APITimeoutError):
            statistics(NOWHERE, timeout=0.2, credentials=never.wait)
    finally:
        never.set()


def test_result_of_a_slow_function_is_not_lost() -> None:
    """After a timeout, the next call uses the function's result."""
    released, source = threading.Event(), Source()

    def slow() -> Token:
        assert released.wait(30)
        return source()

    with (
        raw_server(replies(FINE)) as server,
        coc.Client(base_url=server.url, credentials=slow) as client,
    ):
        with pytest.raises(APITimeoutError):
            client.get_script_job_statistics(ORDER, timeout=0.1)
        released.set()
        client.get_script_job_statistics(ORDER)

    assert source.asked == 1


@both_kinds
def test_function_sees_the_callers_context(statistics: Statistics) -> None:
    """Context variables are visible to a function in another thread."""
    tenant: ContextVar[str] = ContextVar("tenant", default="none")
    tenant.set("acme")

    with raw_server(replies(FINE)) as server:
        statistics(server.url, credentials=lambda: Token(f"MII-{tenant.get()}"))

    assert sent(server.requests) == ["MII-acme"]


def test_error_of_the_package_is_passed_on(statistics: Statistics) -> None:
    """A function's own CredentialsError is raised unchanged."""

    def fails() -> Token:
        raise CredentialsError("the vault is sealed")

    with pytest.raises(CredentialsError, match="the vault is sealed"):
        statistics(NOWHERE, credentials=fails)


def test_other_errors_are_reported_by_kind_and_place(statistics: Statistics) -> None:
    """The message of another error may be a secret, and is not shown."""

    def fails() -> Token:
        raise LookupError("hunter2")

    with pytest.raises(CredentialsError) as caught:
        statistics(NOWHERE, credentials=fails)

    assert re.fullmatch(
        r"the function passed as credentials failed: LookupError in fails, "
        r"test_credential_functions.py, line \d+",
        str(caught.value),
    )


@pytest.mark.parametrize(
    ("returned", "kind"), [("MIItext", "str"), (IamLogin("u", "p", "d"), "IamLogin")]
)
def test_function_that_returns_something_else_is_reported(
    statistics: Statistics, returned: Any, kind: str
) -> None:
    """The error says what must be returned, and the type of the result."""
    message = f"the function passed as credentials must return an AccessKey or a Token; got {kind}$"
    with pytest.raises(CredentialsError, match=message):
        statistics(NOWHERE, credentials=lambda: returned)


@pytest.mark.parametrize("passed", [5, "MIItoken"])
def test_credentials_of_another_type_are_refused(client_class: type[Any], passed: Any) -> None:
    """The constructor's error names the argument without its value."""
    with pytest.raises(ArgumentError, match=r"^credentials must be a function, an ") as caught:
        client_class(region="cn-north-4", credentials=passed)
    assert "MII" not in str(caught.value)


@pytest.mark.parametrize(
    "expires_at",
    [
        datetime(2030, 1, 1),  # noqa: DTZ001  # that is the point
        "2030-01-01T00:00:00",
        "tomorrow",
        True,
        float("nan"),
        1.8e12,
        timedelta(hours=1),
    ],
)
def test_time_that_is_not_clear_is_refused(expires_at: Any) -> None:
    """A time without a time zone or in milliseconds is ambiguous."""
    for make in (lambda: AccessKey(AK, SK, expires_at=expires_at), lambda: Token("t", expires_at)):
        with pytest.raises(ArgumentError, match=r"^expires_at must be a datetime with a time zone"):
            make()


def test_time_may_be_written_in_several_ways() -> None:
    """A datetime, an ISO 8601 string and a number are accepted."""
    texts = "2030-01-01T00:00:00.000000Z", "2030-01-01T08:00:00+08:00"
    for expires_at in (datetime(2030, 1, 1, tzinfo=UTC), *texts, 1893456000, 1893456000.0):
        assert AccessKey(AK, SK, expires_at=expires_at).expires_at == 1893456000
        assert Token("t", expires_at).expires_at == 1893456000


@pytest.mark.parametrize(
    ("kind", "arguments", "error", "message"),
    [
        (AccessKey, (5, SK), ArgumentError, "ak must be a string; got int"),
        (AccessKey, (AK, b"x"), ArgumentError, "sk must be a string; got bytes"),
        (AccessKey, (AK, SK, 5), ArgumentError, "security_token must be a string; got int"),
        (AccessKey, (AK, "hunter2\n"), CredentialsError, "sk must be a non-empty string"),
        (AccessKey, (AK, SK, ""), CredentialsError, "security_token must be a non-empty"),
        (Token, (5,), ArgumentError, "token must be a string; got int"),
        (Token, ("hunter2 x",), CredentialsError, "token must be a non-empty string"),
    ],
)
def test_invalid_key_or_token_is_refused(
    kind: type[Any], arguments: tuple[Any, ...], error: type[Error], message: str
) -> None:
    """The constructor's error names the argument without its value."""
    with pytest.raises(error, match=rf"^{message}") as caught:
        kind(*arguments)
    assert "hunter2" not in str(caught.value)


def test_keys_and_tokens_do_not_show_themselves() -> None:
    """They are compared by value, and their repr is redacted."""
    key, token = AccessKey(AK, SK, "temporary"), Token("MIItoken")

    assert key == AccessKey(AK, SK, "temporary") != AccessKey(AK, SK)
    assert token == Token("MIItoken") != Token("MIIother")
    assert (key.sk, key.security_token, token.value) == (SK, "temporary", "MIItoken")
    assert (
        f"{key} {key!r} {token} {token!r}" == "AccessKey(***) AccessKey(***) Token(***) Token(***)"
    )
