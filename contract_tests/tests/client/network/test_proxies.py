"""The client's proxy: passed, or from the environment unless NO_PROXY lists the host."""

from __future__ import annotations

import base64
import socket
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import APIConnectionError, ArgumentError
from huaweicloud_statistics._runtime.network.proxies import proxy_for

from contract_tests.tests.client.calling import FINE, TOKEN, both_kinds, replies
from contract_tests.tests.client.listening import listening
from contract_tests.tests.raw_server import raw_server, response

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Statistics

NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
VARIABLES = (*NAMES, *map(str.upper, NAMES), "REQUEST_METHOD")
PROXY = "http://proxy.test:3128"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def chosen(url: str, environment: dict[str, str]) -> str | None:
    """The proxy for a URL in an environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        proxy = proxy_for(url, None)
    return proxy.url if proxy else None


EXCEPTED = [
    ("10.1.2.3", "10.0.0.0/8"),
    ("10.1.2.3", "10.1.2.3"),
    ("10.1.2.3:8080", "10.0.0.0/8:8080"),
    ("[::ffff:10.1.2.3]", "10.0.0.0/8"),
    ("[fd00::1]", "[fd00::]/8"),
    ("[fd00::1]", "[fd00::1]"),
    ("[fd00::1]:8080", "[fd00::1]:8080"),
    ("[fe80::1%25eth0]", "fe80::/10"),
    ("a.corp.test", "*.corp.test"),
    ("a.corp.test", "corp.test"),
    ("corp.test", "CORP.Test."),
    ("a.corp.test", ".Corp.Test."),
    ("corp.test", "corp.test:80"),
    ("a.corp.test:8080", "*.corp.test:8080"),
    ("corp.test:8080", "*:8080"),
    ("corp.test", "*"),
    ("corp.test", "other.test corp.test"),
    ("corp.test", " ,,corp.test,"),
    ("corp.test", "300.0.0.0/8,10.0.0.0/99,[,corp.test"),
    ("a.xn--bcher-kva.test", ".BÜCHER.test."),
]
NOT_EXCEPTED = [
    ("10.1.2.3", "10.1.2.3:8080"),
    ("10.1.2.3", "0.1.2.3,.3,2.3,*.3"),
    ("10.1.2.3", "fd00::/8"),
    ("[fd00::1]", "[fd00::1]:8080"),
    ("corp.test", "*.corp.test"),
    ("mycorp.test", "corp.test"),
    ("corp.test.evil.test", "corp.test"),
    ("corp.test:8080", "corp.test:80"),
    ("corp.test", ""),
    ("corp.test", ".,*.,:80,[]"),
    ("corp.test", "x..y,bü..cher"),
    ("ten.test", "10.0.0.0/8"),
]


def test_host_that_no_proxy_lists_is_called_directly() -> None:
    """NO_PROXY may have networks, ports, subdomains and asterisks, in any notation."""
    for host, exceptions in EXCEPTED:
        for name in ("no_proxy", "NO_PROXY"):
            environment = {"HTTP_PROXY": PROXY, name: exceptions}
            assert chosen(f"http://{host}/v1", environment) is None, (host, exceptions)


def test_host_that_no_proxy_does_not_list_takes_the_proxy() -> None:
    """An entry matches only its own names, addresses and port; an invalid one nothing."""
    for host, exceptions in NOT_EXCEPTED:
        environment = {"HTTP_PROXY": PROXY, "NO_PROXY": exceptions}
        assert chosen(f"http://{host}/v1", environment) == PROXY, (host, exceptions)


VARIABLES_AND_PROXIES: list[tuple[str, dict[str, str], str | None]] = [
    ("https://a.test", {"https_proxy": "p.test:1", "HTTPS_PROXY": "q:2"}, "http://p.test:1"),
    ("https://a.test", {"HTTP_PROXY": "p.test:1"}, None),
    ("https://a.test", {"ALL_PROXY": "socks5h://p.test"}, "socks5h://p.test:1080"),
    ("https://a.test", {"all_proxy": "p.test", "HTTPS_PROXY": ""}, "http://p.test:80"),
    ("https://a.test", {"ALL_PROXY": "p.test", "HTTPS_PROXY": "q.test"}, "http://q.test:80"),
    ("https://a.test", {"ALL_PROXY": "p.test", "NO_PROXY": "a.test:443"}, None),
    ("https://a.test", {"ALL_PROXY": "p.test", "NO_PROXY": "a.test", "no_proxy": ""}, None),
    ("https://a.test", {"ALL_PROXY": "p:1", "NO_PROXY": "*", "no_proxy": "b"}, "http://p:1"),
    ("https://a.test", {"HTTPS_PROXY": " p.test:1\n"}, "http://p.test:1"),
    ("https://a.test", {"HTTPS_PROXY": "HTTPS://P.test"}, "https://p.test:443"),
    ("https://a.test", {"HTTPS_PROXY": "[fd00::2]:3128"}, "http://[fd00::2]:3128"),
    ("http://a.test", {"HTTP_PROXY": "p.test:1", "REQUEST_METHOD": "GET"}, None),
    ("http://a.test", {"http_proxy": "p:1", "REQUEST_METHOD": "GET"}, "http://p:1"),
    ("http://127.0.0.1", {"HTTP_PROXY": "p.test:1"}, None),
    ("https://a.test", {}, None),
]


def test_variables_are_read_as_curl_reads_them() -> None:
    """The scheme's variable precedes ALL_PROXY, lower case upper; empty ones are unset."""
    for url, environment, expected in VARIABLES_AND_PROXIES:
        assert chosen(url, environment) == expected, (url, environment)


