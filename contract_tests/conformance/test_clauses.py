from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.report.document import clause
from contract_tests.conformance.report.escaping import for_terminal
from contract_tests.conformance.report.text import failures
from openapi.contract import InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.conformance.check import Check


def test_clause(run_check: Callable[[], Check]) -> None:
    """The server satisfies the clause."""
    try:
        check = run_check()
    except InvalidContractError as error:
        # Nothing is known of the server where the contract itself is at fault.
        pytest.exit(str(error), returncode=2)
    if check.outcome == "failed":
        lines = [check.clause.sentence, *failures(clause(check))]
        pytest.fail("\n".join(map(for_terminal, lines)), pytrace=False)
    if check.outcome == "not checked":
        pytest.skip(for_terminal(check.reason))
