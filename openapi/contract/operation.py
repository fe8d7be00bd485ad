"""The operations of a contract, and what they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from openapi.contract import schema, security
from openapi.contract.pointer import pointer_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import ValidationError

    from openapi.contract.document import Contract
    from openapi.contract.security import SecurityScheme

JSON: TypeAlias = Any


@dataclass(frozen=True)
class Operation:
    """One method on one path."""

    contract: Contract
    id: str
    """The vendor's name, ``operationId``."""
    method: str
    """Upper case."""
    path: str
    """Template, as written in the contract."""
    node: dict[str, JSON]
    """The operation as written."""
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

    @property
    def reads(self) -> bool:
        """Whether it changes nothing: by its method, or because the contract says so."""
        return self.method in ("GET", "HEAD", "OPTIONS") or self.node.get("x-read-only") is True

    @property
    def token_header(self) -> str | None:
        """The header that carries a token; None if the operation takes none."""
        return security.token_header(self.security)

    @property
    def authentication_required(self) -> bool:
        """Whether callers without credentials are refused."""
        return bool(self.security) and all(self.security)

    @property
    def takes_signature(self) -> bool:
        """Whether a request signed with an access key is let in."""
        return any(len(one) == 1 and one[0].is_signature for one in self.security)

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

    contract: Contract
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
        """Whether a request without it is invalid."""
        return bool(self.node.get("required", False))

    @cached_property
    def schema(self) -> dict[str, JSON]:
        """Its schema, references resolved at the first level."""
        resolved: dict[str, JSON] = self.contract.resolve(self.node.get("schema", {}))
        return resolved

    @property
    def examples(self) -> list[JSON]:
        """Values the contract gives, the parameter's own before its schema's."""
        own = [value for _, value in named_examples(self.contract, self.node)]
        return [*own, *self.schema.get("examples", ())]

    def parse(self, text: str) -> JSON:
        """A value off the wire (style ``simple`` or ``form``) as its schema's type wants it."""
        return schema.parse(self.schema.get("type", "string"), text)

    def errors(self, text: str) -> list[ValidationError]:
        """How a value off the wire violates the schema: nothing if it does not."""
        return self.contract.errors(self.node.get("schema", {}), self.parse(text))


@dataclass(frozen=True)
class _Content:
    """What a request body and a response share: content by media type."""

    contract: Contract
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
        """Example bodies by name, in the order of the contract."""
        return dict(named_examples(self.contract, self._media_type))

    @property
    def _media_type(self) -> dict[str, JSON]:
        content = self.node.get("content", {})
        return next(iter(content.values()), {})


@dataclass(frozen=True)
class RequestBody(_Content):
    """The documented body of a request."""

    @property
    def required(self) -> bool:
        """Whether a request without it is invalid."""
        return bool(self.node.get("required", False))


@dataclass(frozen=True)
class Response(_Content):
    """A documented response."""

    @property
    def headers(self) -> dict[str, dict[str, JSON]]:
        """Declared headers by name, as written."""
        return {
            name: self.contract.resolve(node) for name, node in self.node.get("headers", {}).items()
        }


def named_examples(contract: Contract, node: dict[str, JSON]) -> Iterator[tuple[str, JSON]]:
    """The examples beside a schema, by name."""
    if "example" in node:
        yield "example", node["example"]
    for name, example in node.get("examples", {}).items():
        yield name, contract.resolve(example)["value"]
