"""How far a run is, for a person who watches it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contract_tests.conformance.clause import Clause
    from contract_tests.conformance.run import Run
    from openapi.contract import Operation

_CLEAR = "\r\x1b[K"


def show(run: Run, clause: Clause, operation: Operation) -> None:
    """Say in one line what is checked now."""
    _write(f"{_CLEAR}{run.budget.spent:4} requests  {clause.id} on {operation.id}")


def clear() -> None:
    """Take the line away."""
    _write(_CLEAR)


def _write(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(text)
        sys.stderr.flush()
