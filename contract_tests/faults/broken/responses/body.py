"""Bodies that are not what their schema says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contract_tests.faults.changes import first_number, found, inflate, number, objects
from contract_tests.faults.variant import Category

if TYPE_CHECKING:
    from contract_tests.faults.changes import Change
    from openapi.contract import JSON

BODY = Category("body")

INT32, INT64 = 2**31, 2**63


def _drop_first(body: JSON) -> None:
    holder, key = first_number(body)
    del holder[key]


def _drop(name: str) -> Change:
    def change(body: JSON) -> None:
        for member in objects(body):
            member.pop(name, None)

    return change


def _each(name: str, change: Change) -> Change:
    """Change every member of a name, wherever it is."""

    def everywhere(body: JSON) -> None:
        for member in objects(body):
            if name in member:
                member[name] = change(member[name])

    return everywhere


def _raise_if_order(body: JSON) -> None:
    if "data" in body:
        inflate(body, INT32)


def _int32_overflow(body: JSON) -> None:
    for member in objects(body):
        for key, value in member.items():
            if type(value) is int and value >= INT32:
                member[key] = value - 2 * INT32


def _long_as_string(body: JSON) -> None:
    for member in objects(body):
        for key, value in member.items():
            if type(value) is int and value >= INT32:
                member[key] = str(value)


def _camel(body: JSON) -> JSON:
    if isinstance(body, list):
        return [_camel(element) for element in body]
    if not isinstance(body, dict):
        return body
    return {
        re.sub("_(.)", lambda letter: letter[1].upper(), key): _camel(value)
        for key, value in body.items()
    }


def _without_empty(body: JSON) -> JSON:
    """As a serializer does that leaves out whatever is zero, empty or null."""
    if isinstance(body, list):
        return [_without_empty(element) for element in body]
    if not isinstance(body, dict):
        return body
    return {key: _without_empty(value) for key, value in body.items() if value not in (0, [])}


BODY.register("missing-field", "A required member is left out of every body.", found(_drop_first))
for _name in (
    "data",
    "execute_statistics",
    "instance_status",
    "instance_count",
    "batch_indexes",
    "common_task_details",
    "cdc_task_details",
    "running_tasks_count",
    "abnormal_tasks_count",
    "terminated_tasks_count",
    "completed_tasks_count",
):
    BODY.register(
        f"missing-{_name.replace('_', '-')}", f"{_name} is left out.", found(_drop(_name))
    )

for _name, _sentence, _change in (
    ("wrong-type", "A number comes as a string.", number(str)),
    ("count-with-a-fraction", "A number comes with a fraction.", number(lambda n: n + 0.5)),
    ("count-as-boolean", "A number comes as true or false.", number(bool)),
    ("count-null", "A number is null.", number(lambda _: None)),
    ("count-in-a-list", "A number comes in a list.", number(lambda n: [n])),
    ("count-in-an-object", "A number comes as an object.", number(lambda n: {"value": n})),
    ("count-negative", "A number is negative.", number(lambda n: -1 - n)),
    ("count-beyond-int32", "An int32 is beyond its range, sums kept.", _raise_if_order),
    (
        "count-beyond-maximum",
        "A number is beyond the documented maximum, sums kept.",
        lambda body: inflate(body, 10**12),
    ),
    (
        "count-beyond-int64",
        "A number is beyond int64, sums kept.",
        lambda body: inflate(body, INT64),
    ),
    ("int32-overflow", "A number too large for int32 turns negative.", _int32_overflow),
    ("long-as-string", "A number too large for int32 comes as a string.", _long_as_string),
    (
        "batch-as-string",
        "Batch indexes come as strings.",
        _each("batch_indexes", lambda values: [str(batch) for batch in values]),
    ),
    (
        "batch-beyond-int32",
        "Batch indexes are beyond int32.",
        _each("batch_indexes", lambda values: [batch + INT32 for batch in values]),
    ),
    (
        "empty-batches-null",
        "A list without batches is null.",
        _each("batch_indexes", lambda values: values or None),
    ),
    (
        "single-batch-bare",
        "A list of one batch comes as the batch alone.",
        _each("batch_indexes", lambda values: values[0] if len(values) == 1 else values),
    ),
    (
        "batches-joined",
        "Batch indexes come as a string with commas.",
        _each("batch_indexes", lambda values: ",".join(map(str, values))),
    ),
    (
        "statistics-null",
        "execute_statistics is null.",
        _each("execute_statistics", lambda _: None),
    ),
    (
        "statistics-by-status",
        "execute_statistics is an object with a key for each status.",
        _each(
            "execute_statistics",
            lambda all_: {statistic["instance_status"]: statistic for statistic in all_},
        ),
    ),
    (
        "status-as-number",
        "A status comes as its number.",
        _each("instance_status", len),
    ),
    ("status-null", "A status is null.", _each("instance_status", lambda _: None)),
    ("details-null", "cdc_task_details is null.", _each("cdc_task_details", lambda _: None)),
    (
        "details-in-a-list",
        "cdc_task_details comes in a list.",
        _each("cdc_task_details", lambda value: [value]),
    ),
    ("data-in-a-list", "data comes in a list.", _each("data", lambda value: [value])),
    ("body-in-a-list", "The body is a list around the object.", lambda body: [body]),
    (
        "body-in-an-envelope",
        "The body is an envelope around the object.",
        lambda body: {"code": 0, "message": "OK", "result": body},
    ),
    (
        "data-unwrapped",
        "The object data is missing around its members.",
        lambda body: body.get("data", body),
    ),
    ("names-in-camel-case", "The names of all members are in camel case.", _camel),
    ("empty-object", "The body is an object without members.", lambda _: {}),
    ("zeros-left-out", "Members that are zero or empty are left out.", _without_empty),
):
    BODY.register(_name, _sentence, found(_change))
