"""JSON as RFC 8259 has it, and nothing that Python's reader tolerates beside it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NoReturn


def parse(content: bytes) -> Any:
    """Read one JSON text: UTF-8, no byte order mark, no duplicate names, no NaN.

    Raises:
        ValueError: With the reason, in words.
    """
    if content.startswith(b"\xef\xbb\xbf"):
        raise ValueError("a byte order mark before the JSON text")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"bytes that are not UTF-8, at offset {error.start}") from None
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("a JSON text too deeply nested") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise ValueError(f"the member {twice!r} twice in one object")
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name}, which JSON does not have")
