"""The one loader of specs: what an ``openapi/<name>.yaml`` says, as typed records.

Knows OpenAPI 3.1 and no API in particular. Problems of a spec raise `SpecError`, which names
the file and the place as a JSON pointer.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml
from jsonschema import ValidationError, validators
from openapi_schema_validator import OAS31Validator, oas31_format_checker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

JSON: TypeAlias = Any

SPECS = Path(__file__).resolve().parents[1] / "openapi"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class SpecError(ValueError):
    """A spec that cannot be used, with the file and the place at fault."""


@dataclass(frozen=True)
class Spec:
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

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.document.get("paths", {}).items():
            for method in METHODS:
                if method in item:
                    yield self._operation(method, path, item)

    def _operation(self, method: str, path: str, item: dict[str, JSON]) -> Operation:
        pointer = pointer_to("paths", path, method)
        node = item[method]
        if "operationId" not in node:
            raise SpecError(f"{self.path.name}#{pointer}: an operation needs an operationId")
        parameters = [
            Parameter(self, *self.follow(parameter, f"{where}/parameters/{index}"))
            for where, holder in ((pointer_to("paths", path), item), (pointer, node))
            for index, parameter in enumerate(holder.get("parameters", ()))
        ]
        responses = {
            status: Response(self, *self.follow(one, f"{pointer}/responses/{status}"))
            for status, one in node["responses"].items()
        }
        body = node.get("requestBody")
        security = node.get("security", self.document.get("security", ()))
        return Operation(
            spec=self,
            id=node["operationId"],
            method=method.upper(),
            path=path,
            # The operation's own come last, and so replace the path's of the same name.
            parameters=tuple({(one.name, one.location): one for one in parameters}.values()),
            request_body=RequestBody(self, *self.follow(body, f"{pointer}/requestBody"))
            if body
            else None,
            responses=responses,
            security=tuple(tuple(self._scheme(name) for name in one) for one in security),
            pointer=pointer,
        )

    def _scheme(self, name: str) -> SecurityScheme:
        schemes = self.document.get("components", {}).get("securitySchemes", {})
        if name not in schemes:
            where = pointer_to("components", "securitySchemes", name)
            raise SpecError(f"{self.path.name}#{where}: the security scheme is used but missing")
        node = self.resolve(schemes[name])
        return SecurityScheme(name, node["type"], node.get("in"), node.get("name"))

    def resolve(self, node: JSON) -> JSON:
        """Follow a local ``$ref``; members beside it win over those it names."""
        if not isinstance(node, dict) or "$ref" not in node:
            return node
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return {**self.resolve(self.at(node["$ref"])), **beside}

    def follow(self, node: JSON, pointer: str) -> tuple[JSON, str]:
        """As `resolve`, with the pointer of the place the node is really written at."""
        while isinstance(node, dict) and "$ref" in node:
            pointer = node["$ref"].removeprefix("#")
            node = self.at(node["$ref"])
        return node, pointer

    def at(self, reference: str) -> JSON:
        """The node a local reference (``#/…``) names."""
        if not reference.startswith("#/"):
            raise SpecError(f"{self.path.name}: {reference}: only references within the file")
        node = self.document
        for step in reference[2:].split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or key not in node:
                raise SpecError(f"{self.path.name}: {reference} names nothing")
            node = node[key]
        return node

    def errors(self, schema: JSON, instance: JSON) -> list[ValidationError]:
        """How an instance breaks a schema of this spec: nothing if it does not.

        Formats count, `int32` and `int64` as ranges among them. Errors come in document order.
        """
        # The document around the schema is what its references are looked up in; as a schema
        # of its own it says nothing.
        root = {**self.document, "allOf": [schema]}
        validator = _Validator(root, format_checker=oas31_format_checker)
        return sorted(validator.iter_errors(instance), key=lambda error: list(map(str, error.path)))


@dataclass(frozen=True)
class Operation:
    """One method on one path."""

    spec: Spec
    id: str
    """The vendor's name, ``operationId``."""
    method: str
    """Upper case."""
    path: str
    """Template, as written in the spec."""
    parameters: tuple[Parameter, ...]
    request_body: RequestBody | None
    responses: dict[str, Response]
    """By status as written: ``200``, ``4XX`` or ``default``."""
    security: tuple[tuple[SecurityScheme, ...], ...]
    """Alternatives, each a set of schemes that hold together; empty if anybody may call."""
    pointer: str

    def located(self, location: str) -> tuple[Parameter, ...]:
        """Parameters in ``path``, ``query``, ``header`` or ``cookie``."""
        return tuple(one for one in self.parameters if one.location == location)

    @cached_property
    def secret_headers(self) -> frozenset[str]:
        """Lower-case names of the headers that carry credentials."""
        schemes = [scheme for alternative in self.security for scheme in alternative]
        own = {one.key.lower() for one in schemes if one.key and one.location == "header"}
        return frozenset({"authorization", "x-security-token", *own})

    def response(self, status: int) -> Response | None:
        """What is documented for a status: exactly, by range, or by default."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation."""

    spec: Spec
    node: dict[str, JSON]
    pointer: str

    @property
    def name(self) -> str:
        """As on the wire."""
        return str(self.node["name"])

    @property
    def location(self) -> str:
        """``path``, ``query``, ``header`` or ``cookie``."""
        return str(self.node["in"])

    @property
    def required(self) -> bool:
        """Whether a request without it is wrong."""
        return bool(self.node.get("required", False))

    @cached_property
    def schema(self) -> dict[str, JSON]:
        """Its schema, references resolved at the first level."""
        resolved: dict[str, JSON] = self.spec.resolve(self.node.get("schema", {}))
        return resolved

    @property
    def examples(self) -> list[JSON]:
        """Values the spec gives, the parameter's own before its schema's."""
        return [*_examples(self.spec, self.node), *self.schema.get("examples", ())]

    def parse(self, text: str) -> JSON:
        """A value off the wire (style ``simple`` or ``form``) as its schema's type wants it."""
        kinds = self.schema.get("type", "string")
        for kind in [kinds] if isinstance(kinds, str) else kinds:
            try:
                return _PARSERS[kind](text)
            except (KeyError, ValueError):
                continue
        return text

    def errors(self, text: str) -> list[ValidationError]:
        """How a value off the wire breaks the schema: nothing if it does not."""
        return self.spec.errors(self.node.get("schema", {}), self.parse(text))


@dataclass(frozen=True)
class _Content:
    """What a request body and a response share: content by media type."""

    spec: Spec
    node: dict[str, JSON]
    pointer: str

    @property
    def media_types(self) -> tuple[str, ...]:
        """Documented content types; empty where no body is documented."""
        return tuple(self.node.get("content", {}))

    @property
    def schema(self) -> JSON:
        """The body's schema in the first media type; anything goes where there is none."""
        return self._media_type.get("schema", True)

    @property
    def schema_pointer(self) -> str:
        """Where `schema` is written."""
        return self.pointer + pointer_to("content", *self.media_types[:1], "schema")

    @property
    def examples(self) -> dict[str, JSON]:
        """Example bodies by name, in the order of the spec."""
        return dict(_named_examples(self.spec, self._media_type))

    @property
    def _media_type(self) -> dict[str, JSON]:
        content = self.node.get("content", {})
        return next(iter(content.values()), {})


@dataclass(frozen=True)
class RequestBody(_Content):
    """The documented body of a request."""

    @property
    def required(self) -> bool:
        """Whether a request without it is wrong."""
        return bool(self.node.get("required", False))


@dataclass(frozen=True)
class Response(_Content):
    """A documented response."""

    @property
    def headers(self) -> dict[str, dict[str, JSON]]:
        """Declared headers by name, as written."""
        return {
            name: self.spec.resolve(node) for name, node in self.node.get("headers", {}).items()
        }


@dataclass(frozen=True)
class SecurityScheme:
    """A way to be let in."""

    name: str
    type: str
    location: str | None
    """``header``, ``query`` or ``cookie`` for an API key."""
    key: str | None
    """The header's, query parameter's or cookie's name for an API key."""


def load(path: Path) -> Spec:
    """Read one spec.

    Raises:
        SpecError: The file cannot be read, is no YAML, or is no OpenAPI 3.1 document.
    """
    try:
        document = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise SpecError(f"{path}: {error}") from None
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.1."):
        raise SpecError(f"{path}: not an OpenAPI 3.1 document")
    if not isinstance(document.get("paths"), dict):
        raise SpecError(f"{path}#/paths: an object of paths is needed")
    if not path.stem.isidentifier():
        raise SpecError(f"{path}: the file's name must be a Python identifier")
    return Spec(path, document)


def load_all(folder: Path = SPECS) -> dict[str, Spec]:
    """Every ``<name>.yaml`` of a folder, by name.

    Raises:
        SpecError: As `load`, or the folder has no spec, or two operations share an id.
    """
    specs = {path.stem: load(path) for path in sorted(folder.glob("*.yaml"))}
    if not specs:
        raise SpecError(f"{folder}: no spec there")
    owners: dict[str, str] = {}
    for operation in (one for spec in specs.values() for one in spec.operations):
        first = owners.setdefault(operation.id, operation.spec.path.name)
        if first != operation.spec.path.name:
            raise SpecError(f"{operation.spec.path.name}: {operation.id} is already in {first}")
    return specs


def pointer_to(*steps: str | int) -> str:
    """A JSON pointer (RFC 6901) from its steps."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def _examples(spec: Spec, node: dict[str, JSON]) -> list[JSON]:
    return [value for _, value in _named_examples(spec, node)]


def _named_examples(spec: Spec, node: dict[str, JSON]) -> Iterator[tuple[str, JSON]]:
    if "example" in node:
        yield "example", node["example"]
    for name, example in node.get("examples", {}).items():
        yield name, spec.resolve(example)["value"]


def _pattern(
    _validator: object, pattern: str, instance: JSON, _schema: JSON
) -> Iterator[ValidationError]:
    """As ECMA-262 has it: to Python's regular expressions, ``$`` forgives a final newline."""
    strict = re.sub(r"(\\.|\[(?:\\.|[^\]])*\])|\$", lambda found: found[1] or r"\Z", pattern)
    if isinstance(instance, str) and not re.search(strict, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_Validator = validators.extend(  # type: ignore[no-untyped-call]
    OAS31Validator, {"pattern": _pattern}
)


def _integer(text: str) -> int:
    return int(_matched(r"-?[0-9]+", text))


def _number(text: str) -> float:
    return float(_matched(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", text))


def _boolean(text: str) -> bool:
    return _matched("true|false", text) == "true"


def _matched(pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ValueError(text)
    return text


_PARSERS: dict[str, Callable[[str], JSON]] = {
    "boolean": _boolean,
    "integer": _integer,
    "number": _number,
    "string": str,
}
