"""A contract with descriptions that also contain what the renderer would leave out."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from openapi.contract import JSON, Contract
from openapi.contract.nodes import nodes
from scripts.pages.samples import methods, samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract import Operation


def readable(contract: Contract) -> JSON:
    """A copy of a contract whose descriptions also say what the renderer leaves out."""
    # Through JSON, so that nodes shared by YAML anchors become separate copies.
    document = json.loads(json.dumps(contract.document, default=str))
    for node in nodes(document):
        if added := "".join(notes(contract, node.value)):
            node.value["description"] = node.value.get("description", "") + added
    for operation in contract.operations:
        shown = Contract(contract.path, document).at(f"#{operation.pointer}")
        shown["x-codeSamples"] = [asdict(sample) for sample in samples(operation)]
        shown["description"] = f"{names(operation)}\n\n{shown.get('description', '')}"
        # Redoc collapses operations with tags, on the screen and on paper.
        shown.pop("tags", None)
    info = document["info"]
    for tag in document.pop("tags", ()):
        named = f"\n\n**{tag['name']}**: {tag.get('description', '')}"
        info["description"] = info.get("description", "") + named
    return document


def names(operation: Operation) -> str:
    """The vendor's and the client's name of an operation, as Markdown."""
    method = methods(operation.contract)[operation.id]
    return f"`{operation.id}`, in Python `{operation.contract.name}.Client.{method.name}()`."


def notes(contract: Contract, node: dict[str, JSON]) -> Iterator[str]:
    """Text to append to the description of a node."""
    if "x-basis" in node:
        yield f"\n\n*Basis: {node['x-basis']}*"
    if "x-region" in node:
        yield f" ({node['x-region']})"
    if values := examples(contract, node):
        label = "Examples" if len(values) > 1 else "Example"
        yield f"\n\n{label}: " + ", ".join(f"`{json.dumps(value)}`" for value in values)
    if "content" in node:
        # Not on the schemas: Redoc does not render the descriptions of bodies and array items.
        bodies = (media.get("schema") for media in node["content"].values())
        yield from listed([rule for body in bodies for rule in rules(contract, body)])
    if "x-waiter" in node:
        yield from awaited(node["x-waiter"])


def examples(contract: Contract, node: dict[str, JSON]) -> list[JSON]:
    """Examples of a schema, parameter or header; without own ones, those of its schema."""
    if "description" in node and "schema" in node and not {"example", "examples"} & node.keys():
        return examples(contract, contract.resolve(node["schema"]))
    if "$ref" in node and "description" not in node:
        return []
    values = contract.resolve(node).get("examples")
    return values if isinstance(values, list) else []


def rules(
    contract: Contract, schema: JSON, place: str = "", above: tuple[str, ...] = ()
) -> Iterator[tuple[str, dict[str, str]]]:
    """The invariants of a body, each with the path of the instance it applies to."""
    if not isinstance(schema, dict) or schema.get("$ref") in above:
        return
    if "$ref" in schema:
        yield from rules(contract, contract.at(schema["$ref"]), place, (*above, schema["$ref"]))
    for rule in schema.get("x-invariants", ()):
        yield place, rule
    for step, below in inside(schema):
        yield from rules(contract, below, f"{place}{step}".removeprefix("."), above)


def inside(schema: dict[str, JSON]) -> Iterator[tuple[str, JSON]]:
    """The direct subschemas of a schema, each with its path segment."""
    for name, below in schema.get("properties", {}).items():
        yield f".{name}", below
    yield "[]", schema.get("items")
    yield ".*", schema.get("additionalProperties")
    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from (("", below) for below in schema.get(keyword, ()))


def listed(invariants: list[tuple[str, dict[str, str]]]) -> Iterator[str]:
    """Invariants as Markdown, nothing if there are none."""
    if invariants:
        yield "\n\n**Rules** beyond the schema, in CEL; `self` is the part named first:\n"
    for place, rule in invariants:
        part = f"`{place}`" if place else "the whole body"
        yield f"\n- {part}: {rule['message']} ({rule['basis']})\n\n  `{rule['rule']}`\n"


def awaited(waiter: dict[str, JSON]) -> Iterator[str]:
    """How the client polls an operation until it finishes, as Markdown."""
    yield f"\n\n**Waiting**: the client's `{waiter['name']}()` repeats this call until nothing is "
    yield f"pending and the final counts add up to `{waiter['total']}`. It adds up "
    yield f"`{waiter['count']}` of `{waiter['items']}` by `{waiter['key']}`:\n"
    for status in ("pending", "succeeded", "failed"):
        yield f"\n- {status}: " + (", ".join(f"`{value}`" for value in waiter[status]) or "none")
    yield "\n\nA status it does not know is neither pending nor a success."
    if grace := waiter.get("grace"):
        yield f" For the first {grace} seconds, a 404 and a total of 0 are not an end."
