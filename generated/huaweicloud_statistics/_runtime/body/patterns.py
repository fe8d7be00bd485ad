# Written by scripts/generate from openapi/contract/patterns/search.py. Edit that.
"""Regular expression search in linear time."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias
from unicodedata import category

Node: TypeAlias = "str | tuple[Node, ...] | Either | Repeat"
"""A regular expression for one character, ``^``, ``$``, or nodes that follow each other."""
_Rest: TypeAlias = "tuple[Node, _Rest] | None"
"""The nodes that are still to be matched."""

_PROPERTY = re.compile(r"\\([pP])\{(\w+)\}")
r"""``\p{L}`` and the like, which `re` does not support: characters of a general category."""
_BEGIN, _END, _EMPTY = "^^", "$$", "^$"
"""The ends of a text, as symbols that are matched as characters are; both at once if empty."""
_MOST_KEPT = 20_000


@dataclass(frozen=True)
class Either:
    """One of several nodes."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    """A node, repeated."""

    least: int
    most: int | None
    part: Node


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern that `re` searches for in linear time matches anywhere in a text."""
    return compiled(pattern).search(text) is not None


class Automaton:
    """A pattern for which `re` may backtrack exponentially.

    A text is read once, in all ways at the same time, and transitions are cached.
    """

    def __init__(self, node: Node) -> None:
        self.node = node
        self._states: dict[frozenset[_Rest], _State] = {}
        self.kept = 0

    def matches(self, text: str) -> bool:
        """Whether the pattern matches anywhere in a text."""
        state = self.state(frozenset())[_BEGIN if text else _EMPTY]
        for character in text:
            if state.is_match:
                return True
            state = state[character]
        return state.is_match or state[_END].is_match

    def state(self, rests: frozenset[_Rest]) -> _State:
        """The state for these rests and for the whole pattern, as a match may start anywhere."""
        state = self._states.get(rests)
        if state is None:
            state = _State(self, rests | {(self.node, None)})
            if len(self._states) < _MOST_KEPT:
                self._states[rests] = state
        return state


class _State(dict[str, "_State"]):
    """Transitions by symbol, computed on first use."""

    def __init__(self, automaton: Automaton, rests: frozenset[_Rest]) -> None:
        super().__init__()
        self._automaton = automaton
        self._choices: dict[str, set[_Rest]] = {}
        self.is_match = False
        passed, open_rests = set(rests), list(rests)
        while open_rests:
            new = set(self._expand(open_rests.pop())) - passed
            passed |= new
            open_rests += new

    def _expand(self, rest: _Rest) -> list[_Rest]:
        """Record the first atom of a rest; returns the alternatives if it is not an atom."""
        if rest is None:
            self.is_match = True
            return []
        node, after = rest
        if isinstance(node, str):
            self._choices.setdefault(node, set()).add(after)
            return []
        if isinstance(node, Either):
            return [(part, after) for part in node.parts]
        if isinstance(node, Repeat):
            return _repeated(node, after)
        for part in reversed(node):
            after = (part, after)
        return [after]

    def __missing__(self, symbol: str) -> _State:
        rests = self._after(symbol)
        state = self._automaton.state(rests)
        # A pattern may match an end repeatedly.
        while len(symbol) > 1 and not (added := state._after(symbol)) <= rests:  # noqa: SLF001
            rests |= added
            state = self._automaton.state(rests)
        if self._automaton.kept < _MOST_KEPT:
            self._automaton.kept += 1
            self[symbol] = state
        return state

    def _after(self, symbol: str) -> frozenset[_Rest]:
        choices = self._choices.items()
        return frozenset(rest for atom, after in choices if _takes(atom, symbol) for rest in after)


def _repeated(node: Repeat, after: _Rest) -> list[_Rest]:
    following = [] if node.least else [after]
    if node.most != 0:
        again = Repeat(max(node.least - 1, 0), node.most and node.most - 1, node.part)
        following.append((node.part, (again, after)))
    return following


def _takes(atom: str, symbol: str) -> bool:
    if len(symbol) > 1:
        return atom in symbol
    return atom not in ("^", "$") and compiled(atom).fullmatch(symbol) is not None


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern compiled by `re`.

    Raises:
        re.error: It is invalid.
    """
    spelled_out = _PROPERTY.sub(lambda match: _ranges(match[2], within=match[1] == "p"), pattern)
    return re.compile(spelled_out, re.ASCII)


@cache
def _ranges(name: str, *, within: bool) -> str:
    """The characters in a general category, or outside it, as the content of a class."""
    chosen = bytes(
        category(chr(code)).startswith(name) == within for code in range(sys.maxunicode + 1)
    )
    runs = re.finditer(b"\x01+", chosen)
    return "".join(f"\\U{run.start():08x}-\\U{run.end() - 1:08x}" for run in runs)
