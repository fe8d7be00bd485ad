from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from contract_tests.conformance.main import check, clauses
from contract_tests.conformance.options import RunOptions
from contract_tests.conformance.report.markdown import markdown
from contract_tests.faults.catalog import BROKEN
from contract_tests.reference_server import ReferenceServer, write_target
from contract_tests.tests import ROOT
from contract_tests.tests.conformance.checks import QUICK, only
from contract_tests.tests.pages.browser import visiting
from openapi.contract import load_all

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from contract_tests.tests.conformance.conftest import Check

PHONE = {"width": 390, "height": 844}


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports on a server that omits a property."""
    folder = tmp_path_factory.mktemp("reports")
    server = ReferenceServer(load_all().values())
    with BROKEN["missing-field"].running(server) as base_url:
        write_target(folder / "target.toml", base_url, server)
        text = (folder / "target.toml").read_text(encoding="utf-8")
        (folder / "target.toml").write_text(f"{text}\n[capabilities]\nmethods = false\n")
        options = RunOptions(quick=True)
        assert check(folder / "target.toml", options, folder, summary=folder / "summary.md") == 1
    return folder


@pytest.fixture(name="undecided", scope="module")
def _undecided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports on an invalid target."""
    folder = tmp_path_factory.mktemp("undecided")
    (folder / "target.toml").write_text("", encoding="utf-8")
    assert check(folder / "target.toml", RunOptions(), folder, summary=folder / "summary.md") == 2
    return folder


@pytest.fixture(name="report")
def _report(folder: Path) -> Any:
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


def test_json(report: Any) -> None:
    """The JSON report has the verdict, every clause of every operation, requests and time."""
    assert report["exit_status"] == 1
    assert report["verdict"].startswith("Does not conform: ")
    assert {contract["file"] for contract in report["contracts"]} == {"coc.yaml", "roma.yaml"}
    assert all(len(contract["sha256"]) == 64 for contract in report["contracts"])
    for operation in report["operations"]:
        assert {clause["id"] for clause in operation["clauses"]} == set(clauses())


def test_json_violations(report: Any) -> None:
    """A failed clause has request, expectation and response; an unchecked one has a reason."""
    (operation,) = (operation for operation in report["operations"] if operation["api"] == "coc")
    clauses = {clause["id"]: clause for clause in operation["clauses"]}

    (violation,) = clauses["schema-conformance"]["violations"]
    assert violation["expected"] == "at /data/total_instance a value, as it is required"
    assert violation["request"].startswith("curl ")
    assert violation["times"] > 1
    unchecked = clauses["undeclared-methods-rejected"]
    assert unchecked["outcome"] == "not checked"
    assert unchecked["unchecked"] == "not applicable"
    assert unchecked["reason"] == "the target says capabilities.methods = false"


def test_junit(folder: Path, report: Any) -> None:
    """The JUnit report has a case per clause and operation, failed, skipped or passed."""
    root = ET.parse(folder / "junit.xml")  # noqa: S314
    cases = list(root.iter("testcase"))

    assert len(cases) == sum(report["counts"].values())
    assert len({(case.attrib["classname"], case.attrib["name"]) for case in cases}) == len(cases)
    assert len(list(root.iter("failure"))) == report["counts"]["failed"]
    assert len(list(root.iter("skipped"))) == report["counts"]["not checked"]
    (suite,) = root.iter("testsuite")
    assert suite.attrib["tests"] == str(len(cases))
    (coc, roma) = report["servers"].values()
    properties = {node.attrib["name"]: node.attrib["value"] for node in root.iter("property")}
    assert properties == {"target": f"{coc}, {roma}", "seed": "1"}
    assert str(folder) not in (folder / "junit.xml").read_text(encoding="utf-8")
    assert str(folder) in (folder / "report.json").read_text(encoding="utf-8")


def test_schemas(folder: Path, undecided: Path, tmp_path: Path, target: Path) -> None:
    """The JSON report matches its schema, and the JUnit report Jenkins', whatever the outcome."""
    jenkins = xmlschema.XMLSchema(ROOT / "contract_tests" / "tests" / "data" / "junit-10.xsd")
    path = ROOT / "contract_tests" / "conformance" / "report" / "report.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert check(target, only("known-ids-found"), tmp_path) == 0

    for place in (folder, undecided, tmp_path):
        report = json.loads((place / "report.json").read_text(encoding="utf-8"))
        assert list(Draft202012Validator(_closed(schema)).iter_errors(report)) == []
        jenkins.validate(place / "junit.xml")


