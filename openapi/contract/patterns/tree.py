"""A pattern as a tree, for those who need to know more of it than whether it matches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from openapi.contract.patterns.translation import Piece

Node: TypeAlias = "str | Sequence | Either | Repeat | Other"
"""A text is a regular expression for one character, or ``^`` or ``$``."""


@dataclass(frozen=True)
class Sequence:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    """One of several."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    """The same again and again."""

    least: int
    most: int | None
    part: Node


@dataclass(frozen=True)
class Other:
    """What is beyond regular languages."""

    kind: str
    """``lookahead``, ``lookbehind``, ``boundary`` or ``reference``."""
    part: Node


NOTHING = Sequence(())
_COUNTS = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_GROUPS = {"(?=": "lookahead", "(?!": "lookahead", "(?<=": "lookbehind", "(?<!": "lookbehind"}


def parse(pieces: list[Piece]) -> Node:
    """The tree of a pattern that Python can read."""
    rest = pieces[::-1]
    return _alternatives(rest)


def is_regular(node: Node) -> bool:
    """Whether a pattern is of a regular language, which one look at each character decides."""
    if isinstance(node, str):
        return True
    if isinstance(node, Repeat):
        return is_regular(node.part)
    return not isinstance(node, Other) and all(map(is_regular, node.parts))


def _alternatives(rest: list[Piece]) -> Node:
    parts = [_sequence(rest)]
    while rest and rest[-1].kind == "|":
        rest.pop()
        parts.append(_sequence(rest))
    return parts[0] if len(parts) == 1 else Either(tuple(parts))


def _sequence(rest: list[Piece]) -> Node:
    parts: list[Node] = []
    while rest and rest[-1].kind not in ("|", ")"):
        parts.append(_item(rest))
        if rest and rest[-1].kind == "quantifier":
            parts[-1] = Repeat(*_counts(rest.pop().text), parts[-1])
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def _item(rest: list[Piece]) -> Node:
    piece = rest.pop()
    if piece.kind in ("boundary", "reference"):
        return Other(piece.kind, NOTHING)
    if piece.kind not in ("capture", "group"):
        return piece.kind if piece.kind in ("^", "$") else piece.text
    inner = _alternatives(rest)
    rest.pop()
    return Other(_GROUPS[piece.text], inner) if piece.text in _GROUPS else inner


def _counts(quantifier: str) -> tuple[int, int | None]:
    if quantifier[0] != "{":
        return _COUNTS[quantifier[0]]
    least, comma, most = re.sub("[{}?]", "", quantifier).partition(",")
    return int(least), int(most or least) if most or not comma else None
