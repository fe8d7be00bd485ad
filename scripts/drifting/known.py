"""``x-drift``: known differences between a contract and the vendor's SDK, and their reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi.contract import JSON, Contract, Problem, pointer_to

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORM = "x-drift: must be a list of {difference, reason} objects"


def sorted_out(contract: Contract, problems: list[Problem]) -> tuple[list[Problem], list[str]]:
    """The new problems, and the reasons of the known ones.

    A known difference that no longer exists is a new problem, too.
    """
    known = {
        (pointer, entry["difference"]): entry["reason"] for pointer, entry in _entries(contract)
    }
    differences = {(problem.pointer, problem.words) for problem in problems}
    new = [problem for problem in problems if (problem.pointer, problem.words) not in known]
    new += [
        contract.problem(pointer, f"x-drift: no longer differs; remove the entry: {words}")
        for pointer, words in sorted(known.keys() - differences)
    ]
    new += [contract.problem(pointer, _FORM) for pointer in _malformed(contract)]
    return new, [reason for difference, reason in known.items() if difference in differences]


def _entries(contract: Contract) -> Iterator[tuple[str, dict[str, str]]]:
    for pointer, node in _noted(contract.document, ""):
        if _is_valid(node):
            yield from ((pointer, entry) for entry in node)


def _malformed(contract: Contract) -> list[str]:
    return [pointer for pointer, node in _noted(contract.document, "") if not _is_valid(node)]


def _is_valid(node: JSON) -> bool:
    return isinstance(node, list) and all(
        isinstance(entry, dict)
        and entry.keys() == {"difference", "reason"}
        and all(isinstance(text, str) and text for text in entry.values())
        for entry in node
    )


def _noted(node: JSON, pointer: str) -> Iterator[tuple[str, JSON]]:
    """Every x-drift, and the pointer to the node that has it."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _noted(item, pointer + pointer_to(index))
    elif isinstance(node, dict):
        if "x-drift" in node:
            yield pointer, node["x-drift"]
        for name, member in node.items():
            if name not in ("x-drift", "example", "examples"):
                yield from _noted(member, pointer + pointer_to(name))
