"""``x-drift``: differences that a contract keeps, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi.contract import JSON, Contract, Problem, pointer_to

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORM = "x-drift: write it as a list of difference and reason, both texts"


def sorted_out(contract: Contract, found: list[Problem]) -> tuple[list[Problem], list[str]]:
    """What has to be looked into, and the reasons of what is known.

    A known difference that is none any more has to be looked into, too.
    """
    kept = {(pointer, one["difference"]): one["reason"] for pointer, one in _entries(contract)}
    differ = {(problem.pointer, problem.words) for problem in found}
    fresh = [problem for problem in found if (problem.pointer, problem.words) not in kept]
    fresh += [
        contract.problem(pointer, f"x-drift: this is so no longer; take it out: {words}")
        for pointer, words in sorted(kept.keys() - differ)
    ]
    fresh += [contract.problem(pointer, _FORM) for pointer in _malformed(contract)]
    return fresh, [reason for place, reason in kept.items() if place in differ]


def _entries(contract: Contract) -> Iterator[tuple[str, dict[str, str]]]:
    for pointer, node in _noted(contract.document, ""):
        if _is_sound(node):
            yield from ((pointer, one) for one in node)


def _malformed(contract: Contract) -> list[str]:
    return [pointer for pointer, node in _noted(contract.document, "") if not _is_sound(node)]


def _is_sound(node: JSON) -> bool:
    return isinstance(node, list) and all(
        isinstance(one, dict)
        and one.keys() == {"difference", "reason"}
        and all(isinstance(text, str) and text for text in one.values())
        for one in node
    )


def _noted(node: JSON, pointer: str) -> Iterator[tuple[str, JSON]]:
    """Every note, and the place it is about."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _noted(item, pointer + pointer_to(index))
    elif isinstance(node, dict):
        if "x-drift" in node:
            yield pointer, node["x-drift"]
        for name, member in node.items():
            if name not in ("x-drift", "example", "examples"):
                yield from _noted(member, pointer + pointer_to(name))
