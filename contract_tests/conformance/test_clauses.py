from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from openapi.contract import InvalidContractError

if TYPE_CHECKING:
    from contract_tests.conformance.clause import Clause
    from contract_tests.conformance.run import Run
    from openapi.contract import Operation


def test_clause(run: Run, clause: Clause, operation: Operation) -> None:
    """The server keeps the clause."""
    try:
        check = run.check(clause, operation)
    except InvalidContractError as error:
        # Nothing is known of the server where the contract itself is at fault.
        pytest.exit(str(error), returncode=2)
    if check.outcome == "failed":
        pytest.fail("\n\n".join([clause.sentence, *check.shown()]), pytrace=False)
    if check.outcome == "not checked":
        pytest.skip(check.reason)
