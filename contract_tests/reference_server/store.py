"""What exists on the server: the contracts' own examples, and a few things more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from contract_tests.reference_server.job import Job, Stopwatch
from openapi.contract import JSON, InvalidContractError, Operation

if TYPE_CHECKING:
    from collections.abc import Iterable

_EXTRA = Path(__file__).with_name("store.yaml")


@dataclass(frozen=True)
class Known:
    """Something that exists: where, and the body of its response."""

    path: dict[str, str]
    """Path parameters by name, as text."""
    body: JSON


class Store:
    """Everything known, by operation."""

    known: dict[str, list[Known]]
    """What is the same at any time."""
    moving: dict[str, list[Job]]
    """What does not."""

    def __init__(self, operations: Iterable[Operation], watch: Stopwatch) -> None:
        """Gather what the examples of the contracts give and what is kept beside them.

        Raises:
            InvalidContractError: An operation has no example to serve.
        """
        extra = yaml.load(_EXTRA.read_bytes(), Loader=yaml.CSafeLoader)
        self.known, self.moving = {}, {}
        for operation in operations:
            kept = extra.get(operation.id, ())
            settled = [Known(**one) for one in kept if "body" in one]
            self.known[operation.id] = [_example(operation), *settled]
            self.moving[operation.id] = [
                Job(**one, watch=watch) for one in kept if "batches" in one
            ]

    def find(self, operation: Operation, path: dict[str, str]) -> Known | Job | None:
        """What the path parameters of a request name, if it exists."""
        things: list[Known | Job] = [*self.known[operation.id], *self.moving[operation.id]]
        return next((one for one in things if one.path == path), None)


def success(operation: Operation) -> int:
    """The status of an operation that went well: the first 2xx its contract lists."""
    for status in operation.responses:
        if status.startswith("2") and status.isdecimal():
            return int(status)
    raise InvalidContractError(
        f"{operation.contract.path.name}#{operation.pointer}: no 2xx response is documented"
    )


def _example(operation: Operation) -> Known:
    path = {}
    for parameter in operation.located("path"):
        if not parameter.examples:
            raise InvalidContractError(
                f"{operation.contract.path.name}#{parameter.pointer}: give the path parameter "
                f"{parameter.name} an example; it is the id the reference server knows"
            )
        path[parameter.name] = str(parameter.examples[0])
    response = operation.responses[str(success(operation))]
    if response.media_types and not response.examples:
        raise InvalidContractError(
            f"{operation.contract.path.name}#{response.pointer}: give the response an example; "
            "it is what the reference server sends"
        )
    return Known(path, next(iter(response.examples.values()), None))
