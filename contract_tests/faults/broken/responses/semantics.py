"""Bodies that are valid under their schema but semantically wrong."""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contract_tests.faults.changes import in_success, known_paths, number, place
from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.faults.variant import Fault
    from contract_tests.reference_server import ReferenceServer, Request, Response
    from openapi.contract import JSON

SEMANTICS = Category("semantics")


def _statuses(body: JSON) -> list[JSON]:
    """The elements of execute_statistics; empty for tasks."""
    statistics: list[JSON] = body.get("data", {}).get("execute_statistics", [])
    return statistics


def _counted(body: JSON, *, some: bool = True) -> list[JSON]:
    """The statuses with instances, or those without."""
    return [statistic for statistic in _statuses(body) if bool(statistic["instance_count"]) == some]


def _first(change: Callable[[JSON], object], *, some: bool) -> Callable[[JSON], None]:
    """A change of the first status with instances, or of the first without."""

    def to_body(body: JSON) -> None:
        for statistic in _counted(body, some=some)[:1]:
            change(statistic)

    return to_body


_busy, _idle = partial(_first, some=True), partial(_first, some=False)


def _twice(body: JSON) -> None:
    """Repeat a status without instances; the sum stays consistent."""
    for statistic in _statuses(body)[:1]:
        again = {**statistic, "instance_count": 0, "batch_indexes": []}
        body["data"]["execute_statistics"].append(again)


def _split(body: JSON) -> None:
    """Split a status in two entries; the sum stays consistent."""
    for statistic in _statuses(body):
        if statistic["instance_count"] > 1:
            statistic["instance_count"] -= 1
            part = {**copy.deepcopy(statistic), "instance_count": 1}
            part["batch_indexes"] = part["batch_indexes"][:1]
            body["data"]["execute_statistics"].append(part)
            return


def _lose_last(body: JSON) -> None:
    """Remove the last status with instances."""
    for statistic in [statistic for statistic in _statuses(body) if statistic["instance_count"]][
        -1:
    ]:
        body["data"]["execute_statistics"].remove(statistic)


def _from_zero(body: JSON) -> None:
    for statistic in _statuses(body):
        statistic["batch_indexes"] = [index - 1 for index in statistic["batch_indexes"]]


def _repeat(body: JSON) -> None:
    """Repeat a batch index if there are enough instances."""
    for statistic in _statuses(body):
        if statistic["instance_count"] > len(statistic["batch_indexes"]):
            statistic["batch_indexes"].append(statistic["batch_indexes"][0])


def _total(change: Callable[[JSON], int]) -> Callable[[JSON], None]:
    def to_body(body: JSON) -> None:
        if "data" in body:
            body["data"]["total_instance"] = change(body)

    return to_body


def _swap_kinds(body: JSON) -> None:
    if "cdc_task_details" in body:
        kinds = body["common_task_details"], body["cdc_task_details"]
        body["cdc_task_details"], body["common_task_details"] = kinds


def _swap_states(body: JSON) -> None:
    for kind in body.values():
        if "running_tasks_count" in kind:
            states = kind["running_tasks_count"], kind["completed_tasks_count"]
            kind["completed_tasks_count"], kind["running_tasks_count"] = states


for _name, _sentence, _change in (
    ("wrong-sum", "A count is too high by one.", number(lambda n: n + 1)),
    ("sum-too-low", "A nonzero count is too low by one.", number(lambda n: max(n - 1, 0))),
    ("total-always-zero", "The first count is always zero.", number(lambda _: 0)),
    (
        "total-counts-statuses",
        "total_instance is the number of statuses.",
        _total(lambda body: len(_statuses(body))),
    ),
    (
        "total-counts-batches",
        "total_instance is the number of batches.",
        _total(lambda body: sum(len(statistic["batch_indexes"]) for statistic in _statuses(body))),
    ),
    ("status-lost", "A status with instances is missing.", _lose_last),
    (
        "batches-without-instances",
        "A status without instances has a batch.",
        _idle(lambda statistic: statistic.update(batch_indexes=[1])),
    ),
    (
        "instances-without-batches",
        "A status with instances has no batch.",
        _busy(lambda statistic: statistic.update(batch_indexes=[])),
    ),
    ("status-twice", "A status is repeated without instances.", _twice),
    ("status-split", "A status is split into two entries.", _split),
    (
        "batches-count-from-zero",
        "Batch indexes count from 0.",
        _from_zero,
    ),
    (
        "batch-negative",
        "A batch index is -1.",
        _busy(lambda statistic: statistic.update(batch_indexes=[-1])),
    ),
    (
        "batch-repeated",
        "A batch index is repeated within a status.",
        _repeat,
    ),
    (
        "more-batches-than-instances",
        "A status has more batches than instances.",
        _busy(
            lambda status: status.update(
                batch_indexes=list(range(1, status["instance_count"] + 2))
            )
        ),
    ),
    ("kinds-swapped", "Counts of common and CDC tasks are swapped.", _swap_kinds),
    ("states-swapped", "Counts of running and completed tasks are swapped.", _swap_states),
):  # fmt: skip
    SEMANTICS.register(_name, _sentence, in_success(_change))


def _reading(step: int | None) -> Fault:
    """Respond with the data of a neighbouring id, or of the first."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        response, match = server(request), place(server, request)
        if response.status != 200 or match is None:
            return response
        known = list(known_paths(server, match))
        own = next(i for i, (path, _) in enumerate(known) if path == match.parameters)
        other = 0 if step is None else (own + step) % len(known)
        return server(replace(request, path=known[other][1]))

    return fault


SEMANTICS.register("data-of-another", "Each id gets the data of another.", _reading(1))
SEMANTICS.register("data-of-the-first", "Each id gets the data of the first.", _reading(None))


def _moved_by(header: str) -> Fault:
    """Respond with the data of another id if a header is present."""

    def fault(server: ReferenceServer, request: Request) -> Response:
        moved = request.value("header", header) is not None
        return _reading(1)(server, request) if moved else server(request)

    return fault


def _chinese_moves(server: ReferenceServer, request: Request) -> Response:
    chinese = request.value("header", "x-language") == "zh-cn"
    return _reading(1)(server, request) if chinese else server(request)


SEMANTICS.register(
    "numbers-change-with-language",
    "X-Language: zh-cn returns the data of another id.",
    _chinese_moves,
)
SEMANTICS.register(
    "numbers-change-with-project",
    "x-project-id returns the data of another id.",
    _moved_by("x-project-id"),
)
SEMANTICS.register(
    "numbers-change-with-user",
    "x-user-profile returns the data of another id.",
    _moved_by("x-user-profile"),
)


@SEMANTICS.variant
def query_overrides_the_path(server: ReferenceServer, request: Request) -> Response:
    """An id in the query overrides the one in the path."""
    match = place(server, request)
    for name in match.parameters if match else ():
        value = request.value("query", name)
        if match and value:
            own = f"/{match.parameters[name]}"
            request = replace(request, path=request.path.replace(own, f"/{value}"))
    return server(request)
