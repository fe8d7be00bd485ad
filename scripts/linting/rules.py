"""The house's rules for contracts. Each yields what breaks it, as a JSON pointer and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from openapi_spec_validator import OpenAPIV31SpecValidator

from openapi.contract import JSON, METHODS, Contract, InvalidContractError, pointer_to
from openapi.contract.nodes import Node, nodes
from scripts.linting import extensions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Found: TypeAlias = Iterator[tuple[str, str]]
    Rule: TypeAlias = Callable[[Contract], Found]

VERBS = (
    *("Cancel", "Check", "Count", "Create", "Delete", "Execute", "Get", "List", "Pause", "Resume"),
    *("Retry", "Run", "Search", "Show", "Start", "Stop", "Update", "Upload", "Validate"),
)
SUMMARY = re.compile(rf"({'|'.join(VERBS)})( ([a-z0-9(][^\s]*|[A-Z0-9]{{2,}}s?))+(?<![.!?])")
SUMMARY_FORM = (
    "write summary as a verb phrase in sentence case without a full stop, "
    f"'Count tasks by status'; verbs: {', '.join(VERBS)}"
)
OPERATION_ID = re.compile(r"[A-Z][a-z0-9]+([A-Z][a-z0-9]*)+")
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
SERVER = re.compile(r"https://[a-z0-9.-]+[a-z0-9](/[^\s{}?#]*[^\s{}?#/])?")
OUTDATED = {"example": "examples: [value]", "nullable": "type: [T, 'null']"}
ERRORS = ("400", "401", "403", "404", "429", "500")
ERROR_MEMBERS = {"error_code", "error_msg"}


def broken(contract: Contract) -> Iterator[tuple[str, str, str]]:
    """What breaks the rules: rule, JSON pointer, what to do.

    The later rules trust what the earlier ones found in order.
    """
    for stage in STAGES:
        found = [(name, *one) for name, rule in stage.items() for one in tried(rule, contract)]
        # What several operations share is looked at once for each of them.
        yield from dict.fromkeys(found)
        if found:
            return


def tried(rule: Rule, contract: Contract) -> Found:
    try:
        yield from rule(contract)
    except InvalidContractError as error:
        yield "", f"{error}"


def local_references(contract: Contract) -> Found:
    for node in nodes(contract.document):
        reference = node.value.get("$ref")
        if reference is None:
            continue
        if not str(reference).startswith("#/"):
            yield node.pointer, f"copy what $ref {reference!r} names into this file; it stays whole"
            continue
        try:
            contract.at(reference)
        except InvalidContractError:
            yield node.pointer, f"$ref {reference!r} names nothing; correct it or add what it names"


def valid_openapi(contract: Contract) -> Found:
    for error in OpenAPIV31SpecValidator(contract.document).iter_errors():
        place = pointer_to(*error.absolute_path)
        fault = " ".join(error.message.partition("Failed validating")[0].split())
        yield place, f"correct what OpenAPI 3.1 does not allow: {fault}"


def operation_id(contract: Contract) -> Found:
    seen: set[str] = set()
    for pointer, node in operations(contract):
        given = str(node.get("operationId", ""))
        if not OPERATION_ID.fullmatch(given):
            yield pointer, "give it the vendor's name as operationId, in the form CountTasks"
        elif given in seen:
            yield pointer, f"operationId {given} is taken; give it one of its own"
        seen.add(given)


def operations(contract: Contract) -> Iterator[tuple[str, dict[str, JSON]]]:
    """Those without an id too."""
    for path, item in contract.document["paths"].items():
        for method in METHODS:
            if isinstance(item, dict) and isinstance(item.get(method), dict):
                yield pointer_to("paths", path, method), item[method]


def information(contract: Contract) -> Found:
    info = contract.document["info"]
    for name in ("title", "summary", "description"):
        if not info.get(name):
            yield "/info", f"add a {name}: it opens the reference page"
    if not VERSION.fullmatch(str(info["version"])):
        yield "/info/version", "write the contract's version as MAJOR.MINOR.PATCH, in quotes"
    if "identifier" not in info.get("license", {}):
        yield "/info", "add a license with its SPDX identifier"
    if not contract.document.get("externalDocs", {}).get("url"):
        yield "", "add externalDocs: the vendor's page this is written from"


def server_region(contract: Contract) -> Found:
    seen: set[str] = set()
    if not contract.document.get("servers"):
        yield "", "add servers, one a region, each with its x-region"
    for index, server in enumerate(contract.document.get("servers", ())):
        pointer, region = pointer_to("servers", index), server.get("x-region")
        if not isinstance(region, str) or not region:
            yield pointer, "add x-region: the region's id, as users pass it to a client"
        elif region in seen:
            yield pointer, f"x-region {region} is taken; one server a region"
        if not SERVER.fullmatch(server["url"]):
            yield pointer, "write url as https://host, without variables, query or final slash"
        if not server.get("description"):
            yield pointer, "add a description: the region's name in words"
        seen.add(str(region))


def operation_words(contract: Contract) -> Found:
    tags = {tag["name"] for tag in contract.document.get("tags", ()) if tag.get("description")}
    for operation in contract.operations:
        node = contract.at(f"#{operation.pointer}")
        if not SUMMARY.fullmatch(node.get("summary", "")):
            yield operation.pointer, SUMMARY_FORM
        if not node.get("description"):
            yield operation.pointer, "add a description: what it tells, when, and what it does not"
        if len(node.get("tags", ())) != 1 or not tags.issuperset(node["tags"]):
            yield operation.pointer, "give it one tag, which the root's tags describe"


def described(contract: Contract) -> Found:
    for node in of(contract, "parameters", "headers", "properties", "responses", "schemas"):
        if not contract.resolve(node.value).get("description", "").strip():
            yield node.pointer, "add a description: what a user must know of it"


def exemplified(contract: Contract) -> Found:
    for node in of(contract, "parameters", "headers", "properties"):
        if not has_example(contract, node.value):
            yield node.pointer, "add examples, of the kind that the vendor prints"
    for node in of(contract, "content"):
        if not {"example", "examples"} & node.value.keys():
            yield node.pointer, "add named examples: whole bodies, of which the first is served"


def has_example(contract: Contract, value: JSON) -> bool:
    """Whether it has one, or its members have."""
    node = contract.resolve(value)
    if not isinstance(node, dict) or node.get("properties"):
        return True
    below = [node[key] for key in ("schema", "items", "additionalProperties") if key in node]
    below += [one for key in ("allOf", "anyOf", "oneOf") for one in node.get(key, ())]
    own = node.get("examples") or "example" in node or "const" in node
    return bool(own) or any(has_example(contract, one) for one in below if isinstance(one, dict))


def of(contract: Contract, *holders: str) -> Iterator[Node]:
    return (node for node in nodes(contract.document) if node.holder in holders)


def schema_keywords(contract: Contract) -> Found:
    for node in of(contract, "schema", "schemas", "properties", "items"):
        for keyword, instead in OUTDATED.items():
            if keyword in node.value:
                yield node.pointer, f"{keyword} is of OpenAPI 3.0; write {instead}"


def open_objects(contract: Contract) -> Found:
    for node in nodes(contract.document):
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            if node.value.get(keyword) is False:
                yield node.pointer, f"drop {keyword}: false; the vendor may add members"


def success(contract: Contract) -> Found:
    for operation in contract.operations:
        if not any(status.startswith("2") for status in operation.responses):
            yield operation.pointer, "document the answer to a good request, a 2xx"
        for status, response in operation.responses.items():
            if status.startswith("2") and response.media_types and response.schema is True:
                yield response.pointer, "give its content a schema, under components/schemas"


def errors(contract: Contract) -> Found:
    for operation in contract.operations:
        if missing := [one for one in ERRORS if one not in operation.responses]:
            yield operation.pointer, f"document the statuses {', '.join(missing)} too"
        if "default" in operation.responses:
            yield operation.pointer, "drop default: with it no status is ever undocumented"
        for status, response in operation.responses.items():
            if status[0] not in "45":
                continue
            required = contract.resolve(response.schema)
            required = required.get("required", ()) if isinstance(required, dict) else ()
            if not ERROR_MEMBERS.issubset(required):
                yield response.pointer, "give it the error body, error_code and error_msg required"
            if status == "429" and "Retry-After" not in response.headers:
                yield response.pointer, "declare the header Retry-After: clients wait as it says"


STAGES: list[dict[str, Rule]] = [
    {"local-references": local_references, "operation-id": operation_id},
    {"valid-openapi": valid_openapi},
    {
        "information": information,
        "server-region": server_region,
        "operation-words": operation_words,
        "described": described,
        "exemplified": exemplified,
        "schema-keywords": schema_keywords,
        "open-objects": open_objects,
        "success": success,
        "errors": errors,
    },
    {"invariants": extensions.invariants, "waiter": extensions.waiters},
    {"valid-examples": extensions.examples},
    {"examples-keep-invariants": extensions.kept},
]
