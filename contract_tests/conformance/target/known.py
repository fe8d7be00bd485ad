"""Known ids: tables in the target, in another file, or printed by a command."""

from __future__ import annotations

import shlex
import subprocess
import tomllib
from typing import TYPE_CHECKING

from contract_tests.conformance.target.model import KnownIds

if TYPE_CHECKING:
    from contract_tests.conformance.target.source import Source
    from openapi.contract import JSON, Operation

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
    entry = source.table(key, value, {*parameters, "expect"})
    if missing := sorted(set(parameters) - set(entry)):
        source.fail(f"{key}: {missing[0]} is missing")
    path = {name: str(entry[name]) for name in parameters}
    for name, parameter in parameters.items():
        if errors := parameter.errors(path[name]):
            source.fail(f"{key}.{name} violates the contract: {errors[0].message}")
    return KnownIds(path, entry.get("expect"))
