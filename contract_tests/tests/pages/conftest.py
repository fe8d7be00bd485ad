"""The pages of scripts/docs, in a browser without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.tests.pages.browser import visiting
from contract_tests.tests.pages.support import DOCS, TALL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from contract_tests.tests.pages.browser import Visit
    from contract_tests.tests.processes import Run


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
