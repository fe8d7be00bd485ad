"""Helpers for the tests of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from contract_tests.tests import ROOT
from openapi.contract import JSON, Contract, Operation, load_all
from scripts.pages.sources import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = (ROOT / "scripts" / "docs", "--output")
CONTRACTS = load_all()
EVERY_PAGE = [*PAGES, "search", *CONTRACTS]
TALL = {"width": 1280, "height": 12_000}
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=20_000)

each_operation = pytest.mark.parametrize(
    "operation",
    [
        pytest.param(operation, id=operation.id)
        for contract in CONTRACTS.values()
        for operation in contract.operations
    ],
)
each_contract = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
each_page = pytest.mark.parametrize("name", EVERY_PAGE)


def shows(page: Page, *texts: str) -> None:
    """Expect visible texts on a page, outside scripts and collapsed parts."""
    visible = " ".join(page.inner_text("body").split())
    for text in texts:
        if text not in visible:
            expect(page.locator("body")).to_contain_text(text, use_inner_text=True)


def rendered(page: Page, name: str) -> None:
    """Wait until a page is complete; a reference is rendered by its script."""
    heading = CONTRACTS[name].document["info"]["title"] if name in CONTRACTS else ""
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    if name in CONTRACTS:
        shows(page, *(summary(operation) for operation in CONTRACTS[name].operations))


def address(operation: Operation) -> str:
    """The address of an operation on its reference page."""
    return f"{operation.contract.name}.html#operation/{operation.id}"


def summary(operation: Operation) -> str:
    return str(operation.contract.at(f"#{operation.pointer}")["summary"])


def fields(contract: Contract, schema: JSON) -> dict[str, JSON]:
    """The schemas of all fields of a body, by name."""
    node = contract.resolve(schema)
    schemas = dict(node.get("properties", {}))
    for below in [*schemas.values(), *([node["items"]] if "items" in node else ())]:
        schemas |= fields(contract, below)
    return schemas


def leaves(body: JSON) -> Iterator[JSON]:
    if isinstance(body, dict | list):
        for below in body.values() if isinstance(body, dict) else body:
            yield from leaves(below)
    else:
        yield body
