"""Nothing on the pages keeps anybody out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from contract_tests.tests.pages.support import CONTRACTS, DESKTOP, PHONE, each_page, rendered

if TYPE_CHECKING:
    from contract_tests.tests.pages.browser import Visit

pytestmark = pytest.mark.slow

UNSEEN = 30_000
"""Pixels: what is out of sight in a reference has no colours yet."""

# It would load the style sheets again, which browsers do not do on a disk.
OPTIONS = {"preload": False, "resultTypes": ["violations"]}


@each_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP["width"], PHONE["width"]], ids=["desktop", "phone"])
def test_axe(visit: Visit, name: str, scheme: str, width: int) -> None:
    """Axe has no critical and no serious finding."""
    height = UNSEEN if name in CONTRACTS else DESKTOP["height"]
    page = visit(f"{name}.html", color_scheme=scheme, viewport={"width": width, "height": height})
    rendered(page, name)

    # It would load the style sheets again, which browsers do not do on a disk.
    found = (
        Axe()
        .run(page, options={"preload": False, "resultTypes": ["violations"]})
        .response["violations"]
    )

    grave = [violation for violation in found if violation["impact"] in {"critical", "serious"}]
    assert [
        (violation["id"], node["html"]) for violation in grave for node in violation["nodes"]
    ] == []


@each_page
def test_keyboard(visit: Visit, name: str) -> None:
    """What is scrolled sideways is reached by keyboard."""
    page = visit(f"{name}.html", viewport=PHONE)
    rendered(page, name)

    wide = "[...document.querySelectorAll('pre')].filter(e => e.scrollWidth > e.clientWidth + 1)"
    assert page.evaluate(f"{wide}.filter(e => e.tabIndex < 0).map(e => e.textContent)") == []
