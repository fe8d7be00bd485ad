"""How a contract differs from the vendor's SDK."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openapi.contract import JSON, Contract, pointer_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract import Operation, Problem
    from scripts.drifting import packages

_JSON = {
    "bool": "boolean",
    "date": "string",
    "datetime": "string",
    "file": "string",
    "float": "number",
    "int": "integer",
    "str": "string",
}
_LIST = re.compile(r"list\[(.*)\]")


def differences(contract: Contract, package: packages.Package) -> list[Problem]:
    """The differences, each once, with its place in the contract.

    Raises:
        WheelError: The package cannot be read.
    """
    comparison = _Comparison(contract, package)
    problems = [
        problem for operation in contract.operations for problem in comparison.operation(operation)
    ]
    return list(dict.fromkeys([*problems, *comparison.regions()]))


class _Comparison:
    def __init__(self, contract: Contract, package: packages.Package) -> None:
        self._contract, self._package = contract, package
        self._seen: set[tuple[str, str]] = set()

    def _problem(self, pointer: str, words: str) -> Problem:
        return self._contract.problem(pointer, f"the vendor's SDK {words}")

    def operation(self, ours: Operation) -> Iterator[Problem]:
        theirs = self._package.operations.get(ours.id)
        if theirs is None:
            alike = [
                operation.id
                for operation in self._package.operations.values()
                if (operation.method, operation.path) == (ours.method, ours.path)
            ]
            instead = f", but {alike[0]} there" if alike else ""
            yield self._problem(ours.pointer, f"has no operation {ours.id}{instead}")
            return
        if (theirs.method, theirs.path) != (ours.method, ours.path):
            called = f"{theirs.method} {theirs.path}"
            yield self._problem(ours.pointer, f"calls {ours.id} by {called}")
        yield from self._parameters(ours, theirs)
        yield from self._body(ours, theirs)
        yield from self._response(ours, theirs)

    def _parameters(self, ours: Operation, theirs: packages.Operation) -> Iterator[Problem]:
        # Header names are case-insensitive.
        others = {_key(*key): (key, argument) for key, argument in theirs.parameters.items()}
        for parameter in ours.parameters:
            _, argument = others.pop(_key(parameter.location, parameter.name), (None, None))
            if argument is None:
                yield self._problem(
                    parameter.pointer, f"has no {parameter.location} parameter {parameter.name}"
                )
                continue
            if argument.required != parameter.required:
                how = "required" if argument.required else "optional"
                yield self._problem(parameter.pointer, f"has {parameter.name} as {how}")
            place = parameter.pointer + pointer_to("schema")
            yield from self._type(parameter.node.get("schema", {}), place, argument.type)
        for (location, name), argument in others.values():
            words = f"has the {location} parameter {name}, a {argument.type}"
            yield self._problem(ours.pointer, words)

    def _body(self, ours: Operation, theirs: packages.Operation) -> Iterator[Problem]:
        if ours.request_body and theirs.body:
            place = ours.request_body.pointer + _media(ours.request_body.node)
            yield from self._type(ours.request_body.schema, place, theirs.body)
        elif ours.request_body:
            yield self._problem(ours.request_body.pointer, "sends no body")
        elif theirs.body:
            yield self._problem(ours.pointer, f"sends a body, a {theirs.body}")

    def _response(self, ours: Operation, theirs: packages.Operation) -> Iterator[Problem]:
        success = ours.success
        if not success.node.get("content"):
            if theirs.response:
                names = ", ".join(theirs.response)
                yield self._problem(success.pointer, f"expects a body with {names}")
            return
        place = success.pointer + _media(success.node)
        if [*theirs.response] == ["body"]:
            yield from self._type(success.schema, place, theirs.response["body"])
        else:
            yield from self._members(success.schema, place, theirs.response)

    def _type(self, node: JSON, pointer: str, kind: str) -> Iterator[Problem]:
        node, pointer = self._contract.follow(node, pointer)
        if (pointer, kind) in self._seen or kind == "object":
            return
        self._seen.add((pointer, kind))
        array = _LIST.fullmatch(kind)
        model = self._package.model(kind)
        expected = "array" if array else _JSON.get(kind, "object")
        ours = set(self._contract.types(node)) - {"null"}
        if ours and expected not in ours:
            yield self._problem(pointer, f"says {expected}, and not {' or '.join(sorted(ours))}")
        elif array:
            yield from self._type(node.get("items", {}), pointer + pointer_to("items"), array[1])
        elif model is not None:
            yield from self._members(node, pointer, model)

    def _members(self, node: JSON, pointer: str, theirs: dict[str, str]) -> Iterator[Problem]:
        node, pointer = self._contract.follow(node, pointer)
        ours = dict(self._properties(node, pointer))
        for name, (member, place) in ours.items():
            if name in theirs:
                yield from self._type(member, place, theirs[name])
            else:
                yield self._problem(place, f"has no property {name}")
        for name in [name for name in theirs if name not in ours]:
            yield self._problem(pointer, f"has the property {name}, a {theirs[name]}")

    def _properties(self, node: JSON, pointer: str) -> Iterator[tuple[str, tuple[JSON, str]]]:
        node, pointer = self._contract.follow(node, pointer)
        for name, member in node.get("properties", {}).items():
            yield name, (member, pointer + pointer_to("properties", name))
        for key in ("allOf", "anyOf", "oneOf"):
            for index, part in enumerate(node.get(key, ())):
                yield from self._properties(part, pointer + pointer_to(key, index))

    def regions(self) -> Iterator[Problem]:
        theirs = dict(self._package.regions)
        for index, server in enumerate(self._contract.document.get("servers", ())):
            region, place = server.get("x-region"), pointer_to("servers", index)
            addresses = theirs.pop(region, None)
            if region is not None and addresses is None:
                yield self._problem(place, f"has no region {region}")
            elif addresses and server["url"].rstrip("/") not in _stripped(addresses):
                yield self._problem(place, f"has {region} at {' and '.join(addresses)}")
        for region, addresses in theirs.items():
            yield self._problem("", f"has the region {region} at {' and '.join(addresses)}")


def _stripped(addresses: list[str]) -> list[str]:
    return [address.rstrip("/") for address in addresses]


def _key(location: str, name: str) -> tuple[str, str]:
    return location, name.lower() if location == "header" else name


def _media(node: JSON) -> str:
    """The pointer from a body or a response to its schema."""
    return pointer_to("content", next(iter(node.get("content", {"": None}))), "schema")
