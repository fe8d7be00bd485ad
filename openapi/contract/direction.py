"""A contract in one direction: for requests, or for responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi.contract.nodes import SCHEMAS, nodes

if TYPE_CHECKING:
    from openapi.contract.document import Contract

_IMPLIED = {"items": "array", "properties": "object"}


def in_direction(contract: Contract, flag: str) -> Contract:
    """Change a contract so that no property with a flag is required.

    Also, schemas with properties get the type object and those with items the type array, as
    clients assume.
    """
    for node in nodes(contract.document):
        if node.holder not in SCHEMAS:
            continue
        if not node.value.keys() & {"type", "$ref", "enum", "const"}:
            for keyword in _IMPLIED.keys() & node.value.keys():
                node.value["type"] = _IMPLIED[keyword]
        properties = node.value.get("properties", {})
        resolved = {name: contract.resolve(node) for name, node in properties.items()}
        flagged = {
            name for name, node in resolved.items() if isinstance(node, dict) and node.get(flag)
        }
        if flagged and "required" in node.value:
            kept = [name for name in node.value["required"] if name not in flagged]
            node.value["required"] = kept
    return contract
