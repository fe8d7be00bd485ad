"""Clauses: requirements on a server, each a function that checks one operation."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from contract_tests.conformance.judging.exchange import Exchange
from contract_tests.conformance.judging.violation import Violation

if TYPE_CHECKING:
    from contract_tests.conformance.running.check import Check
    from contract_tests.conformance.running.needs import Need

CheckFunction: TypeAlias = "Callable[[Check], None]"
"""Makes requests through the check and judges the responses."""
Judge: TypeAlias = Callable[[Exchange], Iterator[Violation]]
"""The violations in a response, whichever clause made the request."""


@dataclass(frozen=True)
class Clause:
    """One requirement."""

    id: str
    sentence: str
    needs: tuple[Need, ...]
    """Preconditions for the clause to be checked."""
    function: CheckFunction


@dataclass(frozen=True)
class Rule(Clause):
    """A requirement on every response, whichever clause made the request."""

    judge: Judge
    applies: Callable[[Exchange], object]
    """Whether the rule applies to an exchange."""


CLAUSES: dict[str, Clause] = {}
"""By id, in checking order."""


def clause(*needs: Need) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function as a clause: its name is the id, its docstring the sentence."""

    def register(function: CheckFunction) -> CheckFunction:
        _add(Clause(_id(function), _sentence(function), needs, function))
        return function

    return register


def rule(applies: Callable[[Exchange], object], *needs: Need) -> Callable[[Judge], Judge]:
    """Register a function as a rule, as `clause` does."""

    def register(judge: Judge) -> Judge:
        _add(Rule(_id(judge), _sentence(judge), needs, lambda _: None, judge, applies))
        return judge

    return register


def rules() -> list[Rule]:
    """The clauses that are rules."""
    return [clause for clause in CLAUSES.values() if isinstance(clause, Rule)]


def _add(new: Clause) -> None:
    if new.id in CLAUSES:
        raise ValueError(f"{new.id}: another clause has this id")
    CLAUSES[new.id] = new


def _id(function: Callable[..., object]) -> str:
    return function.__name__.replace("_", "-")


def _sentence(function: Callable[..., object]) -> str:
    sentence = function.__doc__ or (_written(function) if sys.flags.optimize > 1 else None)
    if not sentence:
        raise ValueError(f"{_id(function)}: a clause needs a docstring, its sentence")
    return sentence


def _written(function: Callable[..., object]) -> str | None:
    """The docstring in the source; python -OO drops docstrings."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    return ast.get_docstring(definition) if isinstance(definition, ast.FunctionDef) else None
