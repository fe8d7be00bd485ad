"""The pages are accessible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from contract_tests.tests.pages.support import CONTRACTS, DESKTOP, PHONE, each_page, rendered

if TYPE_CHECKING:
    from contract_tests.tests.pages.browser import Visit

pytestmark = pytest.mark.slow

WHOLE = 30_000
"""Pixels that show a reference completely; parts out of sight have no colours yet."""

# Preloading would fetch the style sheets again, which browsers do not allow for files on disk.
OPTIONS = {"preload": False, "resultTypes": ["violations"]}


@each_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP["width"], PHONE["width"]], ids=["desktop", "phone"])
def test_axe(visit: Visit, name: str, scheme: str, width: int) -> None:
    """Axe has no critical and no serious finding."""
    height = WHOLE if name in CONTRACTS else DESKTOP["height"]
    page = visit(f"{name}.html", color_scheme=scheme, viewport={"width": width, "height": height})
    rendered(page, name)

    violations = Axe().run(page, options=OPTIONS).response["violations"]

    assert [
        (violation["id"], node["html"])
        for violation in violations
        if violation["impact"] in {"critical", "serious"}
        for node in violation["nodes"]
    ] == []


@each_page
def test_keyboard(visit: Visit, name: str) -> None:
    """Code that scrolls horizontally can be reached by keyboard."""
    page = visit(f"{name}.html", viewport=PHONE)
    rendered(page, name)

    wide = "[...document.querySelectorAll('pre')].filter(e => e.scrollWidth > e.clientWidth + 1)"
    assert page.evaluate(f"{wide}.filter(e => e.tabIndex < 0).map(e => e.textContent)") == []
