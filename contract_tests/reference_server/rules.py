"""Whether a request is valid under its operation."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from openapi.contract.reading import strict_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.reference_server.message import Request
    from openapi.contract import Operation, Parameter


class Rules:
    """The rules of a set of operations."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._parameters = {
            id(parameter): parameter for each in operations for parameter in each.parameters
        }
        # Clients ask for the same few things again and again, and looking at a schema takes as
        # long as all the rest of a response.
        self._fits = lru_cache(maxsize=1024)(self._check)

    def kept(self, operation: Operation, request: Request, path: dict[str, str]) -> bool:
        """Whether parameters and body are as the contract says."""
        return all(
            self._keeps(parameter, request, path) for parameter in operation.parameters
        ) and _body_is_valid(operation, request)

    def _keeps(self, parameter: Parameter, request: Request, path: dict[str, str]) -> bool:
        if parameter.location == "path":
            texts: tuple[str, ...] = (path[parameter.name],)
        else:
            texts = request.values(parameter.location, parameter.name)
        return self._fits(id(parameter), texts) if texts else not parameter.required

    def _check(self, parameter: int, texts: tuple[str, ...]) -> bool:
        return not self._parameters[parameter].errors(*texts)


def _body_is_valid(operation: Operation, request: Request) -> bool:
    declared = operation.request_body
    if declared is None:
        return True
    if not request.body:
        return not declared.required
    try:
        return not declared.errors(strict_json.parse(request.body))
    except ValueError:
        return False
