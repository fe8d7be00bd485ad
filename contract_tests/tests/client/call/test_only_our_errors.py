"""Invalid input from callers, the environment or servers raises the package's errors only."""

from __future__ import annotations

import enum
import inspect
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import AccessKey, Error, IamLogin, Token, coc, many

from contract_tests.tests.client.calling import AK, LOGIN, ORDER, SK, TOKEN
from contract_tests.tests.raw_server import raw_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.tests.client.calling import Call

pytestmark = pytest.mark.slow

NOWHERE = "http://127.0.0.1:9"


class Unprintable:
    """An object whose methods raise, like broken objects of other libraries."""

    def __repr__(self) -> str:
        raise RuntimeError

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


class Region(str, enum.Enum):  # noqa: UP042  # it is another
    """An enumeration whose members format as their names."""

    NORTH = "cn-north-4"


TEXTS = [
    *("", " ", "x", "a\nb", "é", "\ud800", "\x00", "//h", "x" * 10_000),
    *("javascript:1", "http://", "http://[", "http://[::1", "http://h:x", "http://h:99999"),
    *("http://a..b", "http://h\\x", "http://\u2100.com", "http://user@h", "http://h/%zz"),
    *("socks5://:@h", "http://[fe80::1%25eth0]", "file:///etc/passwd", "ftp://h", "unix:///x"),
]
VALUES: list[Any] = [
    *(5, 0, -1, 1.5, float("nan"), float("inf"), 10**400, 10**5000, -(10**5000), True, False),
    *(b"x", bytearray(b"x"), [], ["a"], {"a": 1}, (1, 2), set(), object(), object, len),
    *(Unprintable(), Region.NORTH, Decimal(5), datetime.now(UTC), Path("/"), coc, iter([])),
    *TEXTS,
]
OPTIONS = [name for name in inspect.signature(coc.Client).parameters if name != "self"]
KEY = {"ak": AK, "sk": SK}
LOGGING_IN = {**LOGIN, "iam_endpoint": NOWHERE}
BESIDE: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("ak", "sk", "security_token"), KEY),
    **dict.fromkeys((*LOGIN, "iam_endpoint", "project", "domain_id"), LOGGING_IN),
    "credentials": {},
}


def foreign(function: Callable[[Any], object], values: list[Any]) -> list[tuple[str, Exception]]:
    """Errors that are not the package's, with the argument and value that caused them."""
    errors: list[tuple[str, Exception]] = []
    for number, value in enumerate(values):
        try:
            function(value)
        except Error as error:
            if not str(error).isprintable():
                errors.append((f"{number}", error))
        except Exception as error:  # noqa: BLE001  # they are what is looked for
            errors.append((f"{number}", error))
    return errors


@pytest.mark.parametrize("name", OPTIONS)
def test_argument_of_a_client(call: Call, name: str) -> None:
    """A client's arguments may be anything."""

    def use(value: Any) -> None:
        options = {**BESIDE.get(name, {"token": TOKEN}), "timeout": 0.2, "max_retries": 0}
        where = {} if name == "region" else {"base_url": NOWHERE}
        call(coc, "get_script_job_statistics", ORDER, **{**where, **options, name: value})

    assert foreign(use, VALUES) == []


@pytest.mark.parametrize(
    ("kind", "fine"),
    [
        (AccessKey, {"ak": AK, "sk": SK, "security_token": None, "expires_at": None}),
        (Token, {"value": TOKEN, "expires_at": None}),
        (
            IamLogin,
            {
                **dict.fromkeys(("user", "password", "domain"), "x"),
                **dict.fromkeys(("endpoint", "project", "project_id", "domain_id")),
            },
        ),
    ],
)
def test_argument_of_credentials(kind: type[Any], fine: dict[str, Any]) -> None:
    """So may the arguments of credentials."""
    for name in fine:
        assert foreign(lambda value, name=name: kind(**{**fine, name: value}), VALUES) == []  # type: ignore[misc]


@pytest.mark.parametrize(
    ("method", "name"),
    [
        *[("get_script_job_statistics", name) for name in ("execute_uuid", "x_language")],
        *[("get_script_job_statistics", name) for name in ("timeout", "max_retries")],
        *[("raw.get_script_job_statistics", name) for name in ("execute_uuid", "x_project_id")],
        *[("wait_for_script_job", name) for name in ("timeout", "interval", "grace")],
    ],
)
def test_argument_of_a_method(call: Call, method: str, name: str) -> None:
    """So may the arguments of operations."""
    small = [value for value in VALUES if not isinstance(value, int | float) or value in {0, -1}]
    values = small if method == "wait_for_script_job" else VALUES

    def use(value: Any) -> None:
        keywords = {"execute_uuid": ORDER, "timeout": 0.1, name: value}
        options = {"base_url": NOWHERE, "token": TOKEN, "max_retries": 0}
        call(coc, method, keywords=keywords, **options)

    assert foreign(use, values) == []


