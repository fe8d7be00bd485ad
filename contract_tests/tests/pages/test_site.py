"""The site that scripts/docs writes."""

from __future__ import annotations

import inspect
import os
import re
import shutil
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import expect

from contract_tests.conformance.main import check, clauses
from contract_tests.conformance.options import RunOptions
from contract_tests.reference_server import ReferenceServer, background, write_target
from contract_tests.tests import ROOT
from contract_tests.tests.pages.support import (
    CONTRACTS,
    DOCS,
    each_operation,
    each_page,
    fields,
    rendered,
    shows,
    summary,
)
from scripts.pages.__main__ import main
from scripts.pages.samples import methods
from scripts.pages.sources import GUIDES, PAGES, plain

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.pages.browser import Visit
    from contract_tests.tests.processes import Run
    from openapi.contract import Operation

pytestmark = pytest.mark.slow

CODE = re.compile(r"^```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)


@each_operation
def test_index(visit: Visit, operation: Operation) -> None:
    """The index has every name of an operation, and links to it and to its samples."""
    page = visit("index.html")
    method = f"{operation.contract.name}.Client.{methods(operation.contract)[operation.id].name}()"
    shows(page, f"{operation.method} {operation.path}", operation.id, method)
    expect(page.get_by_role("link", name=operation.contract.path.name)).to_be_visible()

    page.get_by_role("link", name=operation.id, exact=True).click()
    expect(page.get_by_role("heading", name=summary(operation))).to_be_in_viewport()
    shows(page, *fields(operation.contract, operation.responses["200"].schema))
    page.get_by_role("navigation").get_by_role("link", name=PAGES["index"]).first.click()
    page.get_by_role("link", name=method).click()
    expect(page.get_by_role("heading", name=operation.id)).to_be_in_viewport()


@pytest.mark.parametrize("name", GUIDES)
def test_guides(visit: Visit, name: str) -> None:
    """A guide is on its page, with all its sections and code."""
    text = ROOT.joinpath(GUIDES[name]).read_text(encoding="utf-8")
    page = visit(f"{name}.html")
    for heading in re.findall(r"^##+ (.+)", text, re.MULTILINE):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    for block in CODE.findall(text):
        shows(page, " ".join(block.split()))


def test_clauses(visit: Visit) -> None:
    """Every clause is listed with its sentence, and its id is the anchor."""
    page = visit("clauses.html")

    for name, sentence in clauses().items():
        section = page.locator(f"section#{name}")
        expect(section.get_by_role("heading", name=name)).to_be_visible()
        expect(section).to_contain_text(" ".join(sentence.replace("`", "").split()))


def test_reports_lead_to_clauses(
    visit: Visit, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each clause of a report links to its anchor on the published pages."""
    monkeypatch.setenv("CONFORMANCE_DOCS", "https://docs.example/here/")
    server = ReferenceServer(CONTRACTS.values())
    with background(server) as url:
        write_target(tmp_path / "target.toml", url, server)
        check(tmp_path / "target.toml", RunOptions(quick=True), tmp_path)

    page = visit(os.path.relpath(tmp_path / "report.html", site))
    links = page.locator("a[href*='clauses.html']").evaluate_all("all => all.map(e => e.href)")

    assert {link.partition("#")[0] for link in links} == {"https://docs.example/here/clauses.html"}
    assert {link.partition("#")[2] for link in links} == set(clauses())


@pytest.mark.parametrize("package", ["", *CONTRACTS])
def test_client(visit: Visit, package: str) -> None:
    """Every public name and method of the client has an anchor in its reference."""
    module = import_module(f"huaweicloud_statistics.{package}".rstrip("."))
    page = visit("client.html")

    for name in module.__all__:
        anchor = f"{module.__name__}.{name}"
        expect(page.locator(f"[id='{anchor}']")).to_be_visible()
        if inspect.isclass(getattr(module, name)) and name.endswith("Client"):
            for method in methods(CONTRACTS[package]).values():
                expect(page.locator(f"[id='{anchor}.{method.name}']")).to_be_visible()


def test_changes(visit: Visit) -> None:
    """The page has the changes of each contract, and the change log."""
    page = visit("changes.html")
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    for contract in CONTRACTS.values():
        shows(page, f"{contract.document['info']['title']} {contract.document['info']['version']}")
    for line in re.findall(r"^- (.+)$", log, re.MULTILINE):
        shows(page, re.sub(r"`|\[([^]]+)\]\([^)]+\)", r"\1", line))


@pytest.mark.parametrize("word", ["CountTasks", "get_script_job_statistics", "strict-json"])
def test_search(visit: Visit, word: str) -> None:
    """The search finds operations, methods and clauses, even in files on disk."""
    page = visit(f"search.html?q={word}")

    expect(page.locator("#search-results li").first).to_be_visible()


def test_text_of_contracts() -> None:
    """Text from a contract is shown unchanged, even if it contains Markdown."""
    text = "A <b>fleet</b> of *C:\\things* & `more`_ [here](there)"

    assert MarkdownIt().renderInline(plain(text)) == escape(text)


@each_page
def test_links(visit: Visit, site: Path, name: str) -> None:
    """The pages and anchors that links point to exist; other links use https."""
    page = visit(f"{name}.html")
    rendered(page, name)

    for link in page.locator("a[href]").all():
        target, _, anchor = str(link.get_attribute("href")).partition("#")
        if name in CONTRACTS and not target.endswith(".html"):
            continue  # Redoc's own links, which its script handles.
        if "://" in target:
            assert target.startswith("https://")
            continue
        file = site / (target or f"{name}.html")
        assert file.exists(), target
        # Reference pages create their anchors with a script; test_index follows those.
        if anchor and file.stem not in CONTRACTS:
            assert f'id="{anchor}"' in file.read_text(encoding="utf-8"), target


def test_stale_page_vanishes(run: Run, site: Path, tmp_path: Path) -> None:
    """A second run leaves only the pages of the current contracts, and prints what it wrote."""
    output = tmp_path / "site"
    shutil.copytree(site, output)
    (output / "gone.html").touch()

    done = run(*DOCS, output)

    assert done.returncode == 0, done.stderr
    assert {path.name for path in output.iterdir()} == {path.name for path in site.iterdir()}
    assert all(str(output / f"{name}.html") in done.stdout for name in [*PAGES, *CONTRACTS])
    assert [output] == list(tmp_path.iterdir())


def test_foreign_folder_is_kept(run: Run, tmp_path: Path) -> None:
    """A folder with other files is rejected and left unchanged."""
    (tmp_path / "thesis.txt").touch()

    done = run(*DOCS, tmp_path)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "new or empty" in done.stderr
    assert (tmp_path / "thesis.txt").exists()


def test_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That a folder cannot be made is reported in one line."""
    (tmp_path / "file").touch()

    assert main(["--output", str(tmp_path / "file" / "site")]) == 2

    assert capsys.readouterr().err == f"scripts/docs: {tmp_path / 'file'}: File exists\n"
