from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
        pytest.fail("\n\n".join([check.clause.sentence, *check.shown()]), pytrace=False)
    if check.outcome == "not checked":
        pytest.skip(check.reason)