@both_kinds
@pytest.mark.parametrize("scheme", ["", "http://"])
def test_proxy_may_be_written_without_a_scheme(statistics: Statistics, scheme: str) -> None:
    """A proxy without a scheme is an HTTP proxy; user and password are decoded."""
    with raw_server(replies(FINE)) as proxy:
        address = proxy.url.removeprefix("http://")
        statistics("http://fleet.test", proxy=f"{scheme}us%40er:p%2Fw%3A@{address}")

    (request,) = proxy.requests
    assert request.target.startswith("http://fleet.test/v1/job/")
    credentials = base64.b64encode(b"us@er:p/w:").decode()
    assert request.headers["proxy-authorization"] == f"Basic {credentials}"


INVALID = [
    *("nonsense://u:hunter2@h", "http://u:hunter2@h:port", "http://u:hunter2@h:0", "hunter2:x"),
    *("http://u:hunter2@", "http://u:hunt/er2@h", "http://u:p@h?hunter2", "http://u:hunter2@[::1"),
]


@pytest.mark.parametrize(
    ("source", "proxy"),
    [
        *(("proxy", value) for value in (*INVALID, "", " ")),
        *((name, "http://u:hunter2@h:0") for name in ("HTTPS_PROXY", "all_proxy")),
    ],
)
def test_invalid_proxy_is_refused_without_showing_it(
    client_class: type[Any], monkeypatch: pytest.MonkeyPatch, source: str, proxy: str
) -> None:
    """The message names the variable instead of the URL, which may contain a password."""
    passed = proxy if source == "proxy" else None
    if passed is None:
        monkeypatch.setenv(source, proxy)
    with pytest.raises(APIConnectionError, match=rf"^{source} must be a URL such as") as caught:
        client_class(region="cn-north-4", token=TOKEN, proxy=passed)

    assert "hunter2" not in str(caught.value)
    assert not caught.value.retryable
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("proxy", [5, b"http://h"])
def test_proxy_of_another_type_is_refused(client_class: type[Any], proxy: Any) -> None:
    """An invalid proxy argument raises an ArgumentError."""
    with pytest.raises(ArgumentError, match=r"^proxy must be "):
        client_class(region="cn-north-4", token=TOKEN, proxy=proxy)


@both_kinds
@pytest.mark.parametrize("url", ["https://fleet.test", "http://fleet.test"])
def test_failure_of_a_proxy_names_it_and_its_setting(
    statistics: Statistics, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Whoever does not know of the proxy learns of it, without its password."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
        monkeypatch.setenv("ALL_PROXY", f"http://reader:hunter2@{address}")
        with pytest.raises(APIConnectionError) as caught:
            statistics(url, max_retries=0)

    assert f": the proxy http://{address} (ALL_PROXY): Connection refused" in str(caught.value)


@both_kinds
@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize(("status", "count"), [(503, 3), (407, 1), (403, 1)])
def test_status_of_a_proxy_is_retried_like_others(
    statistics: Statistics, status: int, count: int
) -> None:
    """A transient failure of CONNECT is retried, any other is not."""
    with (
        raw_server(replies(response(status))) as proxy,
        pytest.raises(APIConnectionError) as caught,
    ):
        statistics("https://fleet.test", proxy=proxy.url, max_retries=2)

    assert f": the proxy {proxy.url} (proxy): {status} " in str(caught.value)
    assert caught.value.retryable == (count > 1)
    assert len(proxy.requests) == count


@both_kinds
@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize(
    "said", [b"", b"\x05\x02", b"\x05\x02\x01\x00"], ids=["greeting", "login", "request"]
)
def test_socks_proxy_that_hangs_up(statistics: Statistics, said: bytes) -> None:
    """A proxy that closes the connection in the middle of the handshake is tried again."""
    tries = []

    def attend(connection: socket.socket) -> None:
        tries.append(connection.recv(64))
        for start in range(0, len(said), 2):
            connection.sendall(said[start : start + 2])
            connection.recv(64)

    with listening(attend) as port:
        proxy = f"socks5://reader:hunter2@127.0.0.1:{port}"
        with pytest.raises(APIConnectionError) as caught:
            statistics("http://fleet.test", proxy=proxy, max_retries=2)

    assert f"socks5://127.0.0.1:{port} (proxy): it closed the connection" in str(caught.value)
    assert len(tries) == 3


@both_kinds
def test_proxy_that_is_not_for_socks(statistics: Statistics) -> None:
    """A proxy of another kind is not tried again."""

    def attend(connection: socket.socket) -> None:
        connection.recv(64)
        connection.sendall(b"HTTP/1.1 400 \r\n\r\n")

    with listening(attend) as port:
        with pytest.raises(APIConnectionError, match="it does not speak SOCKS 5") as caught:
            statistics("http://fleet.test", proxy=f"socks5://127.0.0.1:{port}", max_retries=0)
        assert not caught.value.retryable
