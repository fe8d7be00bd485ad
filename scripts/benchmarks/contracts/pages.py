"""Reference pages of many contracts at the cost of one: they are rendered as one document."""

from __future__ import annotations

import html
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openapi.contract import Contract
from scripts.pages.redoc import RenderError, render
from scripts.pages.reference import readable

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFERENCE = re.compile(r'"#/components/(\w+)/')


def unrendered(contracts: list[Contract]) -> Iterator[tuple[Contract, str]]:
    """The contracts whose page cannot be rendered, or lacks an operation, and why."""
    with tempfile.TemporaryDirectory() as aside:
        try:
            page = html.unescape(render(merged(contracts), Path(aside), navigation=""))
        except RenderError as error:
            reason = str(error)
        else:
            yield from (
                (contract, f"{operation.id} is missing")
                for contract in contracts
                for operation in contract.operations
                if operation.id not in page
            )
            return
    if len(contracts) == 1:
        yield contracts[0], reason
        return
    middle = len(contracts) // 2
    for half in (contracts[:middle], contracts[middle:]):
        yield from unrendered(half)


def merged(contracts: list[Contract]) -> Contract:
    """One document with the operations of all, whose paths and components have a prefix each."""
    document: dict[str, Any] = {
        "openapi": "3.1.1",
        "info": {"title": "All", "version": "1"},
        "paths": {},
        "components": {},
    }
    for contract in contracts:
        text = json.dumps(readable(contract))
        own = json.loads(_REFERENCE.sub(rf'"#/components/\1/{contract.name}.', text))
        document["paths"] |= {
            f"/{contract.name}{path}": node for path, node in own["paths"].items()
        }
        for kind, components in own.get("components", {}).items():
            named = document["components"].setdefault(kind, {})
            named |= {
                f"{contract.name}.{name}": component for name, component in components.items()
            }
    return _Merged(contracts[0].path, document)


class _Merged(Contract):
    """Rendered as it is, since its parts have been made readable already."""

    @property
    def operations(self) -> tuple[()]:
        return ()