def _closed(schema: Any) -> Any:
    """A schema that rejects undeclared members."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(value) for name, value in schema.items()}
    is_record = "required" in schema and "properties" in schema
    return {**closed, "additionalProperties": False} if is_record else closed


def test_nothing_decided(undecided: Path) -> None:
    """If nothing could be decided, every report says so, and why, and names no server or seed."""
    assert "<propert" not in (undecided / "junit.xml").read_text(encoding="utf-8")
    assert json.loads((undecided / "report.json").read_text())["exit_status"] == 2
    for name in ("junit.xml", "report.json", "report.html", "summary.md"):
        shown = (undecided / name).read_text(encoding="utf-8").replace("\\", "")
        assert "Nothing could be decided" in shown
        assert "token is missing" in shown


def test_nobody_there(target: Path, tmp_path: Path) -> None:
    """So it is where no server listens."""
    text = target.read_text(encoding="utf-8")
    target.write_text(re.sub('http://[^"]+', "http://127.0.0.1:9", text), encoding="utf-8")

    assert check(target, RunOptions(), tmp_path) == 2
    (case,) = ET.parse(tmp_path / "junit.xml").iter("testcase")  # noqa: S314
    (error,) = case
    assert error.tag == "error"
    assert "127.0.0.1:9" in error.attrib["message"]


def test_summary(folder: Path, report: Any) -> None:
    """The summary has the verdict and each cause in Markdown, and the terminal's lines."""
    text = (folder / "summary.md").read_text(encoding="utf-8")
    html = MarkdownIt().render(text)

    assert f"<h2>{report['verdict']}</h2>" in html
    for cause in report["causes"]:
        assert f"<h3>Cause {cause['number']}: " in html
        assert cause["request"] in text
        assert cause["place"] in text


def test_summary_of_many_failures(report: Any) -> None:
    """However much fails, the summary is smaller than what a host accepts."""
    cause = dict(report["causes"][0])
    cause |= {"places": cause["places"] * 40, "failed": cause["failed"] * 1640}
    cause["request"] += "a" * 60_000
    text = "\n".join(markdown({**report, "causes": [cause] * 50}))

    assert len(text.encode()) < 1 << 20
    assert re.search(r"^- failed: and \d+ more$", text, re.MULTILINE)
    shown = text.count("### Cause ")
    assert shown >= 5
    assert f"And {50 - shown} other causes." in text


def test_summary_of_its_own(target: Path, tmp_path: Path) -> None:
    """The summary replaces any file but a workflow's."""
    summary = tmp_path / "own.md"
    summary.write_text("before\n", encoding="utf-8")

    check(target, only("known-ids-found"), summary=summary)

    assert summary.read_text(encoding="utf-8").startswith("## Conforms")


def test_summary_by_default(
    scripts_check: Check, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a workflow the summary is appended to its file by default, if that exists."""
    (tmp_path / "summary.md").write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    options = ("--quick", "--clause", "known-ids-found", "--target", target)

    scripts_check(*options, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").startswith("before\n## Conforms")

    for unusable in (str(tmp_path / "nowhere" / "summary.md"), os.devnull):
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", unusable)
        done = scripts_check(*options, env={**os.environ, "PYTHONPATH": str(ROOT)})
        assert done.returncode == 0


def test_page_of_many_failures(tmp_path: Path, browser: Browser) -> None:
    """The page links to each failure, and collapses passed clauses."""
    server = ReferenceServer(load_all().values())
    with BROKEN["errors-as-200"].running(server) as base_url:
        write_target(tmp_path / "target.toml", base_url, server)
        check(tmp_path / "target.toml", QUICK, tmp_path)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))

    assert report["counts"]["failed"] > 15
    with visiting(browser, viewport=PHONE) as visit:
        page = visit((tmp_path / "report.html").as_uri())
        links = page.locator("a[href^='#']").evaluate_all(
            "all => all.map(link => link.hash.slice(1))"
        )
        ids = page.locator("[id]").evaluate_all("all => all.map(element => element.id)")
        shown = page.inner_text("body")

    assert set(links) <= set(ids)
    assert len(set(ids)) == len(ids)
    assert {f"cause-{cause['number']}" for cause in report["causes"]} <= set(links)
    failed = [failure for cause in report["causes"] for failure in cause["failed"]]
    assert {f"{failure['operation']}.{failure['clause']}" for failure in failed} <= set(links)
    clauses = [clause for operation in report["operations"] for clause in operation["clauses"]]
    passed, others = (
        {one["sentence"] for one in clauses if (one["outcome"] == "passed") is has_passed}
        for has_passed in (True, False)
    )
    folded = passed - others
    assert folded
    assert not any(sentence in shown for sentence in folded)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page(folder: Path, report: Any, browser: Browser, scheme: str) -> None:
    """The page works without a network, on a phone and in dark mode."""
    with visiting(browser, viewport=PHONE, color_scheme=scheme) as visit:
        page = visit((folder / "report.html").as_uri())
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        shown = " ".join(page.inner_text("body").split())
        width = page.evaluate("document.documentElement.scrollWidth")
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert report["verdict"] in shown
    for operation in report["operations"]:
        for clause in operation["clauses"]:
            received = [" ".join(one["received"].split()) for one in clause["violations"]]
            texts = (clause["id"], clause["sentence"], clause["reason"], *received)
            assert all(text in shown for text in texts)
    assert all(contract["sha256"] in shown for contract in report["contracts"])
    assert width <= PHONE["width"]
    assert (max(map(int, background[4:-1].split(","))) < 60) is (scheme == "dark")
