"""How far a run is, for a person who watches it."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from contract_tests.conformance.report.escaping import for_terminal

if TYPE_CHECKING:
    from contract_tests.conformance.clause import Clause
    from contract_tests.conformance.run import Run
    from openapi.contract import Operation

_CLEAR = "\r\x1b[K"


def show(run: Run, clause: Clause, operation: Operation) -> None:
    """Say in one line what is checked now."""
    line = f"{run.budget.spent:4} requests  {clause.id} on {operation.id}"
    _write(f"{_CLEAR}{for_terminal(run.redact(line))}")


def clear() -> None:
    """Take the line away."""
    _write(_CLEAR)


def _write(text: str) -> None:
    with suppress(OSError):
        if sys.stderr and not sys.stderr.closed and sys.stderr.isatty():
            sys.stderr.write(text)
            sys.stderr.flush()
