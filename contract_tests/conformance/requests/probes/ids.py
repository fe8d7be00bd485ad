"""Ids that do not exist: near misses of known ones, mismatched ones, malformed ones."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.conformance.target import KnownIds
    from openapi.contract import Operation, Parameter

Paths = list[dict[str, str]]

WORDS = (
    *("null", "undefined", "all", "latest", "none", "default", "me", "true", "0", "-1", "NaN"),
    *("__proto__", "constructor", "toString", "hasOwnProperty"),
)
"""Words with a special meaning in some frameworks, languages and services."""
_FEW, _SOME = 3, 16
_LONGEST = 64
"""Characters; a database column may truncate at this length."""
_DIGITS = re.compile("[0-9]+")
_UUID = re.compile("[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}")

INJECTED = "X-Injected"
"""A header that is in a response only if an id was injected into its head."""


def near_misses(operation: Operation, known: tuple[KnownIds, ...]) -> Paths:
    """Known paths with one id slightly changed: well-formed, and unlikely to exist.

    The last id of the first known path is changed in every way that confuses lookups, the others
    only in a few.
    """
    existing = [ids.path for ids in known]
    misses: Paths = []
    for path in existing:
        for parameter in operation.located("path"):
            value = path[parameter.name]
            is_first = path is existing[0] and parameter is operation.located("path")[-1]
            similar = _similar(value) if is_first else islice(_similar(value), _FEW)
            for changed in similar:
                miss = {**path, parameter.name: changed}
                is_usable = not parameter.errors(changed) and not _may_exist(
                    parameter, value, changed
                )
                if is_usable and miss not in [*existing, *misses]:
                    misses.append(miss)
    return misses


def _similar(value: str) -> Iterator[str]:
    """Values that a careless lookup confuses with this one, the simplest first."""
    half = len(value) // 2
    yield value[:-1] + ("f" if value[-1:].isdigit() else "0")
    # Prefixes, suffixes, truncation.
    yield from (value[:-1], f"{value}0", value[1:], f"{value}x", value.ljust(_LONGEST, "0"))
    # Case, and separators that are ignored.
    yield from (value.swapcase(), value.lower(), value.upper(), value.replace("-", ""))
    yield from (f"{value}_", f"{value}-")
    yield from (f"{value[:half]}-{value[half:]}", f"{value[:half]}_{value[half:]}")
    # Lists, of which the first item is taken, and a full stop that file systems ignore.
    yield from (f"{value},x", f"{value}.")
    # Wildcards of SQL, shells and regular expressions.
    yield from (f"{value[:-1]}_", f"{value[:half]}_{value[half + 1 :]}", f"{value[:-1]}%")
    yield from (f"{value[:-1]}*", f"{value[:-1]}.", "_" * len(value))
    # Numbers that are coerced, and white space that is trimmed.
    yield from (f"{value}.0", f"+{value}", f"{value}e0", f"{value} ", f" {value}")
    yield from ("0" * len(value), *WORDS)


def _may_exist(parameter: Parameter, known: str, value: str) -> bool:
    """Whether the value may be another spelling of the known id, or another existing id."""
    if _DIGITS.sub("0", value) == _DIGITS.sub("0", known):
        # Sequential ids: the value may be the id of something else.
        return True
    is_uuid = parameter.schema.get("format") == "uuid" or _UUID.fullmatch(known)
    return bool(is_uuid) and _compact(value) == _compact(known)


def _compact(uuid: str) -> str:
    return uuid.replace("-", "").lower()


def mismatched(operation: Operation, known: tuple[KnownIds, ...]) -> Paths:
    """Combinations of known ids that do not exist together."""
    existing = [ids.path for ids in known]
    mixes: Paths = []
    for path in existing:
        for parameter in operation.located("path"):
            for other in existing:
                mix = {**path, parameter.name: other[parameter.name]}
                if mix not in [*existing, *mixes]:
                    mixes.append(mix)
    return mixes


def malformed(operation: Operation, path: dict[str, str]) -> Paths:
    """A known path with one id that violates its schema."""
    *others, last = operation.located("path") or (None,)
    invalid = [(last, value) for value in _malformed(last, path[last.name])] if last else []
    for parameter in filter(None, others):
        # Servers parse all ids alike, so a few values suffice.
        values = _malformed(parameter, path[parameter.name])[:_SOME]
        invalid += [(parameter, value) for value in values]
    return [{**path, parameter.name: value} for parameter, value in invalid]


def _malformed(parameter: Parameter, known: str) -> list[str]:
    longest = parameter.schema.get("maxLength", 64)
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in known)
    candidates = [
        *(f"{known} ", f" {known}", f"{known}\n", f"{known}\t", f"{known}\0", f"{known}/"),
        *(f"{known}?", f"{known}#", f"{known}%", f"{known};", f"{known}'--", f"{known}.json"),
        *(f'"{known}"', f"{known}\r\n{INJECTED}: 1", "x' OR '1'='1", full_width),
        *("a b", "a.b", "a/b", "a\\b", "ä", "名", "*", "{id}", "<id>", "$(id)"),
        *("-1.5", "null ", "\U0001f600", "a" * (longest + 1), "a" * (longest + 4096)),
    ]
    # Characters that change under Unicode normalization.
    candidates += [known.replace("S", "\u017f"), known.replace("k", "\u212a"), f"{known}\u0301"]
    candidates += [f"{known[:-1]}%", f"{known[:-1]}*", f"{known[:-1]}."]
    candidates += [f"{known},x", f"{known}."]
    candidates += WORDS
    return [
        value
        for value in dict.fromkeys(candidates)
        if parameter.errors(value) and not _may_exist(parameter, known, value)
    ]
