"""What changed in a contract since its last release, and what that breaks for clients."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi.contract import JSON, Contract, load
from openapi.contract.extensions import known_values
from openapi.contract.nodes import nodes
from scripts.environments import redocly

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IMPACTS = ("major", "minor", "patch")
"""The part of the version to raise: something breaks, something is new, or neither."""


@dataclass(frozen=True)
class Change:
    """One difference between two editions of a contract."""

    impact: str
    pointer: str
    words: str


def changes(released: Path, contract: Contract) -> list[Change]:
    """Every change since the release, those that break clients first.

    Raises:
        redocly.SetUpError: The tool that compares could not be installed, or fails.
    """
    unsorted = [*compared(released, contract.path), *lost_names(load(released), contract)]
    return sorted(unsorted, key=lambda change: IMPACTS.index(change.impact))


def compared(released: Path, revision: Path) -> Iterator[Change]:
    """What the Redocly CLI finds, which distinguishes requests from responses."""
    done = subprocess.run(
        [*redocly.command(), "diff", released, revision, "--format=json", redocly.SETTINGS],
        env=os.environ | redocly.QUIET,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        reason = done.stderr or done.stdout
        raise redocly.SetUpError(f"{revision.name} could not be compared: {reason}") from None
    for change in report["changes"]:
        pointer = change["path"].removeprefix("#")
        if "/x-drift" in pointer:
            continue  # a remark about the vendor that no client sees
        verdicts = [(verdict["impact"], verdict["message"]) for verdict in change["verdicts"]]
        for impact, words in verdicts or [(change["impact"], in_words(change))]:
            yield Change(impact, pointer, words)


def in_words(change: dict[str, JSON]) -> str:
    """A change that no rule of the tool has a message for."""
    subject = change.get("property") or change["typeName"]
    return f"{subject} {change['kind']}"


def lost_names(released: Contract, contract: Contract) -> Iterator[Change]:
    """What users of the generated client would miss, though the wire has not changed."""
    for kind, names in named(released).items():
        for name in sorted(names - named(contract)[kind]):
            yield Change("major", "", f"The {kind} `{name}` is gone.")


def named(contract: Contract) -> dict[str, set[str]]:
    operations = [node.value for node in nodes(contract.document) if "operationId" in node.value]
    return {
        "region": {str(server.get("x-region")) for server in contract.document.get("servers", ())},
        "known value": {value for known in known_values.read(contract) for value in known.values},
        "schema": set(contract.document.get("components", {}).get("schemas", {})),
        "waiter": {
            operation["x-waiter"]["name"] for operation in operations if "x-waiter" in operation
        },
    }


def version_needed(released: str, since: list[Change]) -> str:
    """The lowest version that signals these changes; changed descriptions alone need no new one."""
    major, minor, _ = parts(released)
    if any(change.impact == "major" for change in since):
        return f"{major + 1}.0.0"
    if any(change.impact == "minor" for change in since):
        return f"{major}.{minor + 1}.0"
    return released


def parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
