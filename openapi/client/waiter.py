"""What `x-waiter` of an operation says, checked against the operation's answer."""

from __future__ import annotations

import keyword
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract import SpecError

if TYPE_CHECKING:
    from contract import Contract, Operation

_PATHS = ("total", "items")
_NAMES = ("key", "count")
_STATUSES = ("pending", "succeeded", "failed")
_MEMBERS = {"name", *_PATHS, *_NAMES, *_STATUSES}
OWN = ("timeout", "interval", "on_progress", "fail_fast")
"""The arguments that waiting adds to those of the operation."""


@dataclass(frozen=True)
class Waiter:
    """How to wait for what an operation reports on."""

    name: str
    total: tuple[str, ...]
    items: tuple[str, ...]
    key: str
    count: str
    pending: list[str]
    succeeded: list[str]
    failed: list[str]


def read(contract: Contract, operation: Operation) -> Waiter | None:
    """The waiter of an operation, if it has one.

    Raises:
        SpecError: It does not fit what the operation answers.
    """
    node = operation.node.get("x-waiter")
    if node is None:
        return None
    try:
        return _waiter(contract, operation, node)
    except SpecError as error:
        raise SpecError(f"{operation.id}: x-waiter: {error}") from None


def _waiter(contract: Contract, operation: Operation, node: Any) -> Waiter:
    if not isinstance(node, dict) or set(node) != _MEMBERS:
        raise SpecError(f"needs {', '.join(sorted(_MEMBERS))}, and nothing else")
    name = node["name"]
    if not str(name).isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        raise SpecError(f"{name!r} cannot be the name of a method")
    statuses = [_texts(node, member) for member in _STATUSES]
    flat = [one for some in statuses for one in some]
    if len(set(flat)) < len(flat):
        raise SpecError("a status is listed twice")
    paths = [tuple(str(node[member]).split(".")) for member in _PATHS]
    body = _body(contract, operation)
    _wanted(contract, body, paths[0], "integer")
    items = _wanted(contract, body, paths[1], "array")
    item = contract.resolve(items.get("items", {}))
    _wanted(contract, item, (node["key"],), "string")
    _wanted(contract, item, (node["count"],), "integer")
    return Waiter(name, paths[0], paths[1], node["key"], node["count"], *statuses)


def _texts(node: dict[str, Any], member: str) -> list[str]:
    value = node[member]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise SpecError(f"{member} must be a list of statuses")
    return value


def _body(contract: Contract, operation: Operation) -> dict[str, Any]:
    successes = [
        contract.resolve(response)
        for status, response in operation.node["responses"].items()
        if str(status).startswith("2")
    ]
    media = [
        media
        for one in successes
        for name, media in one.get("content", {}).items()
        if "json" in name
    ]
    if len(successes) != 1 or len(media) != 1 or "$ref" not in media[0].get("schema", {}):
        raise SpecError("the operation needs a single success, a JSON body with a named schema")
    body: dict[str, Any] = contract.resolve(media[0]["schema"])
    return body


def _wanted(
    contract: Contract, schema: dict[str, Any], steps: tuple[str, ...], kind: str
) -> dict[str, Any]:
    """The schema at the end of a path whose every step is sure to be there."""
    for step in steps:
        if step not in schema.get("properties", {}):
            raise SpecError(f"{'.'.join(steps)}: there is no {step!r}")
        if step not in schema.get("required", ()):
            raise SpecError(f"{'.'.join(steps)}: {step!r} is not required")
        schema = contract.resolve(schema["properties"][step])
    if schema.get("type") != kind:
        raise SpecError(f"{'.'.join(steps)} must be of type {kind}")
    return schema
