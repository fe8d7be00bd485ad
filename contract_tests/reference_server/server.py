"""The server less its transport: one request in, one answer out."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from contract_tests.reference_server.access import Access
from contract_tests.reference_server.message import JSON_TYPE, Answer, Request
from contract_tests.reference_server.routes import Match, Routes
from contract_tests.reference_server.store import Store, success

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.spec import JSON, Operation, Parameter, Spec

UNKNOWN = "unknown_id"
"""The name under which a spec may give the error body for an id that does not exist."""


class ReferenceServer:
    """Keeps the contracts of a set of specs."""

    def __init__(self, specs: Iterable[Spec], access: Access | None = None) -> None:
        """Read routes, rules, known ids and bodies from the specs.

        Raises:
            SpecError: A spec lacks what the server needs.
        """
        self.operations = tuple(one for spec in specs for one in spec.operations)
        self.access = access or Access()
        self.store = Store(self.operations)
        self._routes = Routes(self.operations)

    def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        request_id = uuid.uuid4().hex
        answer = self._answer(request, request_id)
        headers = {"X-Request-Id": request_id, **answer.headers}
        if answer.body is not None:
            headers["Content-Type"] = JSON_TYPE
        return Answer(answer.status, answer.body, headers)

    def _answer(self, request: Request, request_id: str) -> Answer:
        match = self._routes.match(request.path)
        if match is None:
            message = "The API does not exist or has not been published in the environment."
            return gateway(404, "APIGW.0101", message, request_id)
        operation = match.operation(request.method)
        if operation is None:
            return _no_such_method(request, match, request_id)
        if refusal := self.access.refusal(operation, request):
            return gateway(refusal.status, refusal.code, refusal.message, request_id)
        if not _acceptable(operation, request, match.parameters):
            return documented(operation, 400, request_id)
        known = self.store.find(operation, match.parameters)
        if known is None:
            return documented(operation, 404, request_id, UNKNOWN)
        return Answer(success(operation), known.body)


def gateway(status: int, code: str, message: str, request_id: str) -> Answer:
    """An error in the words and the shape of the API gateway."""
    return Answer(status, {"error_code": code, "error_msg": message, "request_id": request_id})


def documented(operation: Operation, status: int, request_id: str, name: str = "") -> Answer:
    """An error as the spec's example of that name shows it, or else its first example."""
    response = operation.response(status)
    examples = response.examples if response else {}
    if not examples:
        return gateway(status, "APIGW.0602", "Bad request.", request_id)
    body = examples.get(name, next(iter(examples.values())))
    if "request_id" in body:
        body = {**body, "request_id": request_id}
    return Answer(status, body)


def _no_such_method(request: Request, match: Match, request_id: str) -> Answer:
    allow = {"Allow": match.allow}
    if request.method == "OPTIONS":
        return Answer(204, headers=allow)
    message = f"The API does not support the method; it supports {match.allow}."
    return Answer(405, gateway(405, "APIGW.0101", message, request_id).body, allow)


def _acceptable(operation: Operation, request: Request, path: dict[str, str]) -> bool:
    """Whether parameters and body keep the rules of the spec."""
    return all(
        _keeps_rules(parameter, request, path) for parameter in operation.parameters
    ) and _body_keeps_rules(operation, request)


def _keeps_rules(parameter: Parameter, request: Request, path: dict[str, str]) -> bool:
    if parameter.location == "path":
        value: str | None = path[parameter.name]
    else:
        value = request.value(parameter.location, parameter.name)
    if value is None:
        return not parameter.required
    return not parameter.errors(value)


def _body_keeps_rules(operation: Operation, request: Request) -> bool:
    declared = operation.request_body
    if declared is None:
        return True
    if not request.body:
        return not declared.required
    try:
        body: JSON = json.loads(request.body)
    except ValueError:
        return False
    return not operation.spec.errors(declared.schema, body)
