"""Repeated requests: GETs whose connection broke, and requests with an expired token."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.conformance.errors import ExhaustedError, LoginError
from contract_tests.conformance.requests.probes.probe import Kind

if TYPE_CHECKING:
    from contract_tests.conformance.judging.exchange import Exchange
    from contract_tests.conformance.requests.probes.probe import Probe
    from contract_tests.conformance.requests.transport.budget import Budget
    from contract_tests.conformance.requests.transport.service import Service
    from openapi.contract import Operation

IDLE = "a connection was closed while idle, and the request repeated (RFC 9112, 9.3.1)"
BROKEN = "one connection broke under a GET, which was repeated on another (RFC 9112, 9.3.1)"
EXPIRED = "the token expired, and another one was fetched"


def send(service: Service, operation: Operation, probe: Probe) -> list[Exchange]:
    """Send a request, and repeat it where allowed; the last exchange counts.

    Raises:
        ExhaustedError: The run is over, or its credentials are lost.
    """
    exchanges = service.throttled(operation, probe)
    if exchanges[-1].response.closed:
        exchanges[-1:] = _after_close(service, operation, probe, exchanges[-1])
    if exchanges[-1].credentials_refused and _are_restored(service, operation, exchanges[-1]):
        exchanges[-1:] = service.throttled(operation, probe)
    return exchanges


def _after_close(
    service: Service, operation: Operation, probe: Probe, last: Exchange
) -> list[Exchange]:
    """The exchanges of a request whose connection was closed without a response."""
    if last.kind is Kind.HOSTILE:
        is_refused = service.accepts(operation)
        return [replace(last, response=replace(last.response, refused=is_refused))]
    if last.request.method != "GET":
        return [last]
    is_idle = last.response.idle
    is_new = service.budget.remark(IDLE if is_idle else BROKEN)
    return service.throttled(operation, probe) if is_idle or is_new else [last]


def reuses_connections(budget: Budget) -> bool:
    """Whether a connection may carry several requests: not once one was closed unexpectedly.

    A server may close a connection when it has responded, which breaks the next request on it.
    """
    return not {IDLE, BROKEN}.intersection(budget.remarks)


def _are_restored(service: Service, operation: Operation, refused: Exchange) -> bool:
    """Whether credentials that had been accepted expired and were replaced.

    Raises:
        ExhaustedError: They cannot be replaced.
    """
    if not service.has_been_accepted:
        return False
    with service.logging_in:
        if not service.sent_current(refused):
            return True
        if service.accepts(operation):
            # The credentials are valid; only this request was refused.
            return False
        try:
            is_renewed = service.log_in_again() and service.accepts(operation)
        except LoginError as error:
            service.budget.end(str(error))
        else:
            if is_renewed:
                service.budget.remark(EXPIRED)
                return True
            statuses = f"({refused.status})"
            service.budget.end(f"credentials were accepted at first, and then refused {statuses}")
        raise ExhaustedError(service.budget.ended)
