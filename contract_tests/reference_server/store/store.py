"""What exists on the server: the calls that the contracts describe, and a few things more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from contract_tests.reference_server.message import Response
from contract_tests.reference_server.store.job import Job, Stopwatch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openapi.contract import Call, Operation

_EXTRA = Path(__file__).with_name("store.yaml")


class Store:
    """Everything known, by operation."""

    known: dict[str, list[Call]]
    """What is the same at any time."""
    moving: dict[str, list[Job]]
    """What does not."""

    def __init__(self, operations: Iterable[Operation], watch: Stopwatch) -> None:
        """Gather the calls of the contracts and what is kept beside them.

        Raises:
            InvalidContractError: An operation lacks an example, and no value could be made.
        """
        extra = yaml.load(_EXTRA.read_bytes(), Loader=yaml.CSafeLoader)
        self.known, self.moving = {}, {}
        for operation in operations:
            kept = extra.get(operation.id, ())
            settled = [
                operation.call.replaced(path=entry["path"], response=entry["body"])
                for entry in kept
                # Another contract may have an operation of that name.
                if "body" in entry and not operation.success.errors(entry["body"])
            ]
            self.known[operation.id] = [operation.call, *settled]
            self.moving[operation.id] = [
                Job(**entry, watch=watch) for entry in kept if "batches" in entry
            ]

    def response(self, operation: Operation, path: dict[str, str]) -> Response | None:
        """What the path parameters of a request name, if it exists."""
        for call in self.known[operation.id]:
            if call.path_texts == path:
                return Response(call.status, call.response)
        for job in self.moving[operation.id]:
            if job.path == path:
                return Response(operation.success_status, job.body)
        return None
