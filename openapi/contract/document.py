"""A contract's document, and how its references are followed.

It supports OpenAPI 3.1, and is independent of any particular API.
"""

from __future__ import annotations

import hashlib
import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from openapi.contract import problem, schema, security
from openapi.contract.direction import in_direction
from openapi.contract.media import RequestBody, Response
from openapi.contract.operation import Operation
from openapi.contract.parameter import Parameter
from openapi.contract.pointer import pointer_to, steps
from openapi.contract.problem import InvalidContractError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import yaml
    from jsonschema import ValidationError

    from openapi.contract.security import SecurityScheme

JSON: TypeAlias = Any

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
"""Where a parameter stands in a path."""
_BODILESS = ("1", "204", "205", "304")
# OpenAPI ignores header parameters with these names; they are described elsewhere.
_IGNORED = frozenset({"accept", "authorization", "content-type"})


@dataclass(frozen=True, eq=False)
class Contract:
    """One API: the document of ``openapi/<name>.yaml``."""

    path: Path
    document: dict[str, JSON]

    @property
    def name(self) -> str:
        """The API's name: the stem of the file."""
        return self.path.stem

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    @cached_property
    def _tree(self) -> yaml.Node | None:
        return problem.tree(self.path)

    def line(self, pointer: str) -> int:
        """The line where a node begins, or its nearest existing ancestor."""
        return problem.line(self._tree, pointer)

    @property
    def paths(self) -> dict[str, JSON]:
        """The paths of the document."""
        paths = self.document.get("paths", {})
        return {path: item for path, item in paths.items() if not path.startswith("x-")}

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, in the order of the document."""
        return tuple(
            self._operation(method, path, item)
            for path, item in self.paths.items()
            for method in METHODS
            if method in item
        )

    @cached_property
    def regions(self) -> dict[str, str]:
        """Base URLs by region, without a final slash."""
        servers = self.document.get("servers", ())
        return {
            server["x-region"]: server["url"].rstrip("/")
            for server in servers
            if "x-region" in server
        }

    @cached_property
    def service(self) -> str | None:
        """The vendor's name of the service, as in the URL of its page: ``…/api-coc/….html``."""
        url = self.document.get("externalDocs", {}).get("url", "")
        match = re.search(r"\.huaweicloud\.com/.*/api-([a-z]+)/", url)
        return match[1] if match else None

    def region_variables(self, region: str) -> list[str]:
        """Environment variables that override a region's URL: the client's, and the SDK's."""
        names = dict.fromkeys(filter(None, (self.name, self.service)))
        variables = (f"HUAWEICLOUD_SDK_REGION_{name}_{region}" for name in names)
        return [re.sub(r"\W", "_", variable).upper() for variable in variables]

    @property
    def token_header(self) -> str | None:
        """The header for tokens; None if no operation accepts tokens."""
        headers = (operation.token_header for operation in self.operations)
        return next((header for header in headers if header), None)

    @cached_property
    def sent(self) -> Contract:
        """The contract for requests: no read-only property is required."""
        return in_direction(Contract(self.path, deepcopy(self.document)), "readOnly")

    @cached_property
    def received(self) -> Contract:
        """The contract for responses: no write-only property is required."""
        return in_direction(Contract(self.path, deepcopy(self.document)), "writeOnly")

    def problem(self, pointer: str, words: str) -> Problem:
        """A problem at a place of this contract."""
        return Problem(self.path, pointer, words)

    def _operation(self, method: str, path: str, item: dict[str, JSON]) -> Operation:
        pointer = pointer_to("paths", path, method)
        node = item[method]
        alternatives = node.get("security", self.document.get("security")) or ()
        return Operation(
            contract=self,
            id=node["operationId"],
            method=method.upper(),
            path=path,
            node=node,
            parameters=tuple(self._parameters(method, path, item)),
            request_body=self._body(f"{pointer}/requestBody") if "requestBody" in node else None,
            responses={
                status: self._response(method, status, pointer)
                for status in node.get("responses", ())
                if not status.startswith("x-")
            },
            security=tuple(
                tuple(self._scheme(name) for name in alternative) for alternative in alternatives
            ),
            pointer=pointer,
        )

    def _parameters(self, method: str, path: str, item: dict[str, JSON]) -> Iterator[Parameter]:
        """The path's parameters and the operation's, which override those of the same name."""
        schemes = self.document.get("components", {}).get("securitySchemes", {})
        ignored = {
            *_IGNORED,
            *(str(self.resolve(scheme).get("name")).lower() for scheme in schemes.values()),
        }
        parameters = {
            (parameter.name, parameter.location): parameter
            for holder, where in ((item, (path,)), (item[method], (path, method)))
            for index, node in enumerate(holder.get("parameters", ()))
            for place in [pointer_to("paths", *where, "parameters", index)]
            for parameter in [Parameter(self, *self.follow(node, place))]
            if parameter.location != "header" or parameter.name.lower() not in ignored
        }
        # Some of the vendor's documents do not declare the parameters in their paths.
        for name in PLACEHOLDER.findall(path):
            implied = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            parameters.setdefault(
                (name, "path"), Parameter(self, implied, pointer_to("paths", path))
            )
        yield from parameters.values()

    def _body(self, pointer: str) -> RequestBody:
        return RequestBody(self.sent, *self.sent.follow(self.sent.at(f"#{pointer}"), pointer))

    def _response(self, method: str, status: str, pointer: str) -> Response:
        contract, place = self.received, pointer + pointer_to("responses", status)
        node, place = contract.follow(contract.at(f"#{place}"), place)
        if method == "head" or status.startswith(_BODILESS):
            # HTTP does not allow a body here.
            node = {key: value for key, value in node.items() if key != "content"}
        return Response(contract, node, place)

    def _scheme(self, name: str) -> SecurityScheme:
        schemes = self.document.get("components", {}).get("securitySchemes", {})
        return security.scheme(name, self.resolve(schemes[name]))

    def types(self, node: JSON) -> tuple[str, ...]:
        """The JSON types that a schema allows, or that its values have; empty if unknown."""
        node = self.resolve(node)
        if not isinstance(node, dict):
            return ()
        if "type" in node:
            return (node["type"],) if isinstance(node["type"], str) else tuple(node["type"])
        if values := [node["const"]] if "const" in node else node.get("enum", ()):
            return tuple(dict.fromkeys(map(schema.type_of, values)))
        parts = [part for key in ("allOf", "anyOf", "oneOf") for part in node.get(key, ())]
        return tuple(dict.fromkeys(kind for part in parts for kind in self.types(part)))

    def resolve(self, node: JSON) -> JSON:
        """Follow a local ``$ref``; members beside it override the referenced ones."""
        beside: dict[str, JSON] = {}
        for target, _ in self._followed(node, ""):
            if isinstance(target, dict):
                beside = {key: value for key, value in target.items() if key != "$ref"} | beside
            node = target
        return beside if isinstance(node, dict) else node

    def follow(self, node: JSON, pointer: str) -> tuple[JSON, str]:
        """As `resolve`, but without merging, and with the pointer of the referenced node."""
        for target in self._followed(node, pointer):
            node, pointer = target
        return node, pointer

    def _followed(self, node: JSON, pointer: str) -> Iterator[tuple[JSON, str]]:
        """A node, the node it refers to, and so on, each with its pointer."""
        yield node, pointer
        seen = {pointer}
        while isinstance(node, dict) and "$ref" in node:
            there = str(node["$ref"]).removeprefix("#")
            if there in seen:
                raise InvalidContractError(
                    self.problem(pointer, f"$ref '#{there}' leads back to itself; refer elsewhere")
                )
            seen.add(there)
            node, pointer = self.at(node["$ref"], pointer), there
            yield node, pointer

    def at(self, reference: str, pointer: str = "") -> JSON:
        """The target of a local reference (``#/…``); ``pointer`` is the place of the reference.

        Raises:
            InvalidContractError: The target is outside the file, or does not exist.
        """
        if not isinstance(reference, str) or not reference.startswith("#/"):
            words = (
                f"copy the target of $ref {reference!r} into this file, and refer to it as '#/…'"
            )
            raise InvalidContractError(self.problem(pointer, words))
        node: JSON = self.document
        for step in steps(reference[1:]):
            if isinstance(node, list) and step.isdecimal() and int(step) < len(node):
                node = node[int(step)]
            elif isinstance(node, dict) and step in node:
                node = node[step]
            else:
                words = f"$ref {reference!r} does not resolve; correct it, or add its target"
                raise InvalidContractError(self.problem(pointer, words))
        return node

    def errors(self, node: JSON, instance: JSON) -> list[ValidationError]:
        """The violations of a schema of this contract by an instance, in document order.

        Formats are validated, including the ranges of `int32` and `int64`.
        """
        return schema.errors(self.document, node, instance)
