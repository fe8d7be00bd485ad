"""Validates requests against their operation."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from openapi.contract.reading import strict_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_tests.reference_server.message import Request
    from openapi.contract import Operation, Parameter


class Rules:
    """The parameters and bodies that operations accept."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._parameters = {
            id(parameter): parameter
            for operation in operations
            for parameter in operation.parameters
        }
        # Clients repeat the same few requests, and validation takes half the time of a response.
        self._is_valid = lru_cache(maxsize=1024)(self._check)

    def allow(self, operation: Operation, request: Request, path: dict[str, str]) -> bool:
        """Whether parameters and body are valid."""
        return all(
            self._allows(parameter, request, path) for parameter in operation.parameters
        ) and _body_is_valid(operation, request)

    def _allows(self, parameter: Parameter, request: Request, path: dict[str, str]) -> bool:
        if parameter.location == "path":
            texts: tuple[str, ...] = (path[parameter.name],)
        else:
            texts = request.values(parameter.location, parameter.name)
        return self._is_valid(id(parameter), texts) if texts else not parameter.required

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
