"""No clause calls an operation that writes, in any way."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from contract_tests.conformance.main import check
from contract_tests.conformance.options import RunOptions
from contract_tests.conformance.requests.probes.probe import Kind, Probe
from contract_tests.conformance.requests.transport.guard import UNDECLARED, WRITES, guard_of
from contract_tests.conformance.requests.transport.message import HttpRequest
from contract_tests.conformance.running.clause import CLAUSES, Clause
from contract_tests.reference_server import ReferenceServer, background, write_target
from contract_tests.tests import ROOT
from contract_tests.tests.conformance.checks import only, reported
from openapi.contract import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.conformance.running.check import Check
    from contract_tests.reference_server import Request, Response

ORDERS = load(ROOT / "contract_tests" / "tests" / "data" / "orders.yaml")
BASE = "http://127.0.0.1/base"
GUARD = guard_of([ORDERS], [BASE])
WRITING = ("POST", "PUT", "PATCH", "DELETE")
KNOWN = """
[[known.ListOrders]]
[[known.SearchOrders]]
[[known.ShowOrder]]
order_id = "order-1"
[[known.ListLines]]
order_id = "order-1"
"""


class Shop:
    """A conformant server that records its requests."""

    def __init__(self) -> None:
        self.server = ReferenceServer([ORDERS])
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        return self.server(request)

    def written(self) -> list[tuple[str, str]]:
        """The writing requests as the most lenient server would interpret them."""
        return [
            (method, path)
            for request in self.requests
            for method in self._methods(request)
            for path in [unquote(unquote(unquote(request.path))).partition(";")[0].rstrip("/")]
            if self._writes(method, path)
        ]

    @staticmethod
    def _methods(request: Request) -> Iterator[str]:
        yield request.method
        yield from (value for name, value in request.headers if "method" in name.lower())
        yield from re.findall("_method=([A-Z]+)", request.query)

    @staticmethod
    def _writes(method: str, path: str) -> bool:
        if method == "POST":
            return bool(re.fullmatch(r"/v1/orders(/(?!search$)[^/]*)?", path))
        lines = method == "DELETE" and re.fullmatch(r"/v1/orders/[^/]*/lines", path)
        return method in WRITING and bool(lines or re.fullmatch(r"/v1/orders/[^/]*", path))


@pytest.fixture(name="shop")
def _shop() -> Shop:
    return Shop()


@pytest.fixture(name="target")
def _target(shop: Shop, tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "contracts").mkdir()
    shutil.copy(ORDERS.path, tmp_path / "contracts")
    path = tmp_path / "target.toml"
    with background(shop) as base_url:
        write_target(path, base_url, shop.server)
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.index("[")] + KNOWN, encoding="utf-8")
        yield path


def outcomes(target: Path, options: RunOptions) -> dict[str, list[Any]]:
    """Check a target; return the clauses of each operation."""
    _, report = reported(target, options, contracts=target.parent / "contracts")
    return {operation["id"]: operation["clauses"] for operation in report["operations"]}


@pytest.mark.parametrize("unsafe", [pytest.param(False, marks=pytest.mark.slow), True])
def test_nothing_is_written(shop: Shop, target: Path, *, unsafe: bool) -> None:
    """No operation that writes is called, with any option."""
    text = target.read_text(encoding="utf-8")
    target.write_text(f"live = true\n{text}", encoding="utf-8")
    options = RunOptions(rate=10_000, max_requests=9_000, unsafe_methods=unsafe, quick=True)

    clauses = outcomes(target, options)

    assert shop.written() == []
    methods = {request.method for request in shop.requests}
    assert "POST" in methods  # the operation that reads by it
    assert ("PUT" in methods) is unsafe
    for operation in ("CreateOrder", "ReplaceOrder", "ChangeOrder", "DeleteOrder", "DeleteLines"):
        assert {clause["outcome"] for clause in clauses[operation]} == {"not checked"}
        assert {clause["reason"] for clause in clauses[operation]} == {"it writes"}
        assert {clause["unchecked"] for clause in clauses[operation]} == {"withheld"}
    for operation in ("ListOrders", "SearchOrders", "ShowOrder", "ListLines"):
        assert "passed" in {clause["outcome"] for clause in clauses[operation]}


def test_no_clause_can_write(shop: Shop, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clause that tries to write is not checked, and nothing is sent."""

    def look(check: Check) -> None:
        known = check.known[0].path
        probes = [Probe(known, method=method, kind=Kind.UNDECLARED) for method in WRITING]
        probes += [Probe(method="DELETE", target="/v1/orders/%6frder-1/")]
        probes += [Probe(known, headers={"X-HTTP-Method-Override": "DELETE"})]
        check.expect(probes, (405,), "this clause is a careless one")

    monkeypatch.setitem(CLAUSES, "careless", Clause("careless", "It writes.", (), look))

    clauses = outcomes(target, only("careless", "known-ids-found", api=None))

    (careless,) = (clause for clause in clauses["ShowOrder"] if clause["id"] == "careless")
    assert (careless["outcome"], careless["reason"]) == ("not checked", "it writes")
    assert shop.written() == []


