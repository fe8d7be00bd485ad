"""Edited copies of contracts."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openapi.contract import JSON

GONE = ...
"""A value that removes a member."""


def edited(document: JSON, *edits: tuple[str, JSON]) -> JSON:
    """A copy with other values at some JSON pointers."""
    # Through JSON, so that nodes shared by YAML anchors are edited in one place only.
    document = json.loads(json.dumps(document))
    for pointer, value in edits:
        steps = [step.replace("~1", "/") for step in pointer.split("/")[1:]]
        _put(document, steps, deepcopy(value))
    return document


def _put(node: JSON, steps: list[str], value: JSON) -> None:
    step = int(steps[0]) if isinstance(node, list) else steps[0]
    if len(steps) > 1:
        _put(node[step], steps[1:], value)
    elif value is GONE:
        del node[step]
    else:
        node[step] = value
