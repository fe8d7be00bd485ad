"""Known ids: tables in the target or another file, or the output of a command."""

from __future__ import annotations

import shlex
import subprocess
from datetime import date, time
from math import isfinite
from typing import TYPE_CHECKING

from contract_tests.conformance.target.model import KnownIds
from contract_tests.conformance.target.reading import read_program
from contract_tests.conformance.target.source import parse
from openapi.contract.reading import strict_json

if TYPE_CHECKING:
    from contract_tests.conformance.target.source import Source
    from openapi.contract import JSON, Call, Operation, Parameter

_PARTS = ("query", "headers", "body", "status")
"""Keys of an entry for the request, apart from its path."""
_COMMAND_TIMEOUT = 60
"""Seconds."""


def read_known(
    source: Source, value: JSON, operations: dict[str, Operation]
) -> dict[str, tuple[KnownIds, ...]]:
    """The known ids of each operation, by operationId.

    Raises:
        TargetError: They cannot be read or are invalid.
    """
    value = _listing(source, value) if isinstance(value, str) else value
    tables = source.table("known", value, operations)
    return {
        name: tuple(
            _entry(source, operations[name], entry)
            for entry in (entries if isinstance(entries, list) else [entries])
        )
        for name, entries in tables.items()
    }


def read_unknown(
    source: Source,
    value: JSON,
    operations: dict[str, Operation],
    known: dict[str, tuple[KnownIds, ...]],
) -> dict[str, tuple[dict[str, str], ...]]:
    """The paths of ids that do not exist, by operationId.

    A plain id is the last one of a path whose other ids are known.

    Raises:
        TargetError: They are invalid.
    """
    if not isinstance(value, list) or not all(
        isinstance(entry, str | int | dict) for entry in value
    ):
        source.fail('unknown must be a list of ids that do not exist, as in unknown = ["a-1"]')
    unknown: dict[str, tuple[dict[str, str], ...]] = {}
    for operation in operations.values():
        bases = known.get(operation.id) if operation.located("path") else None
        paths = [_unknown(operation, bases[0].path, entry) for entry in value] if bases else []
        unknown[operation.id] = tuple(filter(None, paths))
        if any(ids.path in unknown[operation.id] for ids in known.get(operation.id, ())):
            source.fail(f"unknown: an id of {operation.id} is among the known ones, too")
    if value and not any(unknown.values()):
        source.fail(f"unknown: {value[0]} is not a valid id of any operation")
    return unknown


def _unknown(operation: Operation, base: dict[str, str], value: JSON) -> dict[str, str] | None:
    """The path parameters of an id that does not exist, if they are valid for the operation."""
    parameters = {parameter.name: parameter for parameter in operation.located("path")}
    ids = value if isinstance(value, dict) else {list(parameters)[-1]: value}
    texts = {name: str(id_) for name, id_ in ids.items()}
    if set(texts) <= set(parameters) and not any(
        parameters[name].errors(text) for name, text in texts.items()
    ):
        return {**base, **texts}
    return None


def _listing(source: Source, reference: str) -> JSON:
    kind, _, name = reference.partition(":")
    if kind == "file":
        text = source.read("known", name)
    elif kind == "command":
        text = _printed(source, name)
    else:
        source.fail('known must be tables, "file:PATH" or "command:PROGRAM ARGUMENTS"')
    try:
        document = parse(text)
    except ValueError as error:
        source.fail(f"known: {kind}: not TOML: {error}")
    return document.get("known", document)


def _printed(source: Source, command: str) -> str:
    try:
        # Arguments are never shown, as they may contain secrets.
        program, *arguments = shlex.split(command)
    except ValueError:
        source.fail('known: the value after "command:" is empty or not a valid command line')
    try:
        output = read_program([program, *arguments], source.path.parent, _COMMAND_TIMEOUT)
        return output.decode("utf-8-sig")
    except subprocess.CalledProcessError as error:
        source.fail(f"known: {program} exited with {error.returncode}")
    except OSError as error:
        source.fail(f"known: {program} could not be run: {error.strerror or error}")
    except ValueError:
        source.fail(f"known: what {program} prints is not UTF-8, or its name is invalid")


def _entry(source: Source, operation: Operation, value: JSON) -> KnownIds:
    key = f"known.{operation.id}"
    parameters = {parameter.name: parameter for parameter in operation.located("path")}
    entry = source.table(key, value, {*parameters, *_PARTS, "path", "expect"})
    ids = source.table(f"{key}.path", entry["path"], parameters) if "path" in entry else entry
    if missing := sorted(set(parameters) - set(ids)):
        source.fail(f"{key}: {missing[0]} is missing")
    path = {name: str(ids[name]) for name in parameters}
    for name, parameter in parameters.items():
        if isinstance(ids[name], bool) or not isinstance(ids[name], str | int):
            source.fail(f"{key}.{name} must be a string")
        if errors := parameter.errors(path[name]):
            source.fail(f"{key}.{name} violates the contract: {errors[0].message}")
    for part in ("expect", *_PARTS):
        _reject_non_json(source, f"{key}.{part}", entry.get(part))
    parts = {name: entry[name] for name in _PARTS if name in entry and name not in parameters}
    return KnownIds(path, entry.get("expect"), _call(source, key, operation, path, parts))


def _call(
    source: Source, key: str, operation: Operation, path: dict[str, str], parts: dict[str, JSON]
) -> Call:
    """The example call of the contract, with the values of the target."""
    for location, part in (("query", "query"), ("header", "headers")):
        declared = {parameter.name.lower(): parameter for parameter in operation.located(location)}
        table = source.table(f"{key}.{part}", parts.get(part, {}))
        if unknown := [name for name in table if name.lower() not in declared]:
            source.fail(f"{key}.{part}.{unknown[0]}: the contract declares no such parameter")
        parts[part] = {declared[name.lower()].name: value for name, value in table.items()}
        for name, value in parts[part].items():
            _input(source, f"{key}.{part}.{name}", declared[name.lower()], value)
    if isinstance(body := parts.get("body"), str) and body.startswith("file:"):
        try:
            parts["body"] = strict_json.parse(source.read(f"{key}.body", body[5:]).encode())
        except ValueError as error:
            source.fail(f"{key}.body: {body}: {error}")
    if "body" in parts:
        _body(source, f"{key}.body", operation, parts["body"])
    status = parts.get("status", operation.success_status)
    if type(status) is not int or status >= 400 or not operation.response(status):
        source.fail(f"{key}.status must be a status below 400 that the contract documents")
    return operation.call.replaced(path=path, **parts)


def _input(source: Source, key: str, parameter: Parameter, value: JSON) -> None:
    texts = parameter.write(value)
    if errors := parameter.errors(*texts):
        source.fail(f"{key} violates the contract: {errors[0].message}")
    for text in texts if parameter.location == "header" else ():
        source.field_value(key, text)


def _body(source: Source, key: str, operation: Operation, value: JSON) -> None:
    if not operation.request_body:
        source.fail(f"{key}: the contract declares no body")
    if errors := operation.request_body.errors(value):
        source.fail(f"{key} violates the contract: {errors[0].message}")


def _reject_non_json(source: Source, key: str, value: JSON) -> None:
    """Reject dates and infinity, which TOML has and JSON lacks."""
    if isinstance(value, date | time) or (isinstance(value, float) and not isfinite(value)):
        source.fail(f"{key}: JSON has no {value}; write what the response has, or leave it out")
    children = value.items() if isinstance(value, dict) else ()
    elements = enumerate(value) if isinstance(value, list) else ()
    for name, child in (*children, *elements):
        _reject_non_json(source, f"{key}.{name}", child)
