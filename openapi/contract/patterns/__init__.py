"""Patterns: the regular expressions of ECMA-262 that schemas have, and what to make of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from openapi.contract.patterns.cost import is_cheap
from openapi.contract.patterns.search import Automaton, compiled, matches
from openapi.contract.patterns.translation import PatternError, pieces
from openapi.contract.patterns.tree import is_regular, parse, size

_LARGEST = 10_000
"""Characters of a pattern, repetitions written out."""

__all__ = ["Pattern", "PatternError", "read"]


@dataclass(frozen=True)
class Pattern:
    """A pattern of a schema, as `search` takes it."""

    python: str
    automaton: Automaton | None
    """Where `re` might search for it without end."""

    def matches(self, text: str) -> bool:
        """Whether it matches somewhere in a text."""
        return self.automaton.matches(text) if self.automaton else matches(self.python, text)


@cache
def read(pattern: str) -> Pattern:
    """A pattern of ECMA-262.

    Raises:
        PatternError: It is none, or has what nobody here can do.
    """
    parts = pieces(pattern)
    python = "".join(part.text for part in parts)
    try:
        compiled(python)
        tree = parse(parts)
    except (re.error, OverflowError, RecursionError) as error:
        words = f"Python cannot read this pattern: {error}; write it another way"
        raise PatternError(words) from None
    if is_cheap(tree):
        return Pattern(python, None)
    if is_regular(tree) and size(tree) <= _LARGEST:
        return Pattern(python, Automaton(tree))
    raise PatternError(
        "on some texts the search for this pattern would take for ever: begin it with ^, have"
        " nothing repeated that may begin with what may follow it, and count to small numbers"
    )
