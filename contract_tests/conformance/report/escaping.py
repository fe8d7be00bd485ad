"""Text that came from elsewhere, made harmless for the place where it is shown.

What a server, a target or a contract says must never act on whoever reads it: move a cursor, turn
a line around, end a line and begin another, or command a CI server.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from openapi.contract import JSON

# Python does not count these among what cannot be printed, but nobody sees them either.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# GitHub, Azure DevOps and TeamCity, and GitLab; an IPv6 address is no command.
_COMMAND = re.compile(
    r"(?<=#)#(?=(?:vso|teamcity)?\[)|(?<=:):(?=[a-f-]*[g-z-])|(?<=section_)[se](?=(?:tart|nd):)",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def visible(text: str) -> str:
    """A text in one line, with all that cannot be seen escaped as in Python."""
    if text.isprintable() and not _UNSEEN.search(text):
        return text
    return "".join(map(_escaped, text))


def for_terminal(text: str) -> str:
    """A line for a terminal, or for the log of a CI server that takes commands from it."""
    return _COMMAND.sub(lambda found: f"\\x{ord(found[0]):02x}", visible(text))


def for_markdown(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _PUNCTUATION.sub(r"\\\g<0>", visible(text))


def as_json(value: JSON) -> str:
    """A JSON text that can be shown as it is."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    lines = (
        line if line.isprintable() and not _UNSEEN.search(line) else _in_json(line)
        for line in text.split("\n")
    )
    return "\n".join(lines)


def each_text(value: JSON, change: Callable[[str], str]) -> JSON:
    """A JSON value with all its texts changed, names apart."""
    if isinstance(value, dict):
        return {name: each_text(one, change) for name, one in value.items()}
    if isinstance(value, list):
        return [each_text(one, change) for one in value]
    return change(value) if isinstance(value, str) else value


def _is_unseen(character: str) -> bool:
    return not character.isprintable() or bool(_UNSEEN.match(character))


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode() if _is_unseen(character) else character


def _in_json(line: str) -> str:
    return "".join(json.dumps(one)[1:-1] if _is_unseen(one) else one for one in line)
