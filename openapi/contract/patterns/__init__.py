"""The ECMA-262 regular expressions of schemas, compiled for Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from openapi.contract.patterns.cost import is_cheap
from openapi.contract.patterns.search import Automaton, compiled, matches
from openapi.contract.patterns.translation import PatternError, pieces
from openapi.contract.patterns.tree import is_regular, parse, size

_LARGEST = 10_000
"""The maximum size of a pattern for an automaton, repetitions expanded."""

__all__ = ["Pattern", "PatternError", "read"]


@dataclass(frozen=True)
class Pattern:
    """A pattern of a schema, compiled for `search`."""

    python: str
    automaton: Automaton | None
    """The automaton to use where `re` may backtrack exponentially; None where it does not."""

    def matches(self, text: str) -> bool:
        """Whether it matches anywhere in a text."""
        return self.automaton.matches(text) if self.automaton else matches(self.python, text)


@cache
def read(pattern: str) -> Pattern:
    """Compile an ECMA-262 pattern.

    Raises:
        PatternError: It is invalid or not supported.
    """
    parts = pieces(pattern)
    python = "".join(part.text for part in parts)
    try:
        compiled(python)
        tree = parse(parts)
    except (re.error, OverflowError, RecursionError) as error:
        words = f"Python cannot compile this pattern: {error}; write it another way"
        raise PatternError(words) from None
    if is_cheap(tree):
        return Pattern(python, None)
    if is_regular(tree) and size(tree) <= _LARGEST:
        return Pattern(python, Automaton(tree))
    raise PatternError(
        "a search for this pattern may take exponential time: begin it with ^, do not repeat what"
        " may begin like the part after it, and use small repetition counts"
    )
