"""Bodies that violate their schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contract_tests.faults.changes import first_number, in_success, inflate, number, objects
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
    """Change every property of a name, wherever it is."""

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
    """Omit zero, empty and null values, as some serializers do."""
    if isinstance(body, list):
        return [_without_empty(element) for element in body]
    if not isinstance(body, dict):
        return body
    return {key: _without_empty(value) for key, value in body.items() if value not in (0, [])}


BODY.register("missing-field", "A required property is missing.", in_success(_drop_first))
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
        f"missing-{_name.replace('_', '-')}", f"{_name} is missing.", in_success(_drop(_name))
    )

for _name, _sentence, _change in (
    ("wrong-type", "A number is a string.", number(str)),
    ("count-with-a-fraction", "An integer has a fraction.", number(lambda n: n + 0.5)),
    ("count-as-boolean", "A number is a boolean.", number(bool)),
    ("count-null", "A number is null.", number(lambda _: None)),
    ("count-in-a-list", "A number is wrapped in an array.", number(lambda n: [n])),
    ("count-in-an-object", "A number is wrapped in an object.", number(lambda n: {"value": n})),
    ("count-negative", "A number is negative.", number(lambda n: -1 - n)),
    ("count-beyond-int32", "An int32 exceeds its range; sums are consistent.", _raise_if_order),
    (
        "count-beyond-maximum",
        "A number exceeds the documented maximum; sums are consistent.",
        lambda body: inflate(body, 10**12),
    ),
    (
        "count-beyond-int64",
        "A number exceeds int64; sums are consistent.",
        lambda body: inflate(body, INT64),
    ),
    ("int32-overflow", "Numbers overflow int32 and turn negative.", _int32_overflow),
    ("long-as-string", "Numbers too large for int32 are strings.", _long_as_string),
    (
        "batch-as-string",
        "Batch indexes are strings.",
        _each("batch_indexes", lambda values: [str(batch) for batch in values]),
    ),
    (
        "batch-beyond-int32",
        "Batch indexes exceed int32.",
        _each("batch_indexes", lambda values: [batch + INT32 for batch in values]),
    ),
    (
        "empty-batches-null",
        "An empty array of batches is null.",
        _each("batch_indexes", lambda values: values or None),
    ),
    (
        "single-batch-bare",
        "An array of one batch is unwrapped.",
        _each("batch_indexes", lambda values: values[0] if len(values) == 1 else values),
    ),
    (
        "batches-joined",
        "Batch indexes are a comma-separated string.",
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
            lambda statistics: {
                statistic["instance_status"]: statistic for statistic in statistics
            },
        ),
    ),
    (
        "status-as-number",
        "A status is a number.",
        _each("instance_status", len),
    ),
    ("status-null", "A status is null.", _each("instance_status", lambda _: None)),
    ("details-null", "cdc_task_details is null.", _each("cdc_task_details", lambda _: None)),
    (
        "details-in-a-list",
        "cdc_task_details is wrapped in an array.",
        _each("cdc_task_details", lambda value: [value]),
    ),
    ("data-in-a-list", "data is wrapped in an array.", _each("data", lambda value: [value])),
    ("body-in-a-list", "The body is wrapped in an array.", lambda body: [body]),
    (
        "body-in-an-envelope",
        "The body is wrapped in an envelope.",
        lambda body: {"code": 0, "message": "OK", "result": body},
    ),
    (
        "data-unwrapped",
        "The body is the content of data, without data itself.",
        lambda body: body.get("data", body),
    ),
    ("names-in-camel-case", "Property names are in camel case.", _camel),
    ("empty-object", "The body is an empty object.", lambda _: {}),
    ("zeros-left-out", "Properties that are zero or empty are omitted.", _without_empty),
):
    BODY.register(_name, _sentence, in_success(_change))
