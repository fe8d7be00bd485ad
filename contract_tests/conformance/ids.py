"""Ids that are not: near misses of known ones, and malformed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_tests.conformance.target import Known
    from openapi.contract import Operation, Parameter

Paths = list[dict[str, str]]

INJECTED = "X-Injected"
"""A header that appears in an answer only if an id was let out of its place."""


def near_misses(operation: Operation, known: tuple[Known, ...]) -> Paths:
    """Known paths with one id changed a little; well-formed, and none of them known."""
    existing = [one.path for one in known]
    misses: Paths = []
    for path in existing:
        for parameter in operation.located("path"):
            for value in _nearly(path[parameter.name]):
                miss = {**path, parameter.name: value}
                if miss not in [*existing, *misses] and not parameter.errors(value):
                    misses.append(miss)
    return misses


def _nearly(value: str) -> Iterator[str]:
    yield value[:-1] + ("1" if value.endswith("0") else "0")
    yield value[:-1]
    yield value[1:]
    yield f"{value}0"
    yield value.swapcase()
    yield value.replace("-", "")
    yield "0" * len(value)


def mixed(operation: Operation, known: tuple[Known, ...]) -> Paths:
    """Known ids that do not belong together: each is right, but not with the others."""
    existing = [one.path for one in known]
    mixes: Paths = []
    for path in existing:
        for parameter in operation.located("path"):
            for other in existing:
                mix = {**path, parameter.name: other[parameter.name]}
                if mix not in [*existing, *mixes]:
                    mixes.append(mix)
    return mixes


def malformed(operation: Operation, path: dict[str, str]) -> Paths:
    """A known path with one id that breaks its schema."""
    return [
        {**path, parameter.name: value}
        for parameter in operation.located("path")
        for value in _breaking(parameter, path[parameter.name])
    ]


def _breaking(parameter: Parameter, known: str) -> list[str]:
    longest = parameter.schema.get("maxLength", 64)
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in known)
    tried = [
        *(f"{known} ", f" {known}", f"{known}\n", f"{known}\t", f"{known}\0", f"{known}/"),
        *(f"{known}?", f"{known}#", f"{known}%", f"{known};", f"{known}'--", f"{known}.json"),
        *(f'"{known}"', f"{known}\r\n{INJECTED}: 1", "x' OR '1'='1", full_width),
        *(
            "a b",
            "a.b",
            "a/b",
            "a\\b",
            "ä",
            "名",
            "*",
            "{id}",
            "<id>",
            "$(id)",
            "-1.5",
            "null ",
            "\U0001f600",
        ),
        *("a" * (longest + 1), "a" * (longest + 4096)),
    ]
    return [value for value in tried if parameter.errors(value)]


def target(operation: Operation, path: dict[str, str], name: str = "", raw: str = "") -> str:
    """The operation's path, one of its parameters raw."""
    made = operation.path
    for key, value in path.items():
        made = made.replace(f"{{{key}}}", raw if key == name else quote(value, safe=""))
    return made
