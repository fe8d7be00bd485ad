"""Strict JSON (RFC 8259 and I-JSON, RFC 7493), without the leniency of Python's parser."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any, NoReturn


def parse(content: bytes) -> Any:
    """Parse a JSON text.

    It must be in UTF-8 without a byte order mark, and have no duplicate members, no NaN, no number
    beyond double precision and no lone surrogate.

    Raises:
        ValueError: It is invalid; the message has the reason.
    """
    encoding = json.detect_encoding(content)
    if encoding == "utf-8-sig":
        raise ValueError("a byte order mark before the JSON text")
    if encoding != "utf-8":
        raise ValueError(f"bytes that are in {encoding[:6].upper()}, not in UTF-8")
    try:
        document = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_float,
            parse_int=_integer,
        )
        if b"\\u" in content:
            # An escape may be a lone surrogate.
            json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"bytes that are not UTF-8, at offset {error.start}") from None
    except UnicodeEncodeError as error:
        half = error.object[error.start]
        raise ValueError(f"half of a surrogate pair, \\u{ord(half):x}, in a string") from None
    except RecursionError:
        raise ValueError("a JSON text too deeply nested") from None
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise ValueError(f"the member {twice!r} twice in one object")
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name}, which JSON does not have")


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError("a number beyond double precision")
    return value


def _integer(text: str) -> int:
    _float(text)
    return int(text)
