"""Known ids: tables in the target, in another file, or printed by a command."""

from __future__ import annotations

import shlex
import subprocess
import tomllib
from typing import TYPE_CHECKING

from contract_tests.conformance.target.model import KnownIds
from openapi.contract import strict_json

if TYPE_CHECKING:
    from contract_tests.conformance.target.source import Source
    from openapi.contract import JSON, Call, Operation

_PARTS = ("query", "headers", "body", "status")
"""What an entry may say of a request beside its path."""
_COMMAND_TIMEOUT = 60
"""Seconds."""


def read_known(
    source: Source, value: JSON, operations: dict[str, Operation]
) -> dict[str, tuple[KnownIds, ...]]:
    """The known ids of each operation, by operationId.

    Raises:
        TargetError: They cannot be had or used.
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


def _listing(source: Source, reference: str) -> JSON:
    kind, _, name = reference.partition(":")
    if kind == "file":
        text = source.read("known", name)
    elif kind == "command":
        text = _printed(source, name)
    else:
        source.fail('known must be tables, "file:PATH" or "command:PROGRAM ARGUMENTS"')
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        source.fail(f"known: {reference}: not TOML: {error}")
    return document.get("known", document)


def _printed(source: Source, command: str) -> str:
    try:
        done = subprocess.run(
            shlex.split(command),
            cwd=source.path.parent,
            capture_output=True,
            check=True,
            text=True,
            timeout=_COMMAND_TIMEOUT,
        )
    except subprocess.CalledProcessError as error:
        source.fail(f"known: {command} exited with {error.returncode}")
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        source.fail(f"known: {command} could not be run: {error}")
    return done.stdout


def _entry(source: Source, operation: Operation, value: JSON) -> KnownIds:
    key = f"known.{operation.id}"
    parameters = {parameter.name: parameter for parameter in operation.located("path")}
    entry = source.table(key, value, {*parameters, *_PARTS, "path", "expect"})
    given = source.table(f"{key}.path", entry["path"], parameters) if "path" in entry else entry
    if missing := sorted(set(parameters) - set(given)):
        source.fail(f"{key}: {missing[0]} is missing")
    path = {name: str(given[name]) for name in parameters}
    for name, parameter in parameters.items():
        if errors := parameter.errors(path[name]):
            source.fail(f"{key}.{name} violates the contract: {errors[0].message}")
    parts = {name: entry[name] for name in _PARTS if name in entry and name not in parameters}
    return KnownIds(path, entry.get("expect"), _call(source, key, operation, path, parts))


def _call(
    source: Source, key: str, operation: Operation, path: dict[str, str], parts: dict[str, JSON]
) -> Call:
    """The call of the contract's examples, with what the target has in their place."""
    for location, part in (("query", "query"), ("header", "headers")):
        names = {parameter.name.lower() for parameter in operation.located(location)}
        table = source.table(f"{key}.{part}", parts.get(part, {}), parts.get(part, {}))
        if unknown := [name for name in table if name.lower() not in names]:
            source.fail(f"{key}.{part}.{unknown[0]}: the contract declares no such parameter")
    if isinstance(body := parts.get("body"), str) and body.startswith("file:"):
        try:
            parts["body"] = strict_json.parse(source.read(f"{key}.body", body[5:]).encode())
        except ValueError as error:
            source.fail(f"{key}.body: {body}: {error}")
    if not isinstance(parts.get("status", 200), int):
        source.fail(f"{key}.status must be a number")
    return operation.call.replaced(path=path, **parts)
