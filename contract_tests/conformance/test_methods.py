"""Methods that the contract does not have, and those that HTTP gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.answer import Finding
from contract_tests.conformance.clause import ABSENT, FIRST
from contract_tests.conformance.exchange import Ask
from contract_tests.conformance.ids import near_misses

if TYPE_CHECKING:
    from contract_tests.conformance.clause import Clause
    from contract_tests.conformance.exchange import Exchange

UNDECLARED = (401, 403, 404, 405, 501)
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")

pytestmark = pytest.mark.needs("methods")


def test_undeclared_methods_refused(clause: Clause) -> None:
    """A method that the contract does not declare is refused, with Allow where that is 405."""
    _unsafe(clause)
    path = clause.known[0].path
    asks = [
        Ask(path, method=method, elsewhere=True)
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE")
        if method != clause.operation.method
    ]
    asks.append(Ask(path, {OVERRIDES[0]: "GET"}, method="POST", elsewhere=True))
    for exchange in clause.expect(asks, UNDECLARED, "the contract declares no such method"):
        _allow(clause, exchange)
    asks = [Ask(path, method="POST", body=b"{}", elsewhere=True)]
    clause.expect(asks, (400, 413, 415, *UNDECLARED), "the contract declares no such method")


def test_method_override_ignored(clause: Clause) -> None:
    """A header or parameter that names another method does not change the one that was sent."""
    _unsafe(clause)
    path = clause.known[0].path
    asks = [Ask(path, headers={name: "DELETE"}) for name in OVERRIDES]
    asks.append(Ask(path, query={"_method": "DELETE"}))
    clause.expect(asks, (200, 400), "the method is the one in the request line")


def test_head_is_get_without_body(clause: Clause) -> None:
    """HEAD answers as GET does, less the body, or not at all."""
    if clause.operation.method != "GET":
        pytest.skip("the operation is no GET")
    asks = [Ask(known.path, method="HEAD", elsewhere=True) for known in clause.known]
    for exchange in clause.expect(asks, (200, *UNDECLARED), "GET answers 200"):
        _allow(clause, exchange)
        if exchange.status == 200:
            _same_headers(clause, exchange)


@pytest.mark.needs("authentication")
def test_head_needs_credentials(clause: Clause) -> None:
    """HEAD without credentials is refused, as GET is."""
    asks = [Ask(clause.known[0].path, method="HEAD", credentials={}, elsewhere=True)]
    clause.expect(asks, range(400, 502), "no token was sent")


@pytest.mark.needs("unknown_ids")
def test_head_of_unknown_ids(clause: Clause) -> None:
    """HEAD of an id that does not exist finds nothing, as GET does."""
    paths = near_misses(clause.operation, clause.known)[:1]
    asks = [Ask(path, method="HEAD", elsewhere=True) for path in paths]
    clause.expect(asks, (*ABSENT, *UNDECLARED), "there is nothing under this id")


def test_options_borne(clause: Clause) -> None:
    """OPTIONS is answered, or refused; it breaks nothing."""
    asks = [Ask(clause.known[0].path, method="OPTIONS", elsewhere=True)]
    for exchange in clause.expect(
        asks, (200, 204, *range(400, 500), 501), "it asks what is allowed"
    ):
        _allow(clause, exchange)


def _unsafe(clause: Clause) -> None:
    if not clause.api.unsafe_methods:
        pytest.skip("the server is not on this machine; --unsafe-methods tries it all the same")


def _allow(clause: Clause, exchange: Exchange) -> None:
    """With 405 comes what is allowed: what the contract declares, and not what was refused."""
    if not exchange.answer or exchange.status != 405:
        return
    value = ", ".join(exchange.answer.http.headers.get("allow", []))
    methods = {method.strip().upper() for method in value.split(",")}
    asked, declared = exchange.answer.http.request.method, clause.operation.method
    if declared not in methods or asked in methods:
        expected = f"Allow with {declared} and without {asked}"
        clause.note(exchange, Finding(expected, value or "none", exchange.answer.at_operation()))


def _same_headers(clause: Clause, exchange: Exchange) -> None:
    """Compare what a live count cannot change."""
    gets = [one.answer for one in clause.run.exchanges(clause.operation) if one.clause == FIRST]
    get = next((one for one in gets if one and one.http.status_code == 200), None)
    if not exchange.answer or not get:
        return
    expected, received = (
        one.http.headers.get("content-type", [""])[0] for one in (get, exchange.answer)
    )
    if received not in ("", expected):
        finding = Finding(f"Content-Type {expected}", received, get.at_operation())
        clause.note(exchange, finding)
    if exchange.answer.http.headers.get("content-length") == ["0"]:
        finding = Finding("the length of the body that GET has", "0", get.at_operation())
        clause.note(exchange, finding)
