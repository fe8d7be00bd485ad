"""Chromium without a network, for tests of pages."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.tests.processes import Run
    from openapi.contract import JSON

    Visit = Callable[..., Page]

FLAGS = [
    # Without these it cannot run as root, and calls Google's hosts.
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@contextmanager
def chromium(run: Run) -> Iterator[Browser]:
    """Debian's Chromium; if it is missing, the test is skipped, or fails with CI set."""
    path = shutil.which("chromium")
    driver, *_ = compute_driver_executable()
    works = run(driver, "--version").returncode == 0
    if not path or not works:
        reason = "Chromium or libatomic1 is missing; on Debian: apt-get install chromium libatomic1"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def visiting(browser: Browser, **defaults: JSON) -> Iterator[Visit]:
    """Opens pages, and fails if one makes a network request or logs an error."""
    errors: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            errors.append(f"requested {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            errors.append(f"logged {message.text}")

    def visit(url: str, **options: JSON) -> Page:
        context = browser.new_context(offline=True, **{**defaults, **options})
        context.route(re.compile("^https?:"), lambda route: route.abort())
        context.on("request", on_request)
        context.on("console", on_console)
        context.on("weberror", lambda error: errors.append(f"raised {error.error}"))
        page = context.new_page()
        page.goto(url)
        return page

    yield visit

    for context in browser.contexts:
        context.close()
    assert errors == []
