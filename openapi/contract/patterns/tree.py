"""Patterns as syntax trees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from openapi.contract.patterns.search import Either, Repeat

if TYPE_CHECKING:
    from openapi.contract.patterns.translation import Piece

Node: TypeAlias = Any
"""As `search.Node`, or `Other`."""


@dataclass(frozen=True)
class Other:
    """A construct that is not regular."""

    kind: str
    """``lookahead``, ``lookbehind``, ``boundary`` or ``reference``."""
    part: Node


_COUNTS = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_GROUPS = {"(?=": "lookahead", "(?!": "lookahead", "(?<=": "lookbehind", "(?<!": "lookbehind"}


def parse(pieces: list[Piece]) -> Node:
    """The syntax tree of a valid pattern."""
    rest = pieces[::-1]
    return _alternatives(rest)


def is_regular(node: Node) -> bool:
    """Whether a pattern describes a regular language, so that an automaton can match it."""
    return not isinstance(node, Other) and all(map(is_regular, parts(node)))


def parts(node: Node) -> tuple[Node, ...]:
    """The children of a node."""
    if isinstance(node, Repeat | Other):
        return (node.part,)
    return node.parts if isinstance(node, Either) else node if isinstance(node, tuple) else ()


def size(node: Node) -> int:
    """The number of characters in a pattern, repetitions expanded."""
    times = (node.most or node.least or 1) if isinstance(node, Repeat) else 1
    return isinstance(node, str) + times * sum(map(size, parts(node)))


def _alternatives(rest: list[Piece]) -> Node:
    forms = [_sequence(rest)]
    while rest and rest[-1].kind == "|":
        rest.pop()
        forms.append(_sequence(rest))
    return forms[0] if len(forms) == 1 else Either(tuple(forms))


def _sequence(rest: list[Piece]) -> Node:
    items: list[Node] = []
    while rest and rest[-1].kind not in ("|", ")"):
        items.append(_item(rest))
        if rest and rest[-1].kind == "quantifier":
            items[-1] = Repeat(*_counts(rest.pop().text), items[-1])
    return items[0] if len(items) == 1 else tuple(items)


def _item(rest: list[Piece]) -> Node:
    piece = rest.pop()
    if piece.kind in ("boundary", "reference"):
        return Other(piece.kind, ())
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
