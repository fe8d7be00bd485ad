"""Checks that a document is OpenAPI 3.1, and its references and schemas are valid."""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import jsonschema_rs

from openapi.contract import patterns
from openapi.contract.nodes import SCHEMAS, nodes
from openapi.contract.pointer import pointer_to
from openapi.contract.problem import InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract.document import Contract

    Findings: TypeAlias = Iterator[tuple[str, str]]
    """JSON pointers, and how to correct the node."""

JSON: TypeAlias = Any

KEYWORDS = frozenset(
    [
        *("$ref", "additionalProperties", "allOf", "anyOf", "const", "enum", "exclusiveMaximum"),
        *("exclusiveMinimum", "format", "items", "maxItems", "maxLength", "maxProperties"),
        *("maximum", "minItems", "minLength", "minProperties", "minimum", "multipleOf", "not"),
        *("oneOf", "pattern", "properties", "required", "type", "uniqueItems"),
    ]
)
"""The keywords of schemas that every stage validates."""
ANNOTATIONS = frozenset(
    [
        *("$comment", "contentEncoding", "contentMediaType", "contentSchema", "default"),
        *("deprecated", "description", "discriminator", "example", "examples"),
        *("externalDocs", "readOnly", "title", "writeOnly", "xml"),
    ]
)
"""Keywords that do not constrain values, as all that begin with ``x-``."""
_ALTERNATIVES = {
    **dict.fromkeys(
        ("$anchor", "$dynamicAnchor", "$dynamicRef", "$id"),
        "refer to schemas as '#/components/schemas/…'",
    ),
    **dict.fromkeys(
        ("$schema", "$vocabulary"), "schemas have the dialect of OpenAPI 3.1, JSON Schema 2020-12"
    ),
    "$defs": "move the schemas to components/schemas",
    "definitions": "move the schemas to components/schemas",
    "nullable": "it is of OpenAPI 3.0; write type: [T, 'null']",
}
_SIMILAR = 0.85
"""How similar a misspelled keyword is to what was meant, from 0 to 1."""
_COMPONENTS = {
    **dict.fromkeys(SCHEMAS, "schemas"),
    **{kind: kind for kind in ("parameters", "responses", "headers", "requestBodies")},
    "requestBody": "requestBodies",
}
"""The kind of component that a reference may have, by the member that contains it."""


def openapi(contract: Contract) -> Findings:
    errors = [
        error
        for error in _validator().iter_errors(contract.document)
        # Errors inside an alternative are more specific; missing paths are reported elsewhere.
        if not error.message.endswith("listed in the 'oneOf' keyword")
        and (error.instance_path or "'anyOf' keyword" not in error.message[-40:])
    ]
    unexpected = {
        pointer_to(*error.instance_path): error.kind.unexpected
        for error in errors
        if error.kind.name == "unevaluatedProperties"
    }
    for place, names in unexpected.items():
        yield from ((place + pointer_to(name), _expected(place, name)) for name in names)
    for error in errors:
        # What seems to be missing may be misspelled.
        if (place := pointer_to(*error.instance_path)) not in unexpected:
            yield place, f"OpenAPI 3.1 does not allow this: {error.message}"


def _expected(place: str, name: str) -> str:
    """What to write in place of a name that OpenAPI 3.1 does not allow."""
    if place == "/paths":
        return "begin the path with /"
    if place.endswith("/responses"):
        return "write a status as 404, a range of them as 4XX, or default"
    known = set(re.findall(r'"(\w+)": \{', _schema()))
    near = get_close_matches(name.lower(), known - {name}, 1, _SIMILAR)
    remedy = f"write {near[0]}" if near else "move it to where it belongs, or call it x-…"
    return f"OpenAPI 3.1 does not allow {name} here; {remedy}"


@cache
def _validator() -> Any:
    return jsonschema_rs.validator_for(json.loads(_schema()))


