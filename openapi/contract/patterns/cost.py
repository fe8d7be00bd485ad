"""Whether Python's backtracking engine searches for a pattern in linear time.

The engine tries one way to match a text after the other. If no text can be matched in more than a
few ways at a time, its run time is linear in the length of the text; otherwise it may be
exponential.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count, islice
from typing import TYPE_CHECKING, TypeAlias

from openapi.contract.patterns.search import Either, Repeat, compiled
from openapi.contract.patterns.tree import Node, Other, is_regular, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

Rest: TypeAlias = "tuple[Node, Rest] | None"
"""The nodes that are still to be matched."""

_MOST_WAYS = 64
_MOST_STATES = 2_000
"""With more states, a pattern counts as expensive."""
_COUNTED = 8
"""Repetitions of more than this count as unbounded."""
_ANY, _NEVER, _DONE = "(?s:.)", "(?!)", ""
_BEGIN, _END = "^^", "$$"
"""The ends of a text, as symbols that are matched as characters are."""
_CODES = re.compile(r"\\x(?P<x>..)|\\u(?P<u>....)|\\U(?P<U>.{8})|.", re.DOTALL)
_SAMPLE = (
    *range(0x180),
    *(0x1C5, 0x2B0, 0x300, 0x488, 0x660, 0x6DD, 0x903, 0x16EE, 0x2028, 0x203F, 0x20AC, 0x2160),
    *(0x378, 0x3042, 0x4E00, 0xAC00, 0xD800, 0xE000, 0xFF0A, 0x1F600, 0x10FFFF),
)
"""Characters of every kind."""


class _ExpensiveError(Exception):
    """There are too many ways to match a text."""


def is_cheap(tree: Node) -> bool:
    """Whether a search takes time linear in the length of any text."""
    try:
        _explore(_relaxed(tree))
    except (_ExpensiveError, RecursionError):
        return False
    return True


def _explore(tree: Node) -> None:
    """Match all texts at once, those with the most ways first."""
    start: Rest = (tree, None)
    symbols, number = _symbols(tree), count()
    state = Counter([start]) + _at_end(Counter([start]), _BEGIN)
    seen, queue = {frozenset(state.items())}, [(0, next(number), state)]
    while queue:
        _, _, state = heappop(queue)
        _at_end(state, _END)
        for symbol in symbols:
            following = _following(state, symbol)
            # After a match, the engine does not search for one that starts later.
            following[start] += start in state and not (is_regular(tree) and _is_match(following))
            key = frozenset((+following).items())
            if key not in seen:
                seen.add(key)
                heappush(queue, (-following.total(), next(number), +following))
            if following.total() > _MOST_WAYS or len(seen) > _MOST_STATES:
                raise _ExpensiveError


def _following(ways: Counter[Rest], symbol: str) -> Counter[Rest]:
    """The rests after another symbol, with the number of ways that lead to each."""
    following: Counter[Rest] = Counter()
    for rest, number in ways.items():
        for atom, after in _choices(rest):
            if _takes(atom, symbol):
                following[after] += number
    return following


def _at_end(ways: Counter[Rest], symbol: str) -> Counter[Rest]:
    """The rests after an end of a text, which a pattern may match repeatedly."""
    total: Counter[Rest] = Counter()
    while ways := _following(ways, symbol):
        total += ways
        if total.total() > _MOST_WAYS:
            raise _ExpensiveError
    return total


def _is_match(ways: Counter[Rest]) -> bool:
    return any(_DONE in dict(_choices(rest)) for rest in ways)


@lru_cache(10_000)
def _choices(rest: Rest) -> list[tuple[str, Rest]]:
    """The atoms that may be matched next, each with the rest after it."""
    choices = list(islice(_steps(rest, frozenset()), _MOST_WAYS + 1))
    if len(choices) > _MOST_WAYS:
        raise _ExpensiveError
    return choices


def _steps(rest: Rest, passed: frozenset[Rest]) -> Iterator[tuple[str, Rest]]:
    if rest is None:
        yield _DONE, None
        return
    node, after = rest
    if isinstance(node, str):
        yield node, after
    elif isinstance(node, tuple):
        for part in reversed(node):
            after = (part, after)
        yield from _steps(after, passed)
    elif isinstance(node, Either):
        for part in node.parts:
            yield from _steps((part, after), passed)
    elif isinstance(node, Repeat):
        yield from _repeated(node, rest, passed)
    else:
        yield from _others(node, after, passed)


def _repeated(
    node: Repeat, rest: tuple[Node, Rest], passed: frozenset[Rest]
) -> Iterator[tuple[str, Rest]]:
    after = rest[1]
    if rest not in passed and node.most != 0:
        most = node.most and node.most - 1
        again = Repeat(max(node.least - 1, 0), most, node.part)
        yield from _steps((node.part, (again, after)), passed | {rest})
    if not node.least:
        yield from _steps(after, passed)


def _others(node: Other, after: Rest, passed: frozenset[Rest]) -> Iterator[tuple[str, Rest]]:
    if node.kind == "lookahead":
        yield from _steps((node.part, (_NEVER, None)), passed)
    if node.kind == "reference":
        after = (Repeat(0, None, _ANY), after)
    yield from _steps(after, passed)


def _takes(atom: str, symbol: str) -> bool:
    if len(symbol) > 1 or atom in ("^", "$"):
        return atom * 2 == symbol
    return compiled(atom).fullmatch(symbol) is not None


def _relaxed(node: Node) -> Node:
    """The same node with bounded repetitions limited."""
    relaxed = tuple(map(_relaxed, parts(node)))
    if isinstance(node, Repeat):
        most = None if node.most is None or node.most > _COUNTED else node.most
        return Repeat(min(node.least, _COUNTED), most, *relaxed)
    if isinstance(node, Other):
        return Other(node.kind, *relaxed)
    return (
        Either(relaxed)
        if isinstance(node, Either)
        else relaxed
        if isinstance(node, tuple)
        else node
    )


def _symbols(tree: Node) -> list[str]:
    """A character for each set of characters that no atom of a pattern distinguishes."""
    atoms = sorted(set(_atoms(tree)))
    codes = {*_SAMPLE, *(near for atom in atoms for near in _edges(atom))}
    distinct = {tuple(_takes(atom, chr(code)) for atom in atoms): chr(code) for code in codes}
    return list(distinct.values())


def _atoms(node: Node) -> Iterator[str]:
    if isinstance(node, str) and node not in ("^", "$"):
        yield node
    for part in parts(node):
        yield from _atoms(part)


def _edges(atom: str) -> Iterator[int]:
    """The characters that occur in an atom, and their neighbours."""
    for match in _CODES.finditer(atom):
        code = int(match[match.lastgroup], 16) if match.lastgroup else ord(match[0])
        yield from (
            neighbour
            for neighbour in (code - 1, code, code + 1)
            if 0 <= neighbour <= sys.maxunicode
        )
