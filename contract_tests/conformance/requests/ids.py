"""Ids that do not exist: near misses of known ones, mismatched ones, malformed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.conformance.target import KnownIds
    from openapi.contract import Operation, Parameter

Paths = list[dict[str, str]]

INJECTED = "X-Injected"
"""A header that is in a response only if an id broke out of its place."""


def near_misses(operation: Operation, known: tuple[KnownIds, ...]) -> Paths:
    """Known paths with one id slightly changed; well-formed, and none of them known."""
    existing = [ids.path for ids in known]
    misses: Paths = []
    for path in existing:
        for parameter in operation.located("path"):
            for value in _similar(path[parameter.name]):
                miss = {**path, parameter.name: value}
                if miss not in [*existing, *misses] and not parameter.errors(value):
                    misses.append(miss)
    return misses


def _similar(value: str) -> Iterator[str]:
    yield value[:-1] + ("1" if value.endswith("0") else "0")
    yield value[:-1]
    yield value[1:]
    yield f"{value}0"
    yield value.swapcase()
    yield value.replace("-", "")
    yield "0" * len(value)


def mismatched(operation: Operation, known: tuple[KnownIds, ...]) -> Paths:
    """Known ids that do not belong together: each exists, but not with the others."""
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
    return [
        {**path, parameter.name: value}
        for parameter in operation.located("path")
        for value in _malformed(parameter, path[parameter.name])
    ]


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
    return [value for value in candidates if parameter.errors(value)]
