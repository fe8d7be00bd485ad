"""The first requests: do known calls reach the service itself?"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from contract_tests.conformance.errors import LoginError, UndecidableError
from contract_tests.conformance.requests.probes.probe import Probe
from contract_tests.conformance.requests.transport.service import THROTTLED

if TYPE_CHECKING:
    from contract_tests.conformance.judging.exchange import Exchange
    from contract_tests.conformance.requests.transport.service import Service
    from contract_tests.conformance.running.run import Run
    from openapi.contract import Operation

PAUSE = 0.5
"""Seconds between polls of a server that is starting."""
_REFUSALS = (401, 403)
_FROM_GATEWAY = (502, 503, 504)
_WORDS = 80
"""Characters of a body that are shown to identify it."""
_PORTS = {"http": 80, "https": 443}
_TLS = "see base_url, ca_bundle for trusted CAs, and client_cert for client authentication"


def make_contact(run: Run) -> None:
    """Request every known id once, and find services that cannot be judged.

    Raises:
        UndecidableError: No service can be judged; gives the reasons.
    """
    if not run.reading:
        raise UndecidableError("every operation writes, and such operations are never called")
    for name, service in run.services.items():
        operations = [operation for operation in service.contract.operations if operation.reads]
        try:
            problem = _contact(run, service, operations)
        except LoginError as error:
            problem = str(error)
        if problem:
            run.undecided[name] = problem
    judged = {operation.contract.name for operation in run.reading} - set(run.undecided)
    if not judged:
        raise UndecidableError(undecided(run))


def undecided(run: Run) -> str:
    """Why some services cannot be judged; empty if all can."""
    return "; ".join(dict.fromkeys(run.undecided.values()))


def _contact(run: Run, service: Service, operations: list[Operation]) -> str:
    for operation in operations:
        if not service.known(operation):
            return _nothing_known(operation)
    _ = service.credentials
    if operations:
        _wait(run, service, operations[0])
    reads: list[Exchange] = []
    for operation in operations:
        probes = [Probe(ids.path) for ids in service.known(operation)]
        run.first_reads[operation.id] = list(run.exchanges(operation, probes))
        reads += run.first_reads[operation.id]
    if not reads or any(_is_service(read) for read in reads):
        return ""
    if any(read.response.closed or read.response.late for read in reads):
        # The service may fail only for callers with valid credentials.
        stranger = Probe(service.known(operations[0])[0].path, credentials={})
        if any(_has_error_body(read) for read in service.send(operations[0], stranger)):
            return ""
    return _problem_of(service, reads)


def _wait(run: Run, service: Service, operation: Operation) -> None:
    """Wait until a known call succeeds, for the time of --wait at most."""
    until = min(run.budget.elapsed + run.options.wait, run.budget.seconds)
    while run.budget.elapsed < until and not service.is_ready(operation):
        run.budget.wait(min(PAUSE, until - run.budget.elapsed))


def _nothing_known(operation: Operation) -> str:
    return (
        f"no known id for {operation.id}: name one under [[known.{operation.id}]], "
        f"or leave out the API {operation.contract.name} with --api"
    )


def _is_service(read: Exchange) -> bool:
    """Whether a response comes from the service itself."""
    response = read.response
    if not read.has_response:
        return not (response.unreachable or response.closed or response.late or response.withheld)
    if read.status in (*_REFUSALS, *_FROM_GATEWAY, THROTTLED):
        return False
    if 300 <= read.status < 400:
        return not _leaves(read)
    return not 400 <= read.status < 500 or _has_error_body(read)


def _leaves(read: Exchange) -> bool:
    """Whether a redirect leads to another origin."""
    locations = read.response.values("Location")
    origins = [_origin(urljoin(read.request.url, location)) for location in locations]
    return any(origin != _origin(read.request.url) for origin in origins)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return "", None, None


def _has_error_body(read: Exchange) -> bool:
    """Whether a rejection has an error body of the contract."""
    if not (400 <= read.status < 500 and read.parsed):
        return False
    documented = [
        response
        for status, response in read.operation.responses.items()
        if status.startswith("4") or status == "default"
    ]
    return any(
        response.media_types and not read.operation.contract.errors(response.schema, read.body)
        for response in documented
    )


def _problem_of(service: Service, reads: list[Exchange]) -> str:
    """What was received instead of a response of the service, and what to check."""
    url = service.target.base_url
    read = next((read for read in reads if read.has_response), reads[0])
    if not read.has_response:
        return _problem_without_response(read, service)
    statuses = " or ".join(sorted({str(read.status) for read in reads if read.has_response}))
    body = read.response.body.decode("utf-8", "replace")
    words = service.redact.excerpt(" ".join(body.split()), _WORDS)
    details = f"({statuses}), with the body {words!r}" if words else f"({statuses}), without a body"
    if 300 <= read.status < 400:
        location = service.redact.excerpt(", ".join(read.response.values("Location")), 200)
        return f"{url} redirected every known call ({statuses}) to {location}; see base_url"
    if read.status in _REFUSALS:
        hint = "see token or login, and any proxy in front of the service"
        return f"{url} refused the credentials on every request {details}; {hint}"
    if read.status == THROTTLED:
        return f"{url} throttled every known call {details}; wait, or lower --rate"
    if read.status in _FROM_GATEWAY:
        hint = "see whether the service is running; --wait SECONDS waits until it is"
        return f"{url} reached no service on any known call {details}; {hint}"
    hint = "see the path in base_url, client_cert, and any proxy in front of the service"
    return f"{url} rejected every known call without an error of the contract {details}; {hint}"


def _problem_without_response(read: Exchange, service: Service) -> str:
    url, fault = service.target.base_url, service.redact.excerpt(read.response.fault, 300)
    if read.response.unreachable:
        hint = "see base_url and proxy, and whether the server runs; --wait SECONDS waits for it"
        is_tls = "SSL" in fault.upper() or "TLS" in fault.upper()
        return f"no server responds at {url}: {fault}; {_TLS if is_tls else hint}"
    if read.response.late:
        hint = "--timeout SECONDS raises the limit, --wait SECONDS waits for a start"
        return f"{url} responded to no known call: {fault}; {hint}"
    hint = _TLS if url.startswith("https:") else "see whether base_url must begin with https://"
    return f"{url} closed the connection on every known call: {fault}; {hint}"
