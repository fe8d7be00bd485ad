"""The appearance of pages: on a desktop, on a phone, on paper, in dark mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from contract_tests.tests.pages.support import CONTRACTS, DESKTOP, PHONE, each_page, rendered
from scripts.pages.sources import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.pages.browser import Visit

pytestmark = pytest.mark.slow
BACKGROUND = """() => {
    let node = document.elementFromPoint(5, innerHeight - 5);
    const colour = () => getComputedStyle(node).backgroundColor;
    while (/, 0\\)$/.test(colour()) && node.parentElement) node = node.parentElement;
    return Math.max(...colour().match(/\\d+/g).slice(0, 3).map(Number));
}"""


@each_page
def test_navigation(visit: Visit, name: str) -> None:
    """Every page links to every other, in the same order."""
    page = visit(f"{name}.html")
    links = page.locator("header.bd-header, nav.site").get_by_role("link")
    titles = [*PAGES.values(), *(name.upper() for name in CONTRACTS)]

    assert [text.strip() for text in links.all_inner_texts()] == titles


@pytest.mark.parametrize("name", ["index", "python", "check", "client"])
def test_code(visit: Visit, name: str) -> None:
    """Code can be copied with a button, and is highlighted; headings are linked to and listed."""
    page = visit(f"{name}.html")
    blocks = page.locator("div.highlight")

    expect(page.locator("button.copybtn")).to_have_count(blocks.count())
    assert name == "index" or page.locator("div.highlight span[class]").count()
    expect(page.locator("article h2 a.headerlink").first).to_be_attached()
    expect(page.get_by_role("navigation", name="On this page")).to_be_visible()


@each_page
def test_prints(visit: Visit, name: str) -> None:
    """On paper no line of code is cut off."""
    page = visit(f"{name}.html", viewport={"width": 720, "height": 1000})
    rendered(page, name)
    page.emulate_media(media="print")

    wide = "[...document.querySelectorAll('pre')].filter(e => e.scrollWidth > e.clientWidth + 1)"
    assert page.evaluate(f"{wide}.map(e => e.textContent)") == []


@each_page
@pytest.mark.parametrize("width", [PHONE["width"], 320])
def test_fits_a_phone(visit: Visit, tmp_path: Path, name: str, width: int) -> None:
    """No page is wider than a phone, from its top to its end."""
    page = visit(f"{name}.html", viewport=PHONE | {"width": width})
    rendered(page, name)
    page.screenshot(path=tmp_path / f"{name}.png", full_page=True)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@each_page
def test_colour_scheme(visit: Visit, name: str) -> None:
    """A page follows the preferred colour scheme."""
    brightness = {}
    for scheme in ("dark", "light"):
        page = visit("index.html", color_scheme=scheme, viewport=DESKTOP)
        # Pages remember the reader's choice for each other.
        page.goto(f"{page.url.rpartition('/')[0]}/{name}.html")
        rendered(page, name)
        brightness[scheme] = page.evaluate(BACKGROUND)

    assert brightness["dark"] < 64
    assert brightness["light"] > 192
