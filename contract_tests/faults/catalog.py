"""All variants by id: those that break one clause, and those that keep every one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.faults.auth import AUTH
from contract_tests.faults.body import BODY
from contract_tests.faults.content_type import CONTENT_TYPE
from contract_tests.faults.errors import ERRORS, LANGUAGE
from contract_tests.faults.headers import HEADERS
from contract_tests.faults.intermittent import DATA, INTERMITTENT
from contract_tests.faults.methods import METHODS
from contract_tests.faults.odd import ODDITIES
from contract_tests.faults.odd_requests import ODD_REQUESTS
from contract_tests.faults.odd_wire import ODD_WIRE
from contract_tests.faults.paths import PATHS, VALIDATION
from contract_tests.faults.refusals import REFUSALS
from contract_tests.faults.robustness import INTERMITTENT_WIRE, ROBUSTNESS
from contract_tests.faults.semantics import SEMANTICS
from contract_tests.faults.status import STATUS
from contract_tests.faults.text import TEXT
from contract_tests.faults.wire_faults import WIRE

if TYPE_CHECKING:
    from contract_tests.faults.variant import Variant


def _together(*shelves: dict[str, Variant]) -> dict[str, Variant]:
    """The variants of several shelves; no two may share an id."""
    together = {name: one for shelf in shelves for name, one in shelf.items()}
    if len(together) != sum(map(len, shelves)):
        raise ValueError("two variants share an id")
    return together


BROKEN = _together(
    STATUS,
    AUTH,
    REFUSALS,
    CONTENT_TYPE,
    BODY,
    TEXT,
    SEMANTICS,
    ERRORS,
    LANGUAGE,
    HEADERS,
    METHODS,
    VALIDATION,
    PATHS,
    INTERMITTENT,
    DATA,
    INTERMITTENT_WIRE,
    ROBUSTNESS,
    WIRE,
)
"""Conformant but for one clause each."""

ODD = _together(ODDITIES, ODD_REQUESTS, ODD_WIRE)
"""Conformant, each in an unusual way."""

VARIANTS = _together(BROKEN, ODD)
"""All of them."""