def _schema() -> str:
    file = distribution("openapi-spec-validator").locate_file(
        "openapi_spec_validator/resources/schemas/v3.1/schema.json"
    )
    return Path(str(file)).read_text(encoding="utf-8")


def references(contract: Contract) -> Findings:
    for node in nodes(contract.document):
        for name, example in _examples(node.value):
            if isinstance(example, dict) and "$ref" in example:
                yield from _reference(contract, node.pointer + name, example, "examples")
        if "$ref" not in node.value:
            continue
        if node.holder == "paths":
            yield node.pointer, "copy the target of $ref here; path items cannot be referenced"
        elif node.holder in _COMPONENTS:
            kind = _COMPONENTS[node.holder]
            yield from _reference(contract, node.pointer, node.value, kind)


def _examples(value: JSON) -> Iterator[tuple[str, JSON]]:
    named = value.get("examples")
    for name, example in named.items() if isinstance(named, dict) else ():
        yield pointer_to("examples", name), example


def _reference(contract: Contract, pointer: str, node: JSON, kind: str) -> Findings:
    reference = str(node["$ref"])
    try:
        contract.follow(node, pointer)
    except InvalidContractError as error:
        for problem in error.problems:
            yield pointer, getattr(problem, "words", str(problem))
        return
    if not re.fullmatch(rf"#/components/{kind}/[^/]+", reference):
        yield pointer, f"$ref {reference!r}: move what it names to components/{kind}"


def schema_objects(contract: Contract) -> Findings:
    validator = jsonschema_rs.validator_for(
        {"$ref": "https://json-schema.org/draft/2020-12/schema"}
    )
    for node in nodes(contract.document):
        if node.holder in ("schema", "schemas"):
            for error in validator.iter_errors(node.value):
                place = node.pointer + pointer_to(*error.instance_path)
                yield (
                    place,
                    f"JSON Schema does not allow this: {error.message}{_openapi_30_hint(error)}",
                )


def _openapi_30_hint(error: Any) -> str:
    keyword = str(error.instance_path[-1:])
    bounds = "exclusiveM" in keyword
    return "; write the bound itself, as in exclusiveMaximum: 10" if bounds else ""


def keywords(contract: Contract) -> Findings:
    for node in nodes(contract.document):
        if node.holder not in SCHEMAS:
            continue
        for keyword in node.value.keys() - KEYWORDS - ANNOTATIONS:
            if not keyword.startswith("x-"):
                yield node.pointer + pointer_to(keyword), _instead(keyword)
        try:
            patterns.read(node.value.get("pattern", ""))
        except patterns.PatternError as error:
            yield node.pointer + "/pattern", str(error)


def _instead(keyword: str) -> str:
    """What to do about a keyword that is not supported, or misspelled."""
    if keyword not in _ALTERNATIVES:
        for meant in get_close_matches(keyword, sorted(KEYWORDS | ANNOTATIONS), 1, _SIMILAR):
            return f"{keyword} is not a keyword; write {meant}"
    default = "it is not validated here; express it in x-invariants"
    return f"drop {keyword}: {_ALTERNATIVES.get(keyword, default)}"


def circular(contract: Contract) -> Findings:
    """Schemas that refer to themselves for the same value."""
    named = contract.document.get("components", {}).get("schemas", {})
    for name in named:
        reached: set[str] = set()
        queue = list(_applied_schemas(named[name]))
        while queue:
            other = queue.pop()
            if other not in reached:
                reached.add(other)
                queue += _applied_schemas(named[other])
        if name in reached:
            yield (
                pointer_to("components", "schemas", name),
                "it refers to itself for the same value; break the cycle",
            )


def _applied_schemas(node: JSON) -> Iterator[str]:
    """Names of the schemas that apply to the same value."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        branches = [branch for key in ("allOf", "anyOf", "oneOf") for branch in node.get(key, ())]
        for branch in [*branches, node.get("not")]:
            yield from _applied_schemas(branch)
