"""All variants by id: broken ones, which violate a clause, and benign ones, which conform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_tests.faults.benign import requests, responses
from contract_tests.faults.benign import wire as benign_wire
from contract_tests.faults.broken.intermittent import DATA, INTERMITTENT
from contract_tests.faults.broken.requests.auth import AUTH
from contract_tests.faults.broken.requests.methods import METHODS
from contract_tests.faults.broken.requests.paths import PATHS, VALIDATION
from contract_tests.faults.broken.requests.refusals import REFUSALS
from contract_tests.faults.broken.responses.body import BODY
from contract_tests.faults.broken.responses.content_type import CONTENT_TYPE
from contract_tests.faults.broken.responses.errors import ERRORS, LANGUAGE
from contract_tests.faults.broken.responses.headers import HEADERS
from contract_tests.faults.broken.responses.semantics import SEMANTICS
from contract_tests.faults.broken.responses.status import STATUS
from contract_tests.faults.broken.responses.text import TEXT
from contract_tests.faults.broken.robustness import INTERMITTENT_WIRE, ROBUSTNESS
from contract_tests.faults.broken.wire import WIRE

if TYPE_CHECKING:
    from contract_tests.faults.variant import Variant


def _together(*categories: dict[str, Variant]) -> dict[str, Variant]:
    """The variants of several categories; no two may share an id."""
    together = {name: variant for category in categories for name, variant in category.items()}
    if len(together) != sum(map(len, categories)):
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
"""Each violates one clause."""

BENIGN = _together(requests.REQUESTS, responses.RESPONSES, benign_wire.WIRE)
"""Each conforms in an unusual way."""

VARIANTS = _together(BROKEN, BENIGN)
"""All of them."""
