"""Accepted failures, until they pass or expire."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.conformance.main import check
from contract_tests.conformance.running.accepted import Accepted
from contract_tests.faults.catalog import BROKEN
from contract_tests.tests.conformance.checks import QUICK, only, reported
from contract_tests.tests.processes import complaints

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contract_tests.reference_server import ReferenceServer
    from contract_tests.tests.conformance.conftest import Check, Serve

    Accept = Callable[..., tuple[int, Any]]

METHODS = "undeclared-methods-rejected"
ALLOW = """
[[accepted]]
clause = "undeclared-methods-rejected"
operation = "GetScriptJobStatistics"
expected = '''{expected}'''
reason = "the gateway of the vendor, ticket 4711"
"""
EXPECTED = "an Allow header with GET and without the method of the request"
WRAPPED = "an Allow header with GET and without\n            the method of the request"


@pytest.fixture(name="accept")
def _accept(serve: Serve, tmp_path: Path) -> Accept:
    """Check a broken server with a file of accepted failures; return exit status and report."""

    def accept(text: str, name: str = "error-without-allow") -> tuple[int, Any]:
        (tmp_path / "accept.toml").write_text(text, encoding="utf-8")
        options = only(METHODS, "schema-conformance", accept=tmp_path / "accept.toml")
        return reported(serve(BROKEN[name]), options)

    return accept


def test_accepted(accept: Accept, capsys: pytest.CaptureFixture[str]) -> None:
    """An accepted failure is shown as such with its reason, and the run passes."""
    status, report = accept(ALLOW.format(expected=WRAPPED))

    out = capsys.readouterr().out
    assert status == 0
    assert "FAIL" not in out
    assert "the gateway of the vendor, ticket 4711: expected an Allow header with GET" in out
    assert out.splitlines()[-1].startswith("Conforms, but for 1 accepted clause: ")
    (clause,) = (
        clause for clause in report["operations"][0]["clauses"] if clause["outcome"] == "accepted"
    )
    assert clause["id"] == METHODS
    assert report["counts"]["accepted"] == 1
    assert report["remarks"] == []


def test_other_failures_fail(accept: Accept) -> None:
    """Only the given expectation is accepted, and only for the given clause."""
    status, report = accept(ALLOW.format(expected="something else"))
    assert (status, report["counts"]["failed"]) == (1, 1)

    status, report = accept(ALLOW.format(expected=EXPECTED), "missing-field")
    assert status == 1
    assert report["counts"]["accepted"] == 0


@pytest.mark.parametrize(
    ("now", "status"), [("2030-12-31T23:59:59Z", 0), ("2031-01-01T00:00:00Z", 1)]
)
def test_until(accept: Accept, monkeypatch: pytest.MonkeyPatch, now: str, status: int) -> None:
    """A failure is accepted until the end of the given day, in UTC."""

    class Clock(datetime):
        @classmethod
        def now(cls, _tz: object = None) -> Clock:
            return cls.fromisoformat(now)

    monkeypatch.setattr(f"{Accepted.__module__}.datetime", Clock)

    exit_status, report = accept(f"{ALLOW.format(expected=EXPECTED)}until = 2030-12-31\n")

    assert exit_status == status
    remarks = [remark for remark in report["remarks"] if "as it was until 2030-12-31" in remark]
    assert len(remarks) == status


def test_no_longer_fails(accept: Accept, capsys: pytest.CaptureFixture[str]) -> None:
    """Accepted failures that pass are mentioned in every report."""
    _, report = accept(ALLOW.format(expected=EXPECTED), "missing-field")

    (remark,) = report["remarks"]
    assert remark.startswith("Accepted, but no longer fails, so take it out of the file: undecl")
    assert remark[:29] in capsys.readouterr().out


def test_what_is_not_checked_is_not_reported_as_passed(accept: Accept) -> None:
    """For an excluded clause it is unknown whether it still fails."""
    text = ALLOW.replace(METHODS, "generated-requests-handled")
    _, report = accept(text.format(expected=EXPECTED))

    assert report["remarks"] == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x = ", "not TOML"),
        ("[accepted]", "accepted must be an array of tables; begin each with [[accepted]]"),
        ("[[accept]]", "unknown key accept; did you mean accepted?"),
        ("[[accepted]]\nclause = 1", "accepted[0].clause is missing, or is not a string"),
        (ALLOW.replace("rejected", "reject"), "there is no clause undeclared-methods-reject; did "),
        (ALLOW.replace("GetS", "S"), "there is no operation ScriptJobStatistics; did you mean Get"),
        (ALLOW.replace("the gateway of the vendor, ticket 4711", " "), "[0].reason is empty"),
        (f'{ALLOW}until = "tomorrow"', "until must be a date without quotes, until = 2030-12-31"),
    ],
)
def test_malformed_files(
    accept: Accept, capsys: pytest.CaptureFixture[str], text: str, problem: str
) -> None:
    """An invalid file is rejected in a sentence that names the place."""
    status, _ = accept(text)

    (err,) = complaints(capsys.readouterr().err)
    assert status == 2
    assert err.startswith("scripts/check: Nothing could be decided: accept.toml: ")
    assert problem in err


def test_accepted_under_pytest(
    under_pytest: Check, serve: Serve, server: ReferenceServer, tmp_path: Path
) -> None:
    """Under pytest an accepted failure is an xfail."""
    target = serve(lambda request: replace(server(request), headers={}))
    accepted = (
        '[[accepted]]\nclause = "declared-content-type"\noperation = "GetScriptJobStatistics"\n'
        'expected = "one Content-Type, application/json"\nreason = "ticket 4711"\n'
    )
    (tmp_path / "accept.toml").write_text(accepted, encoding="utf-8")
    options = ("--api", "coc", "--clause", "declared-content-type", "--accept", "accept.toml")

    done = under_pytest(*options, "--target", target)

    assert done.returncode == 0, done.stdout
    assert "XFAIL" in done.stdout
    assert "ticket 4711" in done.stdout


def test_no_file(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file is named."""
    assert check(target, replace(QUICK, accept=target.with_name("nowhere.toml"))) == 2
    assert "nowhere.toml: No such file or directory" in capsys.readouterr().err