def test_nothing_that_reads(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a contract whose operations all write, nothing is decided."""
    paths = {"/v1/orders": {"post": ORDERS.document["paths"]["/v1/orders"]["post"]}}
    contract = target.parent / "contracts" / "orders.yaml"
    contract.write_text(json.dumps({**ORDERS.document, "paths": paths}), encoding="utf-8")
    text = target.read_text(encoding="utf-8")
    target.write_text(text[: text.index("[")], encoding="utf-8")

    assert check(target, RunOptions(), contracts=contract.parent) == 2
    assert "every operation writes, and such operations are never called" in capsys.readouterr().err


@pytest.mark.parametrize(
    "path",
    [
        *("/v1/orders", "/v1//orders", "/v1/orders/order-1", "/v1/%256frders", "/V1/Orders"),
        *("/v1/x/%2e%2e/orders", "/v1/x%2f..%2forders", "/v1/x/..;/orders", "/v1/orders;a=1"),
        *("/v1/orders.json", "/v1/orders%3Fx", "/v1/orders%00.txt", "/v1/orders%20", "/v1\\orders"),
        *("/v1/x/%c0%ae%c0%ae/orders", "/v1%c0%aforders", "/v1/orders/%2e", "/v1/orders/SEARCH"),
        *("/v1/orders/search%2Fx/..%2f..%2forder-1", "/v1/orders/search.json/../order-1"),
        "/v1/\N{FULLWIDTH LATIN SMALL LETTER O}rders",
    ],
)
def test_spellings_of_a_write(path: str) -> None:
    """No spelling of a path that may resolve to a writing operation is sent."""
    for prefix in ("/base", "", "/base/../base", "/b%61se"):
        request = HttpRequest("POST", f"http://127.0.0.1{prefix}{path}")
        assert GUARD.refusal(request, undeclared=True) == WRITES, prefix


@pytest.mark.parametrize(
    "request_",
    [
        HttpRequest("delete", f"{BASE}/v1/orders/1"),
        HttpRequest("GET", f"{BASE}/v1/orders/1", {"X-Http-Method": "delete"}),
        HttpRequest("GET", f"{BASE}/v1/orders/1", {"X-HTTP-METHOD-OVERRIDE": " PUT "}),
        HttpRequest("GET", f"{BASE}/v1/orders/1?_method=DELETE"),
        HttpRequest("GET", f"{BASE}/v1/orders/1?%5Fmethod=%44ELETE"),
        HttpRequest("GET", f"{BASE}/v1/orders/1", body=b"_method=DELETE"),
        HttpRequest("OPTIONS", f"{BASE}/v1/orders/1", body=b'{"_method": "DELETE"}'),
    ],
)
def test_other_ways_to_name_a_method(request_: HttpRequest) -> None:
    """A method override in a header, the query or the body counts as the method."""
    assert GUARD.refusal(request_, undeclared=True) == WRITES


@pytest.mark.parametrize(
    ("request_", "refusal"),
    [
        (HttpRequest("GET", f"{BASE}/v1/orders/1"), ""),
        (HttpRequest("HEAD", f"{BASE}/v1/orders/1"), ""),
        (HttpRequest("OPTIONS", f"{BASE}/v1/orders/1/lines"), ""),
        (HttpRequest("POST", f"{BASE}/v1/orders/search"), ""),
        (HttpRequest("PUT", f"{BASE}/v1/orders"), UNDECLARED),
        (HttpRequest("TRACE", f"{BASE}/v1/orders/1"), UNDECLARED),
        (HttpRequest("POST", f"{BASE}/v1/orders/search/more"), UNDECLARED),
        (HttpRequest("POST", f"{BASE}/v1/orders/1/lines"), UNDECLARED),
        (HttpRequest("GET", f"{BASE}/v1/orders/search", {"X-HTTP-Method": "PUT"}), WRITES),
        (HttpRequest("GET", f"{BASE}/elsewhere", {"X-HTTP-Method": "PUT"}), UNDECLARED),
    ],
)
def test_what_may_be_sent(request_: HttpRequest, refusal: str) -> None:
    """Reads are sent; undeclared requests, too, unless the server is live."""
    assert GUARD.refusal(request_, undeclared=False) == refusal
    assert GUARD.refusal(request_, undeclared=True) == (refusal if refusal == WRITES else "")
