"""The pages of scripts/docs, read in a browser that has no network."""

from __future__ import annotations

import json
import re
import shutil
import sys
from typing import TYPE_CHECKING, TypeAlias

import pytest
from playwright.sync_api import Browser, Page, expect

from contract_tests.tests import ROOT
from contract_tests.tests.pages.browser import visiting
from openapi.contract import JSON, Contract, Operation, Response, load_all
from scripts.pages.samples import methods, samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from contract_tests.tests.processes import Run

    Visit: TypeAlias = Callable[..., Page]

DOCS = (ROOT / "scripts" / "docs", "--output")
CONTRACTS = load_all()
AROUND = ["index", "samples", "guide", "clauses", "changes"]
PAGES = [*AROUND, *CONTRACTS]
# What is out of sight is rendered when scrolled to; in a window this tall nothing is.
TALL = {"width": 1280, "height": 12_000}
PHONE = {"width": 390, "height": 844}
BACKGROUND = """() => {
    let node = document.elementFromPoint(5, innerHeight - 5);
    const colour = () => getComputedStyle(node).backgroundColor;
    while (/, 0\\)$/.test(colour()) && node.parentElement) node = node.parentElement;
    return Math.max(...colour().match(/\\d+/g).slice(0, 3).map(Number));
}"""

expect.set_options(timeout=20_000)

each_operation = pytest.mark.parametrize(
    "operation",
    [
        pytest.param(one, id=one.id)
        for contract in CONTRACTS.values()
        for one in contract.operations
    ],
)
each_spec = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)


