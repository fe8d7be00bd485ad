"""What changed in a contract since it was last released, and what that breaks for clients."""

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
"""How much a version must be raised: what was there breaks, something is new, or neither."""


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
    found = [*compared(released, contract.path), *lost_names(load(released), contract)]
    return sorted(found, key=lambda one: IMPACTS.index(one.impact))


def compared(released: Path, revision: Path) -> Iterator[Change]:
    """What the Redocly CLI finds, which tells requests from responses."""
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
        fault = done.stderr or done.stdout
        raise redocly.SetUpError(f"{revision.name} could not be compared: {fault}") from None
    for one in report["changes"]:
        pointer = one["path"].removeprefix("#")
        if "/x-drift" in pointer:
            continue  # about the vendor, and nothing that a client sees
        verdicts = [(verdict["impact"], verdict["message"]) for verdict in one["verdicts"]]
        for impact, words in verdicts or [(one["impact"], in_words(one))]:
            yield Change(impact, pointer, words)


def in_words(change: dict[str, JSON]) -> str:
    """A change that no rule of the tool has words for."""
    what = change.get("property") or change["typeName"]
    return f"{what} {change['kind']}"


def lost_names(released: Contract, contract: Contract) -> Iterator[Change]:
    """What users of the generated client would miss, though the wire has not changed."""
    for kind, names in named(released).items():
        for name in sorted(names - named(contract)[kind]):
            yield Change("major", "", f"The {kind} `{name}` is gone.")


def named(contract: Contract) -> dict[str, set[str]]:
    operations = [node.value for node in nodes(contract.document) if "operationId" in node.value]
    return {
        "region": {str(one.get("x-region")) for one in contract.document.get("servers", ())},
        "known value": {value for one in known_values.read(contract) for value in one.values},
        "schema": set(contract.document.get("components", {}).get("schemas", {})),
        "waiter": {one["x-waiter"]["name"] for one in operations if "x-waiter" in one},
    }


def version_needed(released: str, found: list[Change]) -> str:
    """The least version that tells users of these changes; texts alone need no new one."""
    major, minor, _ = parts(released)
    if any(one.impact == "major" for one in found):
        return f"{major + 1}.0.0"
    if any(one.impact == "minor" for one in found):
        return f"{major}.{minor + 1}.0"
    return released


def parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
