"""Requests that a proxy or a firewall may reject, and what the service must still handle."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import cycle
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from contract_tests.conformance.main import check
from contract_tests.conformance.requests.probes import generated
from contract_tests.conformance.requests.probes.hostile import (
    DECODED_FIRST,
    leads_back,
    resolved,
    traits,
)
from contract_tests.conformance.requests.transport.message import HttpRequest
from contract_tests.faults.changes import html
from contract_tests.faults.wire import background
from contract_tests.reference_server import Response, write_target
from contract_tests.tests.conformance.checks import QUICK, only, outcomes

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.faults.wire import Exchange
    from contract_tests.reference_server import ReferenceServer, Request
    from contract_tests.tests.conformance.conftest import Serve

PATHS = ("unknown-paths-handled", "malformed-ids-rejected", "encoded-ids-decoded-once")
BASE = "http://127.0.0.1:1"
HOSTILE = {
    "control character": HttpRequest("GET", f"{BASE}/a%00"),
    "quote": HttpRequest("GET", f"{BASE}/a%27"),
    "substitution": HttpRequest("GET", f"{BASE}/%24(id)"),
    "comment": HttpRequest("GET", f"{BASE}/a?b=1--"),
    "encoded dot segment": HttpRequest("GET", f"{BASE}/a/%2E%2e/b"),
    "encoded slash": HttpRequest("GET", f"{BASE}/a%2fb"),
    "encoded question mark": HttpRequest("GET", f"{BASE}/a%3Fb"),
    "double encoding": HttpRequest("GET", f"{BASE}/a%2566"),
    "half an escape": HttpRequest("GET", f"{BASE}/a%f"),
    "bytes of no character": HttpRequest("GET", f"{BASE}/a%ff"),
    "long path": HttpRequest("GET", f"{BASE}/{'a' * 3000}"),
    "long header": HttpRequest("GET", BASE, {"X-A": "a" * 9000}),
    "bytes in a header": HttpRequest("GET", BASE, {"X-A": "Zo\xc3\xab"}),
    "odd method": HttpRequest("TRACE", f"{BASE}/a"),
}
ORDINARY = {
    "plain": HttpRequest("GET", f"{BASE}/v1/a_b-c/d.json?a=b&c=%20d", {"Accept": "*/*;q=1"}),
    "beyond ASCII": HttpRequest("GET", f"{BASE}/%E5%90%8D"),
    "usual method": HttpRequest("DELETE", f"{BASE}/a"),
    "empty segment": HttpRequest("GET", f"{BASE}/a//b/"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str) -> None:
    """Every kind of request that a proxy may reject is hostile."""
    assert traits(HOSTILE[name])


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary(name: str) -> None:
    """Requests that no proxy has a reason to reject are not hostile."""
    assert traits(ORDINARY[name]) == set()


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/a/./b/../c", "/a/c"),
        ("/a/%2e%2E/b", "/b"),
        ("/../../a", "/a"),
        ("/a/b/..", "/a/"),
        ("/a%2fb/%41", "/a%2Fb/A"),
        ("/a/...", "/a/..."),
    ],
)
def test_dot_segments(path: str, plain: str) -> None:
    """Dot segments and escapes are resolved as in RFC 3986, and nothing else is."""
    assert resolved(path) == plain


def test_redirects_to_the_normalized_path() -> None:
    """A redirect is a rejection only if it leads to the same path, normalized."""
    request = HttpRequest("GET", f"{BASE}/a//b/../c?d=1")

    assert leads_back(request, "/a/c?d=1")
    assert leads_back(request, "http://elsewhere/a/c/")
    assert not leads_back(request, "/login")


def is_plain(request: Request) -> bool:
    """Whether a firewall lets a request pass."""
    text = unquote(request.path)
    headers = [value for _, value in request.headers]
    return (
        request.method != "TRACE"
        and not re.search(r"[\0-\x1f\x7f\ufffd]|[\"'`<>\\;%]|--|\$\(|/\.|\.\./|\.\.$|%", text)
        and "%2F" not in request.path
        and not re.search(r"[\"'<>;]|--", unquote(request.query))
        and len(request.path) < 2000
        and all(len(value) < 4000 and value.isascii() for value in headers)
    )


def test_firewall_refuses(
    serve: Serve, server: ReferenceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A firewall that rejects hostile requests with its own responses changes no verdict."""
    monkeypatch.setattr(generated, "EXAMPLES", 8)
    pages = cycle(map(html, (400, 401, 403, 404, 405, 406, 414, 418, 431, 444)))

    target = serve(lambda request: server(request) if is_plain(request) else next(pages))

    assert check(target, replace(QUICK, quick=False)) == 0