@pytest.fixture(name="site", scope="session")
def _site(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("docs") / "site"
    done = run(*DOCS, output)
    assert done.returncode == 0, done.stderr
    return output


@pytest.fixture(name="visit")
def _visit(browser: Browser, site: Path) -> Iterator[Visit]:
    """Opens a page of the site by its name."""
    with visiting(browser, viewport=TALL) as visit:
        yield lambda name, **options: visit(f"{site.as_uri()}/{name}", **options)


def shows(page: Page, *texts: str) -> None:
    """The text a reader sees; what scripts and folded parts hold does not count."""
    seen = " ".join(page.inner_text("body").split())
    for text in texts:
        if text not in seen:
            expect(page.locator("body")).to_contain_text(text, use_inner_text=True)


def address(operation: Operation) -> str:
    return f"{operation.contract.name}.html#operation/{operation.id}"


def summary(operation: Operation) -> str:
    return str(operation.contract.at(f"#{operation.pointer}")["summary"])


def fields(contract: Contract, schema: JSON) -> dict[str, JSON]:
    """Every field of a body with its schema, by name."""
    node = contract.resolve(schema)
    found = dict(node.get("properties", {}))
    for below in [*found.values(), *([node["items"]] if "items" in node else ())]:
        found |= fields(contract, below)
    return found


def invariants(contract: Contract, node: JSON) -> Iterator[dict[str, str]]:
    """Every rule of what a node holds or refers to."""
    for below in node.values() if isinstance(node, dict) else node:
        if isinstance(below, dict | list):
            yield from invariants(contract, contract.resolve(below))
    if isinstance(node, dict):
        yield from node.get("x-invariants", ())


@each_operation
def test_operation_in_full(visit: Visit, operation: Operation) -> None:
    """A link to an operation shows how to call it and every field of its response, unfolded."""
    response = fields(operation.contract, operation.responses["200"].schema)
    examples = [value for node in response.values() for value in node.get("examples", ())]
    page = visit(address(operation))

    shows(page, summary(operation), operation.path)
    shows(page, *(one.name for one in operation.parameters))
    shows(page, *response, *map(json.dumps, examples))


@each_operation
def test_every_response(visit: Visit, operation: Operation) -> None:
    """Each status opens with its description and its headers."""
    page = visit(address(operation))

    for status, response in operation.responses.items():
        page.get_by_role("tab", name=status).first.click()
        shows(page, re.sub(r"[`*]", "", response.node["description"]).strip(), *response.headers)


@each_operation
def test_rules(visit: Visit, operation: Operation) -> None:
    """Every invariant of an response is shown with its basis and its CEL rule."""
    page = visit(address(operation))

    for rule in invariants(operation.contract, operation.responses["200"].node):
        shows(page, f"{rule['message']} ({rule['basis']})", rule["rule"])


@each_operation
def test_samples(visit: Visit, operation: Operation) -> None:
    """Every code sample can be chosen beside its operation, and is shown as it was run."""
    page = visit(address(operation))
    every = samples(operation)

    menu = page.get_by_role("button", name=every[0].label, exact=True)
    for sample in every:
        menu.click()
        page.get_by_role("menuitem", name=sample.label, exact=True).click()
        shows(page, " ".join(sample.source.split()))
        menu = page.get_by_role("button", name=sample.label, exact=True)


@each_operation
def test_opens_on_operation(visit: Visit, operation: Operation) -> None:
    """A contract's page, without more of an address, has every operation open."""
    page = visit(f"{operation.contract.name}.html")

    shows(page, summary(operation), operation.path)
    shows(page, *fields(operation.contract, operation.responses["200"].schema))


@each_operation
def test_printed_in_full(visit: Visit, operation: Operation) -> None:
    """On paper are all samples and all responses, of which a screen shows one at a time."""
    page = visit(f"{operation.contract.name}.html", viewport={"width": 1280, "height": 900})
    expect(page.get_by_role("heading", name=summary(operation))).to_be_visible()
    page.emulate_media(media="print")

    shows(page, *(" ".join(sample.source.split()) for sample in samples(operation)))
    for response in operation.responses.values():
        for body in response.examples.values():
            shows(page, *map(json.dumps, leaves(body)))


@each_operation
def test_names(visit: Visit, operation: Operation) -> None:
    """The operationId and the client's method are on the page, and its search finds both."""
    page = visit(f"{operation.contract.name}.html")
    method = methods(operation.contract)[operation.id].name
    shows(page, operation.id, f"{operation.contract.name}.Client.{method}()")

    page.keyboard.press("Control+k")
    found = page.get_by_test_id("search-dialog")
    for name in (operation.id, method):
        found.get_by_placeholder("Search").fill(name)
        expect(found).to_contain_text(summary(operation), use_inner_text=True)
        found.get_by_placeholder("Search").fill("nothing of the kind")
        expect(found).not_to_contain_text(summary(operation), use_inner_text=True)


@pytest.mark.parametrize("name", CONTRACTS)
def test_code_wraps(visit: Visit, name: str) -> None:
    """No line of code is cut off on a phone."""
    page = visit(f"{name}.html", viewport=PHONE)
    shows(page, summary(CONTRACTS[name].operations[0]))

    wide = "[...document.querySelectorAll('pre')].filter(e => e.scrollWidth > e.clientWidth + 1)"
    assert page.evaluate(f"{wide}.map(e => e.textContent)") == []


@each_spec
def test_download(visit: Visit, site: Path, contract: Contract) -> None:
    """The contract itself is beside its page, which leads to it."""
    page = visit(f"{contract.name}.html")
    link = page.locator(f'a[href="{contract.path.name}"]').first

    expect(link).to_be_visible()
    assert (site / contract.path.name).read_bytes() == contract.path.read_bytes()


@each_operation
def test_examples(visit: Visit, operation: Operation) -> None:
    """Every named example of every response can be chosen, and is shown in full."""
    page = visit(address(operation))

    for status, response in operation.responses.items():
        # The first is above the description, the last above the example.
        page.get_by_role("button", name=status, exact=True).last.click()
        named = zip(titles(operation.contract, response), response.examples.values(), strict=True)
        for index, (title, body) in enumerate(named):
            if index:
                page.get_by_role("button", name="Example", exact=True).click()
                page.get_by_role("menuitem", name=title, exact=True).click()
            shows(page, *map(json.dumps, leaves(body)))


def titles(contract: Contract, response: Response) -> list[str]:
    """What the examples of an response are called on its page."""
    media = next(iter(response.node["content"].values()))
    named = {name: contract.resolve(one) for name, one in media["examples"].items()}
    return [str(one.get("summary", name)) for name, one in named.items()]


def leaves(body: JSON) -> Iterator[JSON]:
    if isinstance(body, dict | list):
        for below in body.values() if isinstance(body, dict) else body:
            yield from leaves(below)
    else:
        yield body


@each_spec
def test_regions(visit: Visit, contract: Contract) -> None:
    """A page lists each server with the id of its region."""
    page = visit(f"{contract.name}.html")

    for server in contract.document["servers"]:
        shows(page, server["url"], f"{server['description']} ({server['x-region']})")


@each_operation
def test_index_leads_to_operation(visit: Visit, operation: Operation) -> None:
    """The index names an operation, and its link arrives at it, unfolded; a link leads back."""
    page = visit("index.html")
    shows(page, f"{operation.method} {operation.path}")

    page.get_by_role("link", name=summary(operation)).click()
    expect(page.get_by_role("heading", name=summary(operation))).to_be_in_viewport()
    shows(page, *fields(operation.contract, operation.responses["200"].schema))

    page.goto(page.url.partition("#")[0])
    page.get_by_role("navigation").get_by_role("link", name="Operations").click()
    expect(page).to_have_url(re.compile(r"/index\.html$"))


@pytest.mark.parametrize("name", PAGES)
def test_fits_a_phone(visit: Visit, tmp_path: Path, name: str) -> None:
    """No page is wider than a phone, from its top to its operations."""
    around = name in AROUND
    page = visit(
        f"{name}.html" if around else address(CONTRACTS[name].operations[0]), viewport=PHONE
    )
    if not around:
        shows(page, summary(CONTRACTS[name].operations[0]))
    page.screenshot(path=tmp_path / f"{name}.png", full_page=True)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("name", PAGES)
def test_colour_scheme(visit: Visit, tmp_path: Path, name: str) -> None:
    """A page is dark for those who want it dark, and light for the others."""
    brightness = {}
    for scheme in ("dark", "light"):
        page = visit(f"{name}.html", color_scheme=scheme, viewport={"width": 1280, "height": 900})
        expect(page.get_by_role("heading").first).to_be_visible()
        page.screenshot(path=tmp_path / f"{name}-{scheme}.png")
        brightness[scheme] = page.evaluate(BACKGROUND)

    assert brightness["dark"] < 64
    assert brightness["light"] > 192


def test_guide(visit: Visit) -> None:
    """The guide is the README: its headings, its code, its tables."""
    page = visit("guide.html")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    for heading in re.findall(r"^##? (.+)$", readme, re.MULTILINE):
        expect(page.get_by_role("heading", name=heading, exact=True).first).to_be_visible()
    for block in re.findall(r"^```\w+\n(.*?)^```", readme, re.MULTILINE | re.DOTALL):
        shows(page, " ".join(block.split()))


def test_clauses(run: Run, visit: Visit) -> None:
    """Every clause of the conformance suite is there with its sentence."""
    page = visit("clauses.html")

    for line in run(ROOT / "scripts/check", "--list").stdout.splitlines():
        shows(page, " ".join(line.replace("`", "").split()))


def test_changes(visit: Visit) -> None:
    """Each contract says what is new in it, and the change log is below."""
    page = visit("changes.html")
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    for contract in CONTRACTS.values():
        shows(page, f"{contract.document['info']['title']} {contract.document['info']['version']}")
    for line in re.findall(r"^- (.+)$", log, re.MULTILINE):
        shows(page, re.sub(r"`|\[([^]]+)\]\([^)]+\)", r"\1", line))


@pytest.mark.parametrize("name", PAGES)
def test_links(visit: Visit, site: Path, name: str) -> None:
    """Every link leads to a page that is there, and to a place on it; none leaves the disk."""
    page = visit(f"{name}.html")
    shows(page, "Changes")

    for link in page.locator("a[href]").all():
        target, _, place = str(link.get_attribute("href")).partition("#")
        if name in CONTRACTS and not target.endswith(".html"):
            continue  # Of the renderer's own, which its script follows.
        if "://" in target:
            assert target.startswith("https://")
            continue
        file = site / (target or f"{name}.html")
        # The reference pages make their places with a script; another test follows those.
        made = file.stem in CONTRACTS
        assert made or not place or f'id="{place}"' in file.read_text(encoding="utf-8"), target
        assert file.exists(), target


def test_stale_page_vanishes(run: Run, site: Path, tmp_path: Path) -> None:
    """A second run leaves only the pages of today's contracts, and says what it wrote."""
    output = tmp_path / "site"
    shutil.copytree(site, output)
    (output / "gone.html").touch()

    done = run(*DOCS, output)

    assert done.returncode == 0, done.stderr
    assert {path.stem for path in output.iterdir()} == set(PAGES)
    assert all(str(output / f"{name}.html") in done.stdout for name in PAGES)
    assert [output] == list(tmp_path.iterdir())


def test_foreign_folder_is_kept(run: Run, tmp_path: Path) -> None:
    """A folder with something else in it is refused and left alone."""
    (tmp_path / "thesis.txt").touch()

    done = run(*DOCS, tmp_path)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "new or empty" in done.stderr
    assert (tmp_path / "thesis.txt").exists()


def test_failed_set_up_says_what_to_do(run: Run, tmp_path: Path) -> None:
    """Without Node and without a network, one sentence says so, and nothing half made counts."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / "bin").mkdir()

    done = run(
        *(sys.executable, tmp_path / "scripts/redocly.py", "--version"),
        env={"PATH": str(tmp_path / "bin"), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""},
    )

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("scripts/redocly: Node.js 22.12 or newer is")
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob(".node/*/complete"))


def test_pins_name_no_registry() -> None:
    """What Node and the CLI are installed from is the reader's business, not the lock files'."""
    pins = [ROOT / "requirements.lock", *ROOT.glob("scripts/*/requirements.lock")]
    packages = list(ROOT.glob("scripts/*/package-lock.json"))

    assert all("://" not in path.read_text(encoding="utf-8") for path in pins)
    assert all('"resolved"' not in path.read_text(encoding="utf-8") for path in packages)
    assert len(pins + packages) >= 6
