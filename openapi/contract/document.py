"""A contract's document: how it is read, and how its references are followed.

Knows OpenAPI 3.1 and no API in particular.
"""

from __future__ import annotations

import hashlib
import keyword
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from openapi.contract import schema, security
from openapi.contract.operation import Operation, Parameter, RequestBody, Response
from openapi.contract.pointer import pointer_to, steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import ValidationError

    from openapi.contract.security import SecurityScheme

JSON: TypeAlias = Any

CONTRACTS = Path(__file__).resolve().parents[1]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class InvalidContractError(ValueError):
    """A contract that cannot be used, with the file and the place at fault."""


@dataclass(frozen=True)
class Contract:
    """One API: the document of ``openapi/<name>.yaml``."""

    path: Path
    document: dict[str, JSON]

    @property
    def name(self) -> str:
        """The API's name everywhere: the stem of the file."""
        return self.path.stem

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file, hexadecimal."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, in the order of the document."""
        return tuple(self._operations())

    @cached_property
    def regions(self) -> dict[str, str]:
        """Base URLs by region, without a final slash."""
        regions: dict[str, str] = {}
        for index, server in enumerate(self.document.get("servers", ())):
            region, url = server.get("x-region"), str(server.get("url"))
            if region is None:
                continue
            if not isinstance(region, str) or region in regions:
                raise InvalidContractError(
                    f"{self.path.name}#/servers/{index}: x-region {region!r} is no string, or taken"
                )
            if not re.fullmatch(r"https?://[^\s{}?#]+", url):
                raise InvalidContractError(
                    f"{self.path.name}#/servers/{index}: {url!r} is not one absolute URL"
                )
            regions[region] = url.rstrip("/")
        return regions

    @cached_property
    def token_header(self) -> str | None:
        """The header the operations take a token in; None if none takes any."""
        headers = {operation.token_header for operation in self.operations}
        if None in headers:
            for operation in self.operations:
                if operation.token_header is None and operation.authentication_required:
                    raise InvalidContractError(
                        f"{self.path.name}#{operation.pointer}: no security alternative is a "
                        "token in a header"
                    )
        if len(headers - {None}) > 1:
            raise InvalidContractError(
                f"{self.path.name}: the operations take tokens in several headers: {headers}"
            )
        return next((header for header in headers if header), None)

    def _operations(self) -> Iterator[Operation]:
        seen: set[str] = set()
        for path, item in self.document.get("paths", {}).items():
            if "$ref" in item:
                where = pointer_to("paths", path)
                raise InvalidContractError(f"{self.path.name}#{where}: must not be a $ref")
            for method in METHODS:
                if item.get(method) is None:
                    continue
                operation = self._operation(method, path, item)
                if operation.id in seen:
                    raise InvalidContractError(
                        f"{self.path.name}#{operation.pointer}: operationId {operation.id} is taken"
                    )
                seen.add(operation.id)
                yield operation

    def _operation(self, method: str, path: str, item: dict[str, JSON]) -> Operation:
        pointer = pointer_to("paths", path, method)
        node = item[method]
        if not isinstance(node.get("operationId"), str):
            raise InvalidContractError(
                f"{self.path.name}#{pointer}: an operation needs an operationId"
            )
        parameters = [
            Parameter(self, *self.follow(parameter, f"{where}/parameters/{index}"))
            for where, holder in ((pointer_to("paths", path), item), (pointer, node))
            for index, parameter in enumerate(holder.get("parameters", ()))
        ]
        responses = {
            str(status): Response(self, *self.follow(one, f"{pointer}/responses/{status}"))
            for status, one in node["responses"].items()
        }
        body = node.get("requestBody")
        alternatives = node.get("security", self.document.get("security")) or ()
        return Operation(
            contract=self,
            id=node["operationId"],
            method=method.upper(),
            path=path,
            node=node,
            # The operation's own come last, and so replace the path's of the same name.
            parameters=tuple({(one.name, one.location): one for one in parameters}.values()),
            request_body=RequestBody(self, *self.follow(body, f"{pointer}/requestBody"))
            if body
            else None,
            responses=responses,
            security=tuple(tuple(self._scheme(name) for name in one) for one in alternatives),
            pointer=pointer,
        )

    def _scheme(self, name: str) -> SecurityScheme:
        schemes = self.document.get("components", {}).get("securitySchemes", {})
        if name not in schemes:
            where = pointer_to("components", "securitySchemes", name)
            raise InvalidContractError(
                f"{self.path.name}#{where}: the security scheme is used but missing"
            )
        return security.scheme(name, self.resolve(schemes[name]))

    def resolve(self, node: JSON) -> JSON:
        """Follow a local ``$ref``; members beside it win over those it names."""
        beside: dict[str, JSON] = {}
        seen: set[str] = set()
        while isinstance(node, dict) and "$ref" in node:
            reference = node["$ref"]
            if reference in seen:
                raise InvalidContractError(f"{self.path.name}: $ref {reference!r} names itself")
            seen.add(reference)
            beside = {key: value for key, value in node.items() if key != "$ref"} | beside
            node = self.at(reference)
        return {**node, **beside} if isinstance(node, dict) else node

    def follow(self, node: JSON, pointer: str) -> tuple[JSON, str]:
        """As `resolve`, with the pointer of the place the node is really written at."""
        seen: set[str] = set()
        while isinstance(node, dict) and "$ref" in node:
            pointer = node["$ref"].removeprefix("#")
            if pointer in seen:
                raise InvalidContractError(f"{self.path.name}: $ref '#{pointer}' names itself")
            seen.add(pointer)
            node = self.at(node["$ref"])
        return node, pointer

    def at(self, reference: str) -> JSON:
        """The node a local reference (``#/…``) names."""
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise InvalidContractError(
                f"{self.path.name}: {reference}: only references within the file"
            )
        node = self.document
        for step in steps(reference[1:]):
            if not isinstance(node, dict) or step not in node:
                raise InvalidContractError(f"{self.path.name}: {reference} names nothing")
            node = node[step]
        return node

    def errors(self, node: JSON, instance: JSON) -> list[ValidationError]:
        """How an instance violates a schema of this contract: nothing if it does not.

        Formats count, `int32` and `int64` as ranges among them. Errors come in document order.
        """
        return schema.errors(self.document, node, instance)


def load(path: Path) -> Contract:
    """Read one contract.

    Raises:
        InvalidContractError: The file cannot be read, is no YAML, or is no OpenAPI 3.1 document.
    """
    name = path.stem
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        raise InvalidContractError(f"{path}: the file's name must be a Python identifier")
    try:
        document = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise InvalidContractError(f"{path}: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise InvalidContractError(f"{path}: no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.1."):
        raise InvalidContractError(f"{path}: not an OpenAPI 3.1 document")
    if not isinstance(document.get("paths"), dict):
        raise InvalidContractError(f"{path}#/paths: an object of paths is needed")
    return Contract(path, document)


def load_all(folder: Path = CONTRACTS) -> dict[str, Contract]:
    """Every ``<name>.yaml`` of a folder, by name.

    Raises:
        InvalidContractError: As `load`, or the folder has no contract, or two operations share
            an id.
    """
    contracts = {path.stem: load(path) for path in sorted(folder.glob("*.yaml"))}
    if not contracts:
        raise InvalidContractError(f"{folder}: no contract there")
    owners: dict[str, str] = {}
    for operation in (one for contract in contracts.values() for one in contract.operations):
        name = operation.contract.path.name
        first = owners.setdefault(operation.id, name)
        if first != name:
            raise InvalidContractError(f"{name}: {operation.id} is already in {first}")
    return contracts
