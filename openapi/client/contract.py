"""What the facade needs of a spec and the generator does not hand on, checked."""

from __future__ import annotations

import hashlib
import keyword
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JSON: TypeAlias = Any

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_STYLES = {"path": "simple", "query": "form", "header": "simple"}


class SpecError(Exception):
    """A spec no client can be made from."""


@dataclass(frozen=True)
class Operation:
    """An operation as the spec writes it."""

    id: str
    node: dict[str, JSON]
    parameters: dict[tuple[str, str], dict[str, JSON]]
    """By location and name."""


@dataclass(frozen=True)
class Contract:
    """One spec."""

    path: Path
    document: dict[str, JSON]
    digest: str

    @property
    def name(self) -> str:
        """The API's name everywhere."""
        return self.path.stem

    @property
    def source(self) -> str:
        """How generated files call the spec."""
        return f"openapi/{self.path.name}"

    @cached_property
    def operations(self) -> list[Operation]:
        """Every operation, in the order of the document."""
        return list(self._operations())

    @cached_property
    def regions(self) -> dict[str, str]:
        """Base URLs by region."""
        regions: dict[str, str] = {}
        for server in self.document.get("servers", ()):
            region, url = server.get("x-region"), str(server.get("url"))
            if region is None:
                continue
            if not isinstance(region, str) or region in regions:
                raise SpecError(f"servers: x-region {region!r} is no string or not the only one")
            if not re.fullmatch(r"https?://[^\s{}?#]+", url):
                raise SpecError(f"servers: {url!r} of {region} is not one absolute URL")
            regions[region] = url.rstrip("/")
        return regions

    @cached_property
    def token_header(self) -> str | None:
        """The header the operations want a token in, None if none wants any."""
        headers = {self._token_header(operation) for operation in self.operations} - {None}
        if len(headers) > 1:
            raise SpecError(f"the operations want tokens in several headers: {headers}")
        return headers.pop() if headers else None

    @property
    def token_required(self) -> bool:
        """Whether any operation is closed to callers without credentials."""
        return any(
            alternatives and all(alternatives)
            for alternatives in map(self._security, self.operations)
        )

    @property
    def signed(self) -> bool:
        """Whether an operation takes a signature for a token."""
        return any(
            (self._header(name) or "").lower() == "authorization"
            for operation in self.operations
            for alternative in self._security(operation)
            for name in (alternative if len(alternative) == 1 else ())
        )

    def resolve(self, node: JSON) -> JSON:
        """Follow references within the file."""
        seen = set()
        while isinstance(node, dict) and "$ref" in node:
            reference = node["$ref"]
            if reference in seen or not str(reference).startswith("#/"):
                raise SpecError(f"$ref {reference!r}: only references within the file, no cycles")
            seen.add(reference)
            node = self._at(reference)
        return node

    def _at(self, reference: str) -> JSON:
        node = self.document
        for step in reference[2:].split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or key not in node:
                raise SpecError(f"$ref {reference!r} names nothing")
            node = node[key]
        return node

    def _operations(self) -> Iterator[Operation]:
        seen: set[str] = set()
        for path, item in self.document["paths"].items():
            if "$ref" in item:
                raise SpecError(f"{path}: a path item must not be a $ref")
            for method in METHODS:
                if item.get(method) is None:
                    continue
                name = item[method].get("operationId")
                if not isinstance(name, str) or name in seen:
                    raise SpecError(f"{method} {path}: needs an operationId of its own")
                seen.add(name)
                yield Operation(name, item[method], self._parameters(name, item, item[method]))

    def _parameters(
        self, operation: str, *holders: dict[str, JSON]
    ) -> dict[tuple[str, str], dict[str, JSON]]:
        written = [self.resolve(one) for holder in holders for one in holder.get("parameters", ())]
        parameters = {
            (one["in"], one["name"]): {**one, "schema": self.resolve(one.get("schema"))}
            for one in written
        }
        for (location, name), node in parameters.items():
            plain = node.get("style", _STYLES.get(location)) == _STYLES.get(location)
            exploded = node.get("explode", True) or location != "query"
            if location not in _STYLES or node["schema"] is None or not plain or not exploded:
                raise SpecError(
                    f"{operation}: the {location} parameter {name}: only path, query and header "
                    "are supported, and it needs a schema and the default style"
                )
        return parameters

    def _token_header(self, operation: Operation) -> str | None:
        alternatives = self._security(operation)
        for alternative in alternatives:
            for name in alternative if len(alternative) == 1 else ():
                header = self._header(name)
                if header and header.lower() != "authorization":
                    return header
        if alternatives and all(alternatives):
            raise SpecError(f"{operation.id}: no security alternative is a token in a header")
        return None

    def _header(self, scheme_name: str) -> str | None:
        schemes = self.document.get("components", {}).get("securitySchemes", {})
        scheme = self.resolve(schemes.get(scheme_name, {}))
        return str(scheme["name"]) if scheme.get("in") == "header" else None

    def _security(self, operation: Operation) -> list[dict[str, JSON]]:
        default = self.document.get("security")
        return list(operation.node.get("security", default) or ())


def read(path: Path) -> Contract:
    """Read a spec.

    Raises:
        SpecError: It is no OpenAPI 3.1 document, or not under a name Python can import.
    """
    name = path.stem
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        raise SpecError(f"{name!r} cannot be the name of a Python module")
    content = path.read_bytes()
    try:
        document = yaml.safe_load(content)
    except yaml.YAMLError as error:
        raise SpecError(f"no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(document, dict) or not str(document.get("openapi")).startswith("3.1."):
        raise SpecError("no OpenAPI 3.1 document")
    if not isinstance(document.get("paths"), dict):
        raise SpecError("no paths")
    return Contract(path, document, hashlib.sha256(content).hexdigest())
