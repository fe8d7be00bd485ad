"""Whether a request keeps the rules of its operation."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.reference_server.message import Request
    from openapi.contract import JSON, Operation, Parameter


class Rules:
    """The rules of a set of operations."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._parameters = {id(one): one for each in operations for one in each.parameters}
        # Clients ask for the same few things again and again, and looking at a schema takes as
        # long as all the rest of a response.
        self._fits = lru_cache(maxsize=1024)(self._check)

    def kept(self, operation: Operation, request: Request, path: dict[str, str]) -> bool:
        """Whether parameters and body are as the contract says."""
        return all(
            self._keeps(parameter, request, path) for parameter in operation.parameters
        ) and _body_is_right(operation, request)

    def _keeps(self, parameter: Parameter, request: Request, path: dict[str, str]) -> bool:
        if parameter.location == "path":
            value: str | None = path[parameter.name]
        else:
            value = request.value(parameter.location, parameter.name)
        return not parameter.required if value is None else self._fits(id(parameter), value)

    def _check(self, parameter: int, value: str) -> bool:
        return not self._parameters[parameter].errors(value)


def _body_is_right(operation: Operation, request: Request) -> bool:
    declared = operation.request_body
    if declared is None:
        return True
    if not request.body:
        return not declared.required
    try:
        body: JSON = json.loads(request.body)
    except (ValueError, RecursionError):
        return False
    return not operation.contract.errors(declared.schema, body)
