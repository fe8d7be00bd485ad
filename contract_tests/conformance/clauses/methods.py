"""Undeclared methods, HEAD and OPTIONS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.conformance.clauses.credentials import AUTHENTICATE
from contract_tests.conformance.judging.violation import Violation
from contract_tests.conformance.requests.probes.probe import Kind, Probe
from contract_tests.conformance.running.check import ANY_4XX, NOT_FOUND
from contract_tests.conformance.running.clause import clause
from contract_tests.conformance.running.needs import (
    AUTHENTICATION,
    METHODS,
    READ_BY_GET,
    SECURED,
    UNDECLARED_METHODS,
    UNKNOWN_IDS,
    UNSAFE_METHODS,
    UNUSED_IDS,
)

if TYPE_CHECKING:
    from contract_tests.conformance.judging.exchange import Exchange
    from contract_tests.conformance.running.check import Check

REJECTED = (401, 403, 404, 405, 501)
UNDECLARED = "the contract declares no such method"
ROUTE = "route only declared methods to the operation"
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


@clause(METHODS, UNDECLARED_METHODS, UNSAFE_METHODS)
def undeclared_methods_rejected(check: Check) -> None:
    """Undeclared methods are rejected, and a 405 lists the declared one in Allow."""
    path, methods = check.known[0].path, check.undeclared_methods
    probes = [Probe(path, method=method, kind=Kind.UNDECLARED) for method in methods]
    if "POST" in methods:
        probes.append(Probe(path, {OVERRIDES[0]: "GET"}, method="POST", kind=Kind.UNDECLARED))
    for exchange in check.expect(probes, REJECTED, UNDECLARED, ROUTE):
        _allow(check, exchange)
    probes = [
        Probe(path, method=method, body=b"{}", kind=Kind.UNDECLARED)
        for method in methods
        if method == "POST"
    ]
    check.expect(probes, (400, 413, 415, *REJECTED), UNDECLARED, ROUTE)


@clause(METHODS, UNDECLARED_METHODS, UNSAFE_METHODS)
def method_overrides_ignored(check: Check) -> None:
    """Headers and query parameters that name another method are ignored."""
    path, method = check.known[0].path, check.undeclared_methods[-1]
    probes = [Probe(path, headers={name: method}) for name in OVERRIDES]
    probes.append(Probe(path, query={"_method": method}))
    why = "the method is the one in the request line"
    check.expect(probes, (*check.success, 400), why, "ignore method overrides")


@clause(METHODS, READ_BY_GET)
def head_equivalent_to_get(check: Check) -> None:
    """HEAD responds as GET does without the body, or is rejected."""
    for exchange in check.expect(_heads(check), (*check.success, *REJECTED), "GET succeeds"):
        _allow(check, exchange)
        if exchange.status in check.success:
            _same_headers(check, exchange)


@clause(METHODS, AUTHENTICATION, SECURED)
def head_authentication_required(check: Check) -> None:
    """HEAD without credentials is rejected."""
    path = check.known[0].path
    probes = [Probe(path, method="HEAD", credentials={}, kind=Kind.UNDECLARED)]
    why = "the request carries no credentials"
    check.expect(probes, (*ANY_4XX, 501), why, AUTHENTICATE)


@clause(METHODS, UNKNOWN_IDS, UNUSED_IDS)
def head_unknown_ids_rejected(check: Check) -> None:
    """HEAD of an id that does not exist finds nothing."""
    paths = check.unknown[:1]
    probes = [Probe(path, method="HEAD", kind=Kind.UNDECLARED) for path in paths]
    check.expect(probes, {*NOT_FOUND, *REJECTED}, "this id does not exist")


@clause(METHODS)
def options_handled(check: Check) -> None:
    """OPTIONS succeeds or is rejected, and never causes a server error."""
    probes = [Probe(check.known[0].path, method="OPTIONS", kind=Kind.UNDECLARED)]
    expected = (200, 204, *range(400, 500), 501)
    for exchange in check.expect(probes, expected, "OPTIONS asks which methods are allowed"):
        _allow(check, exchange)


def _heads(check: Check) -> list[Probe]:
    return [Probe(ids.path, method="HEAD", kind=Kind.UNDECLARED) for ids in check.known]


def _allow(check: Check, exchange: Exchange) -> None:
    """A 405 lists the declared method in Allow, and not the rejected one."""
    if exchange.status != 405 or exchange.kind is Kind.HOSTILE:
        return
    value = ", ".join(exchange.response.values("Allow"))
    methods = {method.strip().upper() for method in value.split(",")}
    rejected, declared = exchange.request.method, check.operation.method
    if declared not in methods or rejected in methods:
        expected = f"an Allow header with {declared} and without the method of the request"
        received = f"Allow: {value}" if value else "no Allow header"
        advice = f'add the header "Allow: {declared}" to responses with status 405'
        place = exchange.operation_place()
        check.fail(exchange, Violation(expected, received, place, advice=advice))


def _same_headers(check: Check, exchange: Exchange) -> None:
    """Compare the headers that do not depend on live counts."""
    reads = check.run.first_reads[check.operation.id]
    get = next((read for read in reads if read.status in check.success), None)
    if not get:
        return
    place = get.operation_place()
    expected, received = (
        "".join(response.values("Content-Type")[:1])
        for response in (get.response, exchange.response)
    )
    if received not in ("", expected):
        check.fail(exchange, Violation(f"Content-Type {expected}", received, place))
    if get.response.body and exchange.response.values("Content-Length") == ["0"]:
        check.fail(exchange, Violation("the length of the body of GET", "0", place))
