"""A run passes only if its clauses were checked: reasons why they were not, and the verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from contract_tests.conformance.errors import TargetError
from contract_tests.conformance.main import check
from contract_tests.conformance.options import RunOptions
from contract_tests.conformance.running.loading import load_run
from contract_tests.faults.changes import error, with_headers
from contract_tests.tests.conformance.checks import QUICK, only, reported

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.reference_server import ReferenceServer, Request, Response
    from contract_tests.tests.conformance.conftest import Check, Serve


UNKNOWN = "unknown-ids-rejected"


def outcome(report: Any, name: str) -> tuple[str, str]:
    """The outcome of a clause on the first operation, and why it was not checked."""
    (clause,) = (clause for clause in report["operations"][0]["clauses"] if clause["id"] == name)
    return clause["outcome"], clause["unchecked"] or ""


def test_kinds_are_distinguished(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each output and the verdict have the kinds of reasons."""
    lines = target.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("denied"))
    target.write_text(f"live = true\n{text}\n[capabilities]\nlanguages = false\n")

    status, report = reported(target, replace(QUICK, rate=10_000, exclude=("reliable-reads",)))

    assert status == 0
    assert report["unchecked"] == {
        "not applicable": 4,
        "not provided": 1,
        "withheld": 3,
        "excluded": 2,
    }
    out = capsys.readouterr().out
    root = ET.parse(target.parent / "reports" / "junit.xml")  # noqa: S314
    skipped = [case.attrib["message"] for case in root.iter("skipped")]
    html = (target.parent / "reports" / "report.html").read_text(encoding="utf-8")
    for kind, number in report["unchecked"].items():
        assert f"{number} {kind}, " in out.splitlines()[-1]
        assert f"\n  {kind}: " in out
        assert sum(reason.startswith(f"{kind}: ") for reason in skipped) == number
        assert html.count(f">{kind.capitalize()}: ") == number


def test_clause_throttled_now_and_then(serve: Serve, server: ReferenceServer) -> None:
    """A clause has not passed if one of its requests never got through."""

    def throttling(request: Request) -> Response:
        limited = with_headers(error(429, "Slow down.", "APIGW.0308"), Retry_After="0")
        return limited if request.path.endswith("%20/statistics") else server(request)

    status, report = reported(serve(throttling), only("malformed-ids-rejected", UNKNOWN))

    assert status == 2
    assert outcome(report, "malformed-ids-rejected") == ("not checked", "unfinished")
    assert outcome(report, UNKNOWN) == ("passed", "")
    assert "throttled" in report["verdict"]


def test_one_clause(target: Path) -> None:
    """A single clause is checked, and the verdict says that the others are excluded."""
    status, report = reported(target, replace(QUICK, clause=(UNKNOWN,)))

    assert status == 0
    assert (report["counts"]["passed"], report["counts"]["failed"]) == (1, 0)
    assert report["unchecked"] == {"excluded": 40}
    assert f"--clause {UNKNOWN}" in report["verdict"]


def test_one_clause_alone_judges_the_same(serve: Serve, server: ReferenceServer) -> None:
    """A rule for all responses fails alone as in a complete run."""

    def fault(request: Request) -> Response:
        response = server(request)
        return replace(response, body=b"{]") if response.status == 404 else response

    target = serve(fault)
    _, whole = reported(target, QUICK)
    status, alone = reported(target, replace(QUICK, clause=("strict-json",)))

    assert status == 1
    found = [
        (clause["outcome"], [violation["expected"] for violation in clause["violations"]])
        for report in (alone, whole)
        for clause in report["operations"][0]["clauses"]
        if clause["id"] == "strict-json"
    ]
    assert found[0] == found[1]


def test_excluded_clause(serve: Serve, server: ReferenceServer) -> None:
    """An excluded clause does not fail, is in no output, and the verdict names it."""
    target = serve(lambda request: replace(server(request), body=b"{]"))
    assert check(target, only("known-ids-found", "strict-json")) == 1
    status, report = reported(target, only("known-ids-found"))

    assert status == 0
    assert outcome(report, "strict-json") == ("not checked", "excluded")
    assert not any(clause["violations"] for clause in report["operations"][0]["clauses"])
    assert "--exclude strict-json" in report["verdict"]


def test_nothing_judged(target: Path) -> None:
    """A run that judged nothing is undecided."""
    status, report = reported(target, replace(QUICK, clause=("generated-requests-handled",)))

    assert (status, report["unchecked"]) == (2, {"excluded": 41})
    assert "no clause was judged" in report["verdict"]


@pytest.mark.parametrize("option", ["clause", "exclude"])
def test_unknown_clause(target: Path, option: str) -> None:
    """An unknown clause is rejected, with a suggestion."""
    options: dict[str, Any] = {option: ("strict-jsn",)}
    with pytest.raises(TargetError, match="did you mean strict-json"):
        load_run(target, RunOptions(**options))


def test_address_of_a_review_app(
    target: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The address comes from a variable, or from the command line for all APIs."""
    first, *others = target.read_text(encoding="utf-8").splitlines()
    base_url = first.split('"')[1]
    monkeypatch.setenv("REVIEW_URL", base_url)
    target.write_text("\n".join(['base_url = "env:REVIEW_URL"', *others]), encoding="utf-8")
    assert check(target, only("known-ids-found")) == 0

    elsewhere = "[roma]\nbase_url = 'http://127.0.0.1:9'\n"
    target.write_text("\n".join([*others, elsewhere]), encoding="utf-8")
    options = only("known-ids-found", api=None)
    assert check(target, replace(options, base_url=base_url)) == 0
    assert check(target, replace(options, base_url="nowhere")) == 2
    assert "--base-url must be http://" in capsys.readouterr().err


def test_unfinished_under_pytest(under_pytest: Check, target: Path) -> None:
    """Under pytest an unfinished run exits with 2, too, and shows the verdict."""
    done = under_pytest("--target", target, "--max-requests", "60")

    assert done.returncode == 2
    assert "clauses are unfinished: the budget of 60 requests is spent" in done.stdout


def test_several_processes_under_pytest(under_pytest: Check, target: Path) -> None:
    """Several processes would judge parts of a run, so they are refused."""
    done = under_pytest("--target", target, "-p", "xdist", "-n", "2")

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "the check runs in one process; leave out -n and --dist" in done.stderr
