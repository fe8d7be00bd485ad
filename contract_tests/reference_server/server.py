"""The server without its transport: a function from request to response."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from contract_tests.reference_server import errors
from contract_tests.reference_server.access.access import Access
from contract_tests.reference_server.access.iam import Iam
from contract_tests.reference_server.errors import NO_API, fitted, gateway, in_chinese
from contract_tests.reference_server.fault_injection import FaultInjection
from contract_tests.reference_server.message import JSON_TYPE, Request, Response
from contract_tests.reference_server.routes import Match, Routes
from contract_tests.reference_server.rules import Rules
from contract_tests.reference_server.store.job import Stopwatch
from contract_tests.reference_server.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openapi.contract import Contract, Operation

UNKNOWN = "unknown_id"
"""The name of the example that a contract may have for ids that do not exist."""


class ReferenceServer:
    """Conforms to a set of contracts."""

    def __init__(
        self,
        contracts: Iterable[Contract],
        access: Access | None = None,
        *,
        faults: FaultInjection | None = None,
        watch: Stopwatch | None = None,
    ) -> None:
        """Read routes, rules, known ids and bodies from the contracts.

        Raises:
            InvalidContractError: A contract lacks what the server needs.
        """
        contracts = tuple(contracts)
        self.operations = tuple(
            operation for contract in contracts for operation in contract.operations
        )
        self.access = access or Access()
        self.watch = watch or Stopwatch()
        """The clock of jobs in progress."""
        self.store = Store(self.operations, self.watch)
        self._faults = faults or FaultInjection()
        self._iam = Iam(self.access, (contract.name for contract in contracts))
        paths = {operation.path for operation in self.operations}
        iam = [login for login in self._iam.contract.operations if login.path not in paths]
        served = (*self.operations, *iam)
        self._routes, self._rules = Routes(served), Rules(served)

    def __call__(self, request: Request) -> Response:
        """Respond to one request."""
        request_id = uuid.uuid4().hex
        match = self._routes.match(request.path)
        response = self._routed(match, request, request_id)
        media_type = JSON_TYPE
        if match and (operation := match.operation(request.method)):
            response = fitted(operation, response)
            documented = operation.response(response.status)
            media_type = next(iter(documented.media_types if documented else ()), JSON_TYPE)
        id_header = self._iam.id_header(match)
        headers = {
            name: value
            for name, value in response.headers.items()
            if name.lower() != id_header.lower()
        } | {id_header: request_id}
        if response.body is not None:
            headers["Content-Type"] = media_type
        response = Response(response.status, response.body, headers, self._faults.delay())
        chinese = request.value("header", "x-language") == "zh-cn"
        return in_chinese(response) if chinese else response

    def _routed(self, match: Match | None, request: Request, request_id: str) -> Response:
        if match is None:
            return gateway(404, "APIGW.0101", NO_API, request_id)
        operation = match.operation(request.method)
        if operation is None:
            return _no_such_method(request, match, request_id)
        if refusal := self.access.refusal(operation, request):
            return gateway(refusal.status, refusal.code, refusal.message, request_id)
        return (
            self._throttled(request_id)
            or self._failed(operation, request_id)
            or self._served(operation, request, match.parameters, request_id)
        )

    def _throttled(self, request_id: str) -> Response | None:
        limit = self._faults.rate_limit
        wait = limit.wait() if limit else None
        if limit is None or wait is None:
            return None
        message = f"The throttling threshold has been reached: {limit.policy}"
        return gateway(429, "APIGW.0308", message, request_id, Retry_After=str(wait))

    def _failed(self, operation: Operation, request_id: str) -> Response | None:
        return errors.documented(operation, 500, request_id) if self._faults.should_fail() else None

    def _served(
        self, operation: Operation, request: Request, path: dict[str, str], request_id: str
    ) -> Response:
        if not self._rules.allow(operation, request, path):
            return errors.documented(operation, 400, request_id)
        if operation.contract is self._iam.contract:
            return self._iam(operation, request, request_id)
        known = self.store.response(operation, path)
        return known or errors.documented(operation, 404, request_id, UNKNOWN)


def _no_such_method(request: Request, match: Match, request_id: str) -> Response:
    allow = {"Allow": match.allow}
    if request.method == "OPTIONS":
        return Response(204, headers=allow)
    message = f"The API does not support the method; it supports {match.allow}."
    return gateway(405, "APIGW.0101", message, request_id, **allow)
