from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.conftest import RUN, SUMMARY
from contract_tests.conformance.report.document import clause
from contract_tests.conformance.report.escaping import for_terminal
from contract_tests.conformance.report.text import failures
from contract_tests.conformance.running.accepted import accept
from openapi.contract import InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.conformance.running.check import Check


def test_clause(run_check: Callable[[], Check], pytestconfig: pytest.Config) -> None:
    """The server satisfies the clause."""
    try:
        check = run_check()
    except Exception as error:  # noqa: BLE001
        # The contract is invalid, or the check has a bug: no verdict on the server.
        words = "" if isinstance(error, InvalidContractError) else f"{type(error).__name__}: "
        redact = pytestconfig.stash[RUN].redact
        pytest.exit(for_terminal(redact(f"{words}{error}")), returncode=2)
    pytestconfig.stash[SUMMARY].checks.append(check)
    list(accept(check.run.accepted, [check], {}))
    if check.outcome == "accepted":
        pytest.xfail(for_terminal(check.failures[0].accepted))
    if check.outcome == "failed":
        lines = [check.clause.sentence, *failures(clause(check))]
        pytest.fail("\n".join(map(for_terminal, lines)), pytrace=False)
    if check.outcome == "not checked":
        pytest.skip(for_terminal(f"{check.unchecked}: {check.reason}"))
