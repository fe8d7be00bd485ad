"""Checks that every operation can be called: its id, path, security, parameters and bodies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openapi.contract import media
from openapi.contract.document import METHODS, PLACEHOLDER
from openapi.contract.extensions import waiter
from openapi.contract.nodes import nodes
from openapi.contract.pointer import pointer_to
from openapi.contract.problem import InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract.document import Contract
    from openapi.contract.operation import Operation
    from openapi.contract.parameter import Parameter
    from openapi.contract.structure.syntax import Findings

_STYLES = {"path": "simple", "query": "form", "header": "simple"}
_SCALARS = {"string", "integer", "number", "boolean", "null"}
_ALLOWED = {
    "path": _SCALARS - {"boolean", "null"},
    "query": _SCALARS | {"array"},
    "header": _SCALARS,
}
_OF_CLIENTS = frozenset(
    [
        *("accept-encoding", "connection", "content-length", "host", "transfer-encoding"),
        "user-agent",
    ]
)
_NOT_IN_PATHS = re.compile(r"[?#]|/\.\.?(?=/|$)")
_URL = re.compile(r"https?://[^\s{}?#]+")


def identifiers(contract: Contract) -> Findings:
    seen: set[str] = set()
    for path, item in contract.paths.items():
        for method in [method for method in METHODS if method in item]:
            pointer, operation_id = (
                pointer_to("paths", path, method),
                item[method].get("operationId"),
            )
            if not operation_id:
                yield pointer, "give the operation the vendor's name as operationId"
            elif operation_id in seen:
                yield (
                    f"{pointer}/operationId",
                    f"operationId {operation_id} is taken; give it another",
                )
            seen.add(str(operation_id))


def paths(contract: Contract) -> Findings:
    if "paths" not in contract.document:
        yield "", "add paths, with the operations of the API"
    shapes: dict[str, str] = {}
    for path in contract.paths:
        names = PLACEHOLDER.findall(path)
        if len(set(names)) < len(names) or set("{}") & set(PLACEHOLDER.sub("", path)):
            yield pointer_to("paths", path), "name each parameter of the path once, as {name}"
        if "}{" in path:
            yield pointer_to("paths", path), "write something between two parameters of the path"
        if _NOT_IN_PATHS.search(path):
            yield pointer_to("paths", path), "write the path without ?, # and dot segments"
        other = shapes.setdefault(PLACEHOLDER.sub("{}", path), path)
        if other != path:
            yield pointer_to("paths", path), f"merge it with {other}: the same requests match both"


def security(contract: Contract) -> Findings:
    schemes = contract.document.get("components", {}).get("securitySchemes", {})
    for node in nodes(contract.document):
        for index, alternative in enumerate(node.value.get("security", ())):
            for name in alternative.keys() - schemes.keys():
                words = f"describe {name} under components/securitySchemes, or drop it"
                yield node.pointer + pointer_to("security", index), words


def regions(contract: Contract) -> Findings:
    seen: set[str] = set()
    for index, server in enumerate(contract.document.get("servers", ())):
        pointer, region = pointer_to("servers", index), server.get("x-region")
        if region is None:
            continue
        if not isinstance(region, str) or region in seen:
            yield pointer, f"x-region {region!r}: write the region's id, a string; one server each"
        if not _URL.fullmatch(server["url"]):
            yield f"{pointer}/url", "write url as https://host, without variables or query"
        seen.add(str(region))


def operations(contract: Contract) -> Findings:
    headers = sorted(
        {str(operation.token_header) for operation in contract.operations if operation.token_header}
    )
    if len(headers) > 1:
        yield "/components/securitySchemes", f"use one header for tokens, not {', '.join(headers)}"
    yield from _common_credentials(contract)
    waiters: list[tuple[str, str]] = []
    for operation in contract.operations:
        yield from _credentials(operation)
        yield from _bodies(operation)
        for parameter in operation.parameters:
            yield from ((parameter.pointer, words) for words in _parameter(operation, parameter))
        if "x-waiter" in operation.node:
            pointer = f"{operation.pointer}/x-waiter"
            yield from ((pointer, words) for words in waiter.problems(operation))
            if isinstance(node := operation.node["x-waiter"], dict):
                waiters.append((str(node.get("name")), pointer))
    for index, (name, pointer) in enumerate(waiters):
        if name in dict(waiters[:index]):
            yield pointer, f"another waiter is called {name}; methods need names of their own"


def uncallable(contract: Contract) -> Findings:
    """Required values that have no example and could not be generated."""
    for operation in contract.operations:
        try:
            operation.call  # noqa: B018 (a cached property)
        except InvalidContractError as error:
            yield from ((problem.pointer, problem.words) for problem in error.problems)


def _credentials(operation: Operation) -> Findings:
    if operation.authentication_required and not (
        operation.token_header or operation.takes_signature
    ):
        yield operation.pointer, _UNMET


def _common_credentials(contract: Contract) -> Findings:
    """Where some operations accept a token, all have to: a client sends it to each."""
    secured = [operation for operation in contract.operations if operation.authentication_required]
    accepting = [operation.id for operation in secured if operation.token_header]
    for operation in secured if accepting else ():
        if not operation.token_header:
            words = (
                f"accept a token, as {accepting[0]} does, or describe the operation in another "
                "contract: a client sends its token to all"
            )
            yield operation.pointer, words


def _bodies(operation: Operation) -> Findings:
    body = operation.request_body
    if body and not (body.media_types and media.is_json(body.media_types[0])):
        yield body.pointer, "describe the request body as application/json; no other is supported"
    successes = [
        response for status, response in operation.responses.items() if status.startswith("2")
    ]
    if not successes:
        yield operation.pointer, "document the response to success, a 2xx"
    for response in operation.responses.values():
        if response.media_types and not media.is_json(response.media_types[0]):
            words = "describe the response as application/json or without a body; no other is"
            yield response.pointer, f"{words} supported"


def _parameter(operation: Operation, parameter: Parameter) -> Iterator[str]:
    name, location, node = parameter.name, parameter.location, parameter.node
    if location not in _STYLES:
        yield f"the {location} parameter {name}: pass it in path, query or header"
    elif location == "header" and name.lower() in _OF_CLIENTS:
        yield f"the header parameter {name}: drop it; HTTP clients send this header themselves"
    elif not isinstance(node.get("schema"), dict):
        yield f"the parameter {name}: give it a schema; content is not supported"
    elif node.get("style", _STYLES[location]) != _STYLES[location]:
        yield f"the {location} parameter {name}: drop style; only the default style is supported"
    elif location == "path" and name not in PLACEHOLDER.findall(operation.path):
        yield f"the path parameter {name}: name it in the path, as {{{name}}}, or drop it"
    else:
        yield from _types(parameter)


def _types(parameter: Parameter) -> Iterator[str]:
    contract, node = parameter.contract, parameter.schema
    kinds = set(contract.types(node))
    items = contract.types(node.get("items", {})) if "array" in kinds else ()
    subject = f"the {parameter.location} parameter {parameter.name}"
    if bad := (kinds - _ALLOWED[parameter.location]) | (set(items) - _SCALARS):
        bad_types = " or ".join(sorted(bad))
        yield f"{subject}: make it a string; {bad_types} {_NO}"
    if parameter.location == "path" and node.get("format") == "date-time":
        yield f"the path parameter {parameter.name}: drop format; date-time {_NO}"


_NO = "has no standard serialization there"
_UNMET = (
    "its security cannot be met: offer a token in a header (apiKey) or a signature (http, "
    "SDK-HMAC-SHA256) by itself"
)
