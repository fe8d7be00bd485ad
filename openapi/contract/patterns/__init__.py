"""Patterns: the regular expressions of ECMA-262 that schemas have, and what to make of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import jsonschema_rs

from openapi.contract.patterns.cost import is_cheap
from openapi.contract.patterns.translation import PROPERTY, PatternError, pieces
from openapi.contract.patterns.tree import is_regular, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from openapi.contract.patterns.tree import Node

__all__ = ["Pattern", "PatternError", "read"]


@dataclass(frozen=True)
class Pattern:
    """A pattern that a schema has."""

    python: str
    r"""As Python reads it with ``re.ASCII``, but for ``\p{…}``."""
    tree: Node | None
    """Where Python might take for ever to search for it: what else can be done with it."""
    matches: Callable[[str], bool]
    """Whether it matches somewhere in a text."""


@cache
def read(pattern: str) -> Pattern:
    """A pattern of ECMA-262.

    Raises:
        PatternError: It is none, or has what nobody here can do.
    """
    parts = pieces(pattern)
    python = "".join(part.text for part in parts)
    try:
        compiled = re.compile(PROPERTY.sub("x", python), re.ASCII)
        tree = parse(parts)
    except (re.error, OverflowError, RecursionError) as error:
        words = f"Python cannot read this pattern: {error}; write it another way"
        raise PatternError(words) from None
    if is_cheap(tree) and not PROPERTY.search(python):
        return Pattern(python, None, lambda text: bool(compiled.search(text)))
    return _special(pattern, python, tree)


def _special(pattern: str, python: str, tree: Node) -> Pattern:
    """A pattern with which Python is slow, or that it cannot read by itself."""
    is_slow = not is_cheap(tree)
    if is_slow and not is_regular(tree):
        raise PatternError(
            "some texts would take for ever to search for this pattern; start it with ^, and"
            " have no repetition begin with what may end the one before it"
        )
    try:
        validator = jsonschema_rs.validator_for({"pattern": pattern})
    except ValueError as error:
        raise PatternError(f"this pattern is too lenient to be sure of: {error.args[0]}") from None
    return Pattern(python, tree if is_slow else None, validator.is_valid)