def test_firewall_refuses_more(serve: Serve, server: ReferenceServer) -> None:
    """Invalid but well-formed requests must reach the service."""

    def block(request: Request) -> Response:
        too_much = is_plain(request) and server(request).status == 400
        return html(403) if too_much or not is_plain(request) else server(request)

    assert check(serve(block), only("malformed-ids-rejected", "declared-content-type")) == 1


def test_redirects_and_resolves(serve: Serve, server: ReferenceServer) -> None:
    """Dot segments may be resolved, by a redirect or directly."""

    def redirect(request: Request) -> Response:
        if "/../" in request.path or request.path.startswith("/.."):
            return Response(301, headers={"Location": resolved(request.path)})
        return server(request)

    def find(request: Request) -> Response:
        return server(replace(request, path=resolved(request.path)))

    assert check(serve(redirect), only(*PATHS)) == 0
    assert check(serve(find), only(*PATHS)) == 0


def test_resolves_beyond_the_prefix(serve: Serve, server: ReferenceServer) -> None:
    """Dot segments may lead out of the prefix, to the same path without it."""

    def find(request: Request) -> Response:
        return server(replace(request, path=resolved(request.path).removeprefix("/api")))

    target = serve(find)
    base_url = re.sub('(base_url = "[^"]+)', r"\1/api", target.read_text(encoding="utf-8"))
    target.write_text(base_url, encoding="utf-8")

    assert check(target, only(*PATHS)) == 0


def test_finds_too_much(serve: Serve, server: ReferenceServer) -> None:
    """A server that responds with 200 to a hostile path that resolves to nothing fails."""

    def cut(request: Request) -> Response:
        return server(replace(request, path=request.path.partition(";")[0]))

    clauses = outcomes(serve(cut), "unknown-paths-handled")

    assert clauses["unknown-paths-handled"]["outcome"] == "failed"
    (violation,) = clauses["unknown-paths-handled"]["violations"]
    assert violation["expected"].startswith("any 4xx")
    assert ";v=1" in violation["request"]


def test_slashes_decoded_before_routing(serve: Serve, server: ReferenceServer) -> None:
    """How a framework changed a path is reported in every affected clause."""

    def decoding(request: Request) -> Response:
        return server(replace(request, path=re.sub("%2F", "/", request.path)))

    (violation,) = outcomes(serve(decoding), "unknown-paths-handled")["unknown-paths-handled"][
        "violations"
    ]

    assert violation["advice"] == DECODED_FIRST


def test_redirected_elsewhere(serve: Serve, server: ReferenceServer) -> None:
    """A redirect to another path is not a rejection of a hostile request."""

    def redirect(request: Request) -> Response:
        is_odd = "%" in request.path
        return Response(302, headers={"Location": "/login"}) if is_odd else server(request)

    assert check(serve(redirect), only(*PATHS)) == 1


@pytest.mark.parametrize(
    ("pattern", "status"),
    [("%00|%zz|%$", 0), ("%20", 1), ("", 1)],
    ids=["hostile", "invalid", "all"],
)
def test_closed_connections(
    server: ReferenceServer, tmp_path: Path, pattern: str, status: int
) -> None:
    """A connection closed after a hostile request is a rejection, if others get responses."""

    async def send(exchange: Exchange) -> None:
        if re.search(pattern, exchange.request.path) and exchange.number > 20:
            exchange.close()
        else:
            await exchange.send()

    target = tmp_path / "target.toml"
    with background(server, send) as base_url:
        write_target(target, base_url, server)
        assert check(target, only("complete-responses", *PATHS)) == status