def test_argument_of_many() -> None:
    """The arguments of `many` may be anything, too."""
    uncountable = [value for value in VALUES if not hasattr(type(value), "__iter__")]

    assert foreign(lambda value: many(len, value), uncountable) == []
    assert foreign(lambda value: many(len, [], concurrency=value), VALUES) == []
    with pytest.raises(Error, match="items must be an iterable of arguments, such as a list; got"):
        many(len, ORDER)


VARIABLES = [
    *("HUAWEICLOUD_AUTH_TOKEN", "HUAWEICLOUD_SDK_CREDENTIALS_FILE", "HUAWEICLOUD_SDK_METADATA"),
    *("HUAWEICLOUD_SDK_AK", "HW_SECRET_KEY", "HUAWEICLOUD_SDK_IAM_ENDPOINT"),
    *("HUAWEICLOUD_SDK_REGION_COC_X", "http_proxy", "ALL_PROXY", "no_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HOME"),
]


@pytest.mark.parametrize("name", VARIABLES)
def test_variable(call: Call, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Environment variables may have any value."""

    def use(**options: Any) -> None:
        call(coc, "get_script_job_statistics", ORDER, timeout=0.2, max_retries=0, **options)

    def try_out(text: str) -> None:
        monkeypatch.setenv("HUAWEICLOUD_SDK_METADATA", "off")
        monkeypatch.setenv("HUAWEICLOUD_SDK_REGION_COC_X", NOWHERE)
        monkeypatch.setenv("https_proxy", NOWHERE)
        monkeypatch.setenv(name, text)
        ways: list[dict[str, Any]] = [
            {"base_url": "http://a.test:9"},
            {"base_url": "https://127.0.0.1:9", "token": TOKEN},
            {"region": "x", **LOGIN},
        ]
        assert foreign(lambda way: use(**way), ways) == []

    for text in TEXTS:
        if "\x00" not in text and text != "\ud800":
            try_out(text)


DATES = [
    *(b"Thu, 99 Foo 9999 99:99:99 GMT", b"Thu, 01 Jan 0001 00:00:00 GMT", b"99 Jan -5", b"1 Jan"),
    *(b"Fri, 31 Dec 9999 23:59:59 -2359", b"Mon, 01 Jan 0001 00:00:00 +2359", b"2026-01-01"),
]
JUNK = [
    *(b"", b" ", b"x", b"-1", b"1e9999", b"9" * 5000, b"nan", b"5, 6", b"+5", b"1_0", b"\xd9\xa1"),
    *(b"\xff\xfe", b"\xe9", b"a,b", b";=;", b'"', b"((", b"a\tb", b"\x01", *DATES),
    *(b"javascript:1", b"http://[", b"http://a:99999999/", b"//", b"\\", b"http://\xe9/"),
    *(b"gzip", b"gzip, gzip", b"deflate", b"br", b"identity", b"chunked", b"chunked, chunked"),
    *(b"application/json; charset=utf-16", b"application/json;;;=", b"text/html; charset=\xff"),
]
HEADERS = [
    *("Retry-After", "Date", "Location", "Content-Type", "Content-Encoding", "Content-Length"),
    *("Transfer-Encoding", "Connection", "X-Request-Id", "X-IAM-Trace-Id", "X-Subject-Token"),
    *("Set-Cookie", "WWW-Authenticate", "Keep-Alive"),
]
FIXED = {
    "Retry-After": b"Date: Thu, 26 Nov 2026 20:00:00 GMT\r\n",
    "Date": b"Retry-After: Thu, 26 Nov 2026 20:00:00 GMT\r\n",
}


@pytest.mark.parametrize("status", [200, 201, 302, 401, 429])
def test_header(call: Call, status: int) -> None:
    """The headers that the client reads may have any value."""
    sent, name = b"", ""

    def use(junk: bytes) -> None:
        nonlocal sent
        length = (
            b"" if name in {"Content-Length", "Transfer-Encoding"} else b"Content-Length: 2\r\n"
        )
        header = b"%s: %s\r\n" % (name.encode(), junk)
        fixed = FIXED.get(name, b"") if status == 429 else b""
        sent = b"HTTP/1.1 %d X\r\n%s%s%s\r\n{}" % (status, length, fixed, header)
        call(coc, "get_script_job_statistics", ORDER, timeout=5, max_retries=0, **options)

    def behave(exchange: Any) -> None:
        exchange.send(sent)
        exchange.close()

    with raw_server(behave) as server:
        way = {201: {**LOGIN, "iam_endpoint": server.url}, 401: {"ak": AK, "sk": SK}}
        options = {"base_url": server.url, **way.get(status, {"token": TOKEN})}
        for name in HEADERS:
            assert foreign(use, JUNK) == [], name
