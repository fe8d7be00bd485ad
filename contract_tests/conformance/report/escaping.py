"""Escapes untrusted text for the medium in which it is shown.

Text from a server, a target or a contract must not move a cursor, reverse a line, break a line or
be taken for a command by a CI server.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from openapi.contract import JSON

# Printable according to Python, but invisible.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Commands of GitHub, Azure DevOps, TeamCity and GitLab; IPv6 addresses are left alone.
_COMMAND = re.compile(
    r"(?<=#)#(?=(?:vso|teamcity)?\[)|(?<=:):(?=[a-f-]*[g-z-])|(?<=section_)[se](?=(?:tart|nd):)",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def visible(text: str) -> str:
    """The text in one line, with invisible characters escaped as in Python."""
    if text.isprintable() and not _UNSEEN.search(text):
        return text
    return "".join(map(_escaped, text))


def for_terminal(text: str) -> str:
    """A line for a terminal, or for the log of a CI server that reads commands from it."""
    return _COMMAND.sub(lambda match: f"\\x{ord(match[0]):02x}", visible(text))


def for_markdown(text: str) -> str:
    """Text that Markdown renders literally."""
    return _PUNCTUATION.sub(r"\\\g<0>", visible(text))


def as_json(value: JSON) -> str:
    """JSON with invisible characters escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    lines = (
        line if line.isprintable() and not _UNSEEN.search(line) else _in_json(line)
        for line in text.split("\n")
    )
    return "\n".join(lines)


def each_text(value: JSON, change: Callable[[str], str]) -> JSON:
    """A JSON value with every string changed, except member names."""
    if isinstance(value, dict):
        return {name: each_text(member, change) for name, member in value.items()}
    if isinstance(value, list):
        return [each_text(element, change) for element in value]
    return change(value) if isinstance(value, str) else value


def _is_unseen(character: str) -> bool:
    return not character.isprintable() or bool(_UNSEEN.match(character))


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode() if _is_unseen(character) else character


def _in_json(line: str) -> str:
    return "".join(
        json.dumps(character)[1:-1] if _is_unseen(character) else character for character in line
    )
