"""Structural errors: what a stage could not do with a contract, and what would be right.

One list for every stage, so that whoever reads a contract refuses it in the same words. A contract
without any can be generated, served, checked and documented; what the house wants beyond that is
`scripts/lint`'s business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi.contract.extensions import invariants, known_values
from openapi.contract.structure import operations, syntax

if TYPE_CHECKING:
    from collections.abc import Callable

    from openapi.contract.document import Contract
    from openapi.contract.problem import Problem
    from openapi.contract.structure.syntax import Found

_STAGES: tuple[tuple[Callable[[Contract], Found], ...], ...] = (
    (syntax.openapi,),
    (syntax.references, syntax.schema_objects),
    (syntax.keywords, syntax.endless, operations.identifiers, operations.paths),
    (operations.security, operations.regions),
    (operations.operations, invariants.malformed, known_values.malformed),
)
_THOROUGH = (operations.uncallable, invariants.uncompiled)


def uncallable(contract: Contract) -> list[Problem]:
    """The values that are needed, have no example, and could not be made."""
    return [contract.problem(*finding) for finding in operations.uncallable(contract)]


def problems(contract: Contract, *, thorough: bool = False) -> list[Problem]:
    """All that is wrong; later checks rely on what the earlier ones found to be right.

    ``thorough`` also tries what a stage would only do when it comes to it: to make the values that
    have no example, and to compile the invariants.
    """
    for checks in (*_STAGES, *((_THOROUGH,) if thorough else ())):
        if findings := [finding for check in checks for finding in check(contract)]:
            return [contract.problem(*finding) for finding in dict.fromkeys(findings)]
    return []
