"""The data of the server: the example calls of the contracts, and some more."""

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
    """Known calls and jobs, by operationId."""

    known: dict[str, list[Call]]
    """Calls with constant responses."""
    moving: dict[str, list[Job]]
    """Jobs in progress."""

    def __init__(self, operations: Iterable[Operation], watch: Stopwatch) -> None:
        """Load the calls of the contracts, and the additional data.

        Raises:
            InvalidContractError: An operation lacks an example, and none can be generated.
        """
        extra = yaml.load(_EXTRA.read_bytes(), Loader=yaml.CSafeLoader)
        self.known, self.moving = {}, {}
        for operation in operations:
            entries = extra.get(operation.id, ())
            settled = [
                operation.call.replaced(path=entry["path"], response=entry["body"])
                for entry in entries
                # Another contract may have an operation with the same id.
                if "body" in entry and not operation.success.errors(entry["body"])
            ]
            self.known[operation.id] = [operation.call, *settled]
            self.moving[operation.id] = [
                Job(**entry, watch=watch) for entry in entries if "batches" in entry
            ]

    def response(self, operation: Operation, path: dict[str, str]) -> Response | None:
        """The response for path parameters, if they are known."""
        for call in self.known[operation.id]:
            if call.path_texts == path:
                return Response(call.status, call.response, dict(call.response_headers))
        for job in self.moving[operation.id]:
            if job.path == path:
                headers = dict(operation.call.response_headers)
                return Response(operation.success_status, job.body, headers)
        return None
