from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from contract_tests.conformance.main import check, clauses
from contract_tests.conformance.options import RunOptions
from contract_tests.faults.catalog import BROKEN
from contract_tests.reference_server import ReferenceServer, write_target
from contract_tests.tests.pages.browser import visiting
from openapi.contract import load_all

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from contract_tests.tests.conformance.conftest import Serve

PHONE = {"width": 390, "height": 844}


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports on a server that leaves a property out."""
    folder = tmp_path_factory.mktemp("reports")
    server = ReferenceServer(load_all().values())
    with BROKEN["missing-field"].running(server) as base_url:
        write_target(folder / "target.toml", base_url, server)
        text = (folder / "target.toml").read_text(encoding="utf-8")
        (folder / "target.toml").write_text(f"{text}\n[capabilities]\nmethods = false\n")
        assert check(folder / "target.toml", RunOptions(quick=True), folder) == 1
    return folder


@pytest.fixture(name="report")
def _report(folder: Path) -> Any:
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


def test_json(report: Any) -> None:
    """The JSON report has the verdict, every clause of every operation, and what it took."""
    assert report["exit_status"] == 1
    assert report["verdict"].startswith("Does not conform: ")
    assert {contract["file"] for contract in report["contracts"]} == {"coc.yaml", "roma.yaml"}
    assert all(len(contract["sha256"]) == 64 for contract in report["contracts"])
    for operation in report["operations"]:
        assert {clause["id"] for clause in operation["clauses"]} == set(clauses())


def test_json_violations(report: Any) -> None:
    """A failed clause comes with request, expectation and response; an unchecked one with why."""
    (operation,) = (one for one in report["operations"] if one["api"] == "coc")
    found = {clause["id"]: clause for clause in operation["clauses"]}

    (violation,) = found["schema-conformance"]["violations"]
    assert violation["expected"] == "at /data/total_instance a value, it is required"
    assert violation["request"].startswith("curl ")
    assert violation["place"].startswith("openapi/coc.yaml:")
    assert violation["pointer"].startswith("/components/schemas/")
    assert violation["times"] > 1
    unchecked = found["undeclared-methods-rejected"]
    assert unchecked["outcome"] == "not checked"
    assert unchecked["unchecked"] == "not applicable"
    assert unchecked["reason"] == "the target says capabilities.methods = false"


def test_junit(folder: Path, report: Any) -> None:
    """JUnit's report has a case per clause and operation, and tells failed from skipped."""
    root = ET.parse(folder / "junit.xml")  # noqa: S314
    cases = list(root.iter("testcase"))

    assert len(cases) == sum(report["counts"].values())
    assert len({(case.attrib["classname"], case.attrib["name"]) for case in cases}) == len(cases)
    assert len(list(root.iter("failure"))) == report["counts"]["failed"]
    assert len(list(root.iter("skipped"))) == report["counts"]["not checked"]
    (suite,) = root.iter("testsuite")
    assert suite.attrib["tests"] == str(len(cases))


def test_junit_of_control_characters(serve: Serve, server: ReferenceServer, tmp_path: Path) -> None:
    """What XML cannot hold is escaped."""
    target = serve(lambda request: replace(server(request), status=200, body=b"\x1b[31m\0\xff"))

    assert check(target, RunOptions(api="coc", quick=True), tmp_path) == 1
    root = ET.parse(tmp_path / "junit.xml")  # noqa: S314
    assert any("\\x1b[31m\\x00" in str(failure.text) for failure in root.iter("failure"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page(folder: Path, report: Any, browser: Browser, scheme: str) -> None:
    """The page shows all of it without a network, on a phone and in the dark."""
    with visiting(browser, viewport=PHONE, color_scheme=scheme) as visit:
        page = visit((folder / "report.html").as_uri())
        shown = " ".join(page.inner_text("body").split())
        width = page.evaluate("document.documentElement.scrollWidth")
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.screenshot(path=folder / f"report-{scheme}.png", full_page=True)

    assert report["verdict"] in shown
    for operation in report["operations"]:
        for clause in operation["clauses"]:
            assert clause["id"] in shown
            assert clause["sentence"] in shown
            assert clause["reason"] in shown
            assert all(" ".join(one["received"].split()) in shown for one in clause["violations"])
    assert all(contract["sha256"] in shown for contract in report["contracts"])
    assert width <= PHONE["width"]
    assert (max(map(int, background[4:-1].split(","))) < 60) is (scheme == "dark")
