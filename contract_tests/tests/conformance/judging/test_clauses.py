from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.conformance import clauses
from contract_tests.conformance.main import check
from contract_tests.conformance.options import RunOptions
from contract_tests.conformance.running.clause import CLAUSES, Clause, clause, rule
from contract_tests.tests.conformance.checks import only, reported

if TYPE_CHECKING:
    from collections.abc import Callable


def test_every_subject_is_registered() -> None:
    """Each file in the folder is a subject, and registers clauses."""
    folder = Path(clauses.__file__).parent

    assert set(clauses.SUBJECTS) == {path.stem for path in folder.glob("[!_]*.py")}
    for path in folder.glob("[!_]*.py"):
        functions = re.findall(r"^def ([a-z]\w*)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert functions
        assert {name.replace("_", "-") for name in functions} <= set(CLAUSES)


@pytest.mark.parametrize("register", [clause(), rule(lambda _: True)], ids=["clause", "rule"])
def test_clause_must_have_an_id_and_a_sentence(register: Callable[..., Any]) -> None:
    """A function without a docstring, or with a duplicate name, is rejected."""

    def strict_json(_: object) -> None:
        """Have a duplicate name."""

    def nameless(_: object) -> None: ...

    with pytest.raises(ValueError, match="another clause has this id"):
        register(strict_json)
    with pytest.raises(ValueError, match="a clause needs a docstring"):
        register(nameless)


def test_error_in_a_clause(
    target: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error in the check itself is not a verdict on the server."""

    def look(_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setitem(CLAUSES, "faulty", Clause("faulty", "It fails.", (), look))

    status, report = reported(target, only("faulty"))

    assert status == 2
    assert "ZeroDivisionError" in report["verdict"]
    errors = capsys.readouterr().err
    assert "the check itself failed" in errors


def test_budget_for_nothing(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If the budget is too small for the first requests, nothing is decided."""
    assert check(target, RunOptions(max_requests=2)) == 2
    assert "the budget of 2 requests is spent" in capsys.readouterr().err
