"""Structural errors of a contract, and how to correct them.

All stages share them, so that they reject a contract with the same messages. A contract without any
can be generated, served, checked and documented; further rules are in `scripts/lint`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi.contract.extensions import invariants, known_values
from openapi.contract.structure import operations, syntax

if TYPE_CHECKING:
    from collections.abc import Callable

    from openapi.contract.document import Contract
    from openapi.contract.problem import Problem
    from openapi.contract.structure.syntax import Findings

_STAGES: tuple[tuple[Callable[[Contract], Findings], ...], ...] = (
    (syntax.openapi,),
    (syntax.references, syntax.schema_objects),
    (syntax.keywords, syntax.circular, operations.identifiers, operations.paths),
    (operations.security, operations.regions),
    (operations.operations, invariants.malformed, known_values.malformed),
)
_THOROUGH = (operations.uncallable, invariants.invalid_rules)


def uncallable(contract: Contract) -> list[Problem]:
    """The required values that have no example and could not be generated."""
    return [contract.problem(*finding) for finding in operations.uncallable(contract)]


def problems(contract: Contract, *, thorough: bool = False) -> list[Problem]:
    """The structural errors of the first stage that finds any; later stages rely on earlier ones.

    ``thorough`` also generates the values that have no example, and compiles the invariants.
    """
    for checks in (*_STAGES, *((_THOROUGH,) if thorough else ())):
        if findings := [finding for check in checks for finding in check(contract)]:
            return [contract.problem(*finding) for finding in dict.fromkeys(findings)]
    return []
