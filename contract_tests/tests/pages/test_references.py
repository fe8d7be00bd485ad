"""The reference pages, one per contract."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from contract_tests.tests.pages.support import (
    address,
    each_contract,
    each_operation,
    fields,
    leaves,
    shows,
    summary,
)
from openapi.contract.nodes import nodes
from scripts.pages.samples import methods, samples

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.tests.pages.browser import Visit
    from openapi.contract import Contract, Operation, Response

pytestmark = pytest.mark.slow


@each_operation
def test_operation_in_full(visit: Visit, operation: Operation) -> None:
    """A link to an operation shows how to call it and every field of its response, expanded."""
    response = fields(operation.contract, operation.responses["200"].schema)
    examples = [value for node in response.values() for value in node.get("examples", ())]
    page = visit(address(operation))

    shows(page, summary(operation), operation.path)
    shows(page, *(parameter.name for parameter in operation.parameters))
    shows(page, *response, *map(json.dumps, examples))


@each_contract
def test_rules(visit: Visit, contract: Contract) -> None:
    """Every invariant is shown with its basis and its CEL rule."""
    page = visit(f"{contract.name}.html")

    for node in nodes(contract.document):
        for rule in node.value.get("x-invariants", ()):
            shows(page, f"{rule['message']} ({rule['basis']})", rule["rule"])


@each_operation
def test_samples(visit: Visit, operation: Operation) -> None:
    """Every code sample can be selected next to its operation."""
    page = visit(address(operation))
    first, *_ = samples(operation)

    menu = page.get_by_role("button", name=first.label, exact=True)
    for sample in samples(operation):
        menu.click()
        page.get_by_role("menuitem", name=sample.label, exact=True).click()
        shows(page, " ".join(sample.source.split()))
        menu = page.get_by_role("button", name=sample.label, exact=True)


@each_operation
def test_printed_in_full(visit: Visit, operation: Operation) -> None:
    """All samples and responses are printed, of which a screen shows one at a time."""
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
    dialog = page.get_by_test_id("search-dialog")
    for name in (operation.id, method):
        dialog.get_by_placeholder("Search").fill(name)
        expect(dialog).to_contain_text(summary(operation), use_inner_text=True)
        dialog.get_by_placeholder("Search").fill("nothing of the kind")
        expect(dialog).not_to_contain_text(summary(operation), use_inner_text=True)


@each_contract
def test_download(visit: Visit, site: Path, contract: Contract) -> None:
    """The contract itself is next to its page, which links to it."""
    page = visit(f"{contract.name}.html")
    link = page.locator(f'a[href="{contract.path.name}"]').first

    expect(link).to_be_visible()
    assert (site / contract.path.name).read_bytes() == contract.path.read_bytes()


@each_operation
def test_examples(visit: Visit, operation: Operation) -> None:
    """Each status shows its description, its headers and each named example in full."""
    page = visit(address(operation))

    for status, response in operation.responses.items():
        page.get_by_role("tab", name=status).first.click()
        shows(page, re.sub(r"[`*]", "", response.node["description"]).strip(), *response.headers)
        # The first is above the description, the last above the example.
        page.get_by_role("button", name=status, exact=True).last.click()
        named = zip(titles(operation.contract, response), response.examples.values(), strict=True)
        for index, (title, body) in enumerate(named):
            if index:
                page.get_by_role("button", name="Example", exact=True).click()
                page.get_by_role("menuitem", name=title, exact=True).click()
            shows(page, *map(json.dumps, leaves(body)))


def titles(contract: Contract, response: Response) -> list[str]:
    """The titles of a response's examples on its page."""
    media = next(iter(response.node["content"].values()))
    named = {name: contract.resolve(example) for name, example in media["examples"].items()}
    return [str(example.get("summary", name)) for name, example in named.items()]


@each_contract
def test_regions(visit: Visit, contract: Contract) -> None:
    """A page lists each server with the id of its region."""
    page = visit(f"{contract.name}.html")

    for server in contract.document["servers"]:
        shows(page, server["url"], f"{server['description']} ({server['x-region']})")
