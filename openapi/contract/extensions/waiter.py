"""``x-waiter``: how clients poll an operation until everything is finished."""

from __future__ import annotations

import keyword
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from openapi.contract.problem import InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract.document import Contract
    from openapi.contract.operation import Operation

JSON: TypeAlias = Any

_PLACES = ("total", "items", "key", "count")
_STATUSES = ("pending", "succeeded", "failed")
_REQUIRED = {"name", *_PLACES, *_STATUSES}
_GRACE = "grace"


@dataclass(frozen=True)
class Waiter:
    """When to stop polling an operation."""

    name: str
    """The name of the client's method."""
    total: tuple[str, ...]
    """The path of the total count in the body."""
    items: tuple[str, ...]
    """The path of the array of counts, one object per status."""
    key: str
    """The member of such an object that names the status."""
    count: str
    """The member that counts."""
    pending: list[str]
    succeeded: list[str]
    failed: list[str]
    grace: float
    """Seconds for which what was just created may be unknown or empty."""


def read(operation: Operation) -> Waiter | None:
    """The waiter of an operation, if it has one.

    Raises:
        InvalidContractError: It does not match the operation's response.
    """
    node = operation.node.get("x-waiter")
    if node is None:
        return None
    for problem in problems(operation):
        place = f"{operation.pointer}/x-waiter"
        raise InvalidContractError(operation.contract.problem(place, problem))
    total, items = (tuple(node[member].split(".")) for member in ("total", "items"))
    return Waiter(**{_GRACE: 0, **node, "total": total, "items": items})


def problems(operation: Operation) -> Iterator[str]:
    """What is invalid in the waiter of an operation, and how to correct it."""
    node = operation.node["x-waiter"]
    if not isinstance(node, dict) or node.keys() - {_GRACE} != _REQUIRED:
        yield f"write it as {', '.join(sorted(_REQUIRED))} and perhaps {_GRACE}, nothing else"
        return
    of_form = list(_form(node))
    yield from of_form or _places(operation, node)


def _form(node: dict[str, JSON]) -> Iterator[str]:
    name = str(node["name"])
    if not name.isidentifier() or keyword.iskeyword(name) or name != name.lower().lstrip("_"):
        yield f"name: {name!r} becomes a method; write it as wait_for_script_job"
    for member in _PLACES:
        if not isinstance(node[member], str):
            yield f"{member}: name one member of the response"
    lists = [node[member] for member in _STATUSES]
    if not all(
        isinstance(statuses, list) and all(isinstance(status, str) for status in statuses)
        for statuses in lists
    ):
        yield f"{', '.join(_STATUSES)}: write each as a list of statuses"
        return
    flat = [status for statuses in lists for status in statuses]
    if len(set(flat)) < len(flat):
        yield "a status is pending, succeeded or failed; list each once"
    if not node["pending"] or not node["succeeded"]:
        yield "list at least one status as pending and one as succeeded"
    if not _is_length_of_time(node.get(_GRACE, 0)):
        yield f"{_GRACE}: write a number of seconds, 0 or more"


def _is_length_of_time(value: JSON) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= value < math.inf


def _places(operation: Operation, node: dict[str, JSON]) -> Iterator[str]:
    """The members that the waiter names and the response does not require."""
    contract = operation.contract
    if "200" not in operation.responses:
        yield "document the 200 whose body it reads"
        return
    body = operation.responses["200"].schema
    listed = _reached(contract, body, node["items"])
    element = listed.get("items") if listed else None
    for member, schema, kind in (
        ("total", body, "integer"),
        ("items", body, "array"),
        ("key", element, "string"),
        ("count", element, "integer"),
    ):
        reached = _reached(contract, schema, node[member])
        if reached is None:
            path = node[member]
            yield f"{member}: {path} is not a member of every 200; name one that is required"
        elif reached.get("type") != kind:
            yield f"{member}: {node[member]} must be of type {kind}"


def _reached(contract: Contract, schema: JSON, path: str) -> dict[str, JSON] | None:
    """The schema at the end of a dotted path whose every step is required."""
    node = contract.resolve(schema)
    for step in path.split("."):
        if not isinstance(node, dict) or step not in node.get("required", ()):
            return None
        node = contract.resolve(node.get("properties", {}).get(step))
    return node if isinstance(node, dict) else None
