"""What the facade's templates print: the generator's endpoints married to the contract."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openapi_python_client.strings import PythonIdentifier

from openapi.client import prose
from openapi.client.schemas import Schemas
from openapi.contract import Contract, InvalidContractError, waiter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi_python_client.parser import GeneratorData
    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties import Property
    from openapi_python_client.parser.responses import Response

    from openapi.contract import Operation as Written

_SCALARS = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
_KEYWORDS = ("pattern", "minLength", "maxLength", "minimum", "maximum", "enum")
# Booleans, date-times and containers have no agreed form in a path.
_SEGMENTS = ("String", "Int", "Float", "LiteralEnum", "Uuid", "Date")
# Public names of the package, and those its module imports.
_TAKEN = {
    *("REGIONS", "AsyncClient", "AsyncRawClient", "Client", "RawClient", "Region"),
    *("Any", "Awaitable", "Callable", "Literal", "Mapping", "MappingProxyType", "TypeAlias"),
    *("UNSET", "UUID"),
}
_TAKEN_METHODS = {"close", "aclose", "raw"}
# The arguments that waiting adds to those of the operation.
_WAITING = ("timeout", "interval", "on_progress", "fail_fast")
# What the generator's own modules are imported by.
LOW = ".lowlevel."
_STYLES = {"path": "simple", "query": "form", "header": "simple"}


@dataclass(frozen=True)
class Parameter:
    """An argument of a method."""

    name: str
    annotation: str
    location: str
    required: bool
    about: str
    """What it is for, in a sentence or two."""
    rule: str
    """What its values may be beyond their type, in a sentence; empty if anything."""
    example: str
    """A value as Python."""
    schema: dict[str, Any]
    prop: Property


@dataclass(frozen=True)
class Result:
    """A documented success."""

    status: str
    prop: Property | None
    """None where there is no body."""
    schema: Any

    @property
    def annotation(self) -> str:
        return _code(self.prop) if self.prop else "None"

    @property
    def from_model(self) -> bool:
        return type(self.prop).__name__ == "ModelProperty"


@dataclass(frozen=True)
class Operation:
    """A method of the clients."""

    id: str
    name: str
    tag: str
    parameters: list[Parameter]
    results: list[Result]
    waiter: waiter.Waiter | None
    written: Written

    @property
    def docstring(self) -> str:
        return prose.of_call(self.written, self.parameters)

    @property
    def waiter_docstring(self) -> str:
        return prose.of_waiting(self.waiter, self.name, self.parameters) if self.waiter else ""

    def raw_docstring(self, client: str) -> str:
        return prose.of_raw_call(self.written, f"{client}.{self.name}", self.parameters)

    @property
    def positional(self) -> list[Parameter]:
        return [one for one in self.parameters if one.location == "path"]

    @property
    def keywords(self) -> list[Parameter]:
        return [one for one in self.parameters if one.location != "path"]

    @property
    def options(self) -> list[str]:
        """The client's own arguments, unless the contract has parameters so called."""
        taken = {one.name for one in self.parameters}
        return [name for name in ("timeout", "max_retries") if name not in taken]

    @property
    def returns(self) -> str:
        return " | ".join(sorted({result.annotation for result in self.results}))

    @property
    def imports(self) -> set[str]:
        props = [parameter.prop for parameter in self.parameters]
        props += [result.prop for result in self.results if result.prop]
        return set().union(
            *(one.get_imports(prefix=LOW) | one.get_lazy_imports(prefix=LOW) for one in props)
        )


@dataclass(frozen=True)
class Api:
    """One package of the client."""

    contract: Contract
    title: str
    operations: list[Operation]
    models: list[str]
    schemas: dict[str, Any]
    """What answers are held against, by name."""

    @property
    def docstring(self) -> str:
        return prose.of_package(self.contract, self.operations)

    @property
    def token_required(self) -> bool:
        """Whether any operation is closed to callers without credentials."""
        return any(one.authentication_required for one in self.contract.operations)

    @property
    def signed(self) -> bool:
        """Whether an operation takes a signature for a token."""
        return any(one.takes_signature for one in self.contract.operations)

    @property
    def imports(self) -> list[str]:
        return sorted(set().union(*(operation.imports for operation in self.operations)))


def api(contract: Contract, data: GeneratorData) -> Api:
    """Marry the two.

    Raises:
        InvalidContractError: They differ, or the contract needs what the facade cannot give.
    """
    endpoints = {
        endpoint.name: (tag, endpoint)
        for tag, collection in data.endpoint_collections_by_tag.items()
        for endpoint in collection.endpoints
    }
    names = {PythonIdentifier(one.id, "field_"): one for one in contract.operations}
    if len(names) < len(contract.operations) or set(names) != set(endpoints):
        raise InvalidContractError(
            f"operations {sorted(one.id for one in contract.operations)} "
            f"became {sorted(endpoints)}; each needs one of its own"
        )
    classes = [one.class_info.name for one in (*data.models, *data.enums)]
    for taken in _TAKEN.intersection(classes) | _TAKEN_METHODS.intersection(names):
        raise InvalidContractError(
            f"{taken} is a name of the client's own; the contract must use another"
        )
    schemas = Schemas(contract)
    operations = [_operation(schemas, *endpoints[name], one) for name, one in names.items()]
    waiters = [one.waiter.name for one in operations if one.waiter]
    for name in waiters:
        if name in {*names, *_TAKEN_METHODS} or waiters.count(name) > 1:
            raise InvalidContractError(f"x-waiter: {name} is the name of another method")
    return Api(
        contract=contract,
        title=contract.document["info"]["title"],
        operations=operations,
        models=sorted(classes),
        schemas=dict(sorted(schemas.named.items())),
    )


def _operation(schemas: Schemas, tag: str, endpoint: Endpoint, written: Written) -> Operation:
    _check_styles(written)
    parameters = list(_parameters(endpoint, written))
    if len({one.name for one in parameters}) < len(written.parameters) + len(endpoint.bodies):
        raise InvalidContractError(f"{written.id}: a parameter was lost; are two names alike?")
    results = [
        _result(written, schemas, one)
        for one in endpoint.responses.patterns
        if one.status_code.pattern.startswith("2")
    ]
    if not results:
        raise InvalidContractError(f"{written.id}: documents no success")
    waiting = waiter.read(written)
    if waiting and {one.name for one in parameters}.intersection(_WAITING):
        raise InvalidContractError(
            f"{written.id}: x-waiter: a parameter is named as one of {_WAITING}"
        )
    return Operation(
        id=written.id,
        name=endpoint.name,
        tag=tag,
        parameters=parameters,
        results=results,
        waiter=waiting,
        written=written,
    )


def _check_styles(written: Written) -> None:
    for one in written.parameters:
        style = _STYLES.get(one.location)
        plain = one.node.get("style", style) == style
        exploded = one.node.get("explode", True) or one.location != "query"
        if style is None or "schema" not in one.node or not plain or not exploded:
            raise InvalidContractError(
                f"{written.id}: the {one.location} parameter {one.name}: only path, query and "
                "header are supported, and it needs a schema and the default style"
            )


def _parameters(endpoint: Endpoint, written: Written) -> Iterator[Parameter]:
    nodes = {(one.location, one.name): one for one in written.parameters}
    for location in ("path", "query", "header"):
        for prop in getattr(endpoint, f"{location}_parameters"):
            node = nodes[location, prop.name.get_untrusted_value()]
            kind = type(prop).__name__.removesuffix("Property")
            if location == "path" and kind not in _SEGMENTS:
                raise InvalidContractError(
                    f"{written.id}: {kind} {prop.python_name} cannot be in a path"
                )
            about = node.node.get("description") or node.schema.get("description") or ""
            yield _parameter(prop, location, about, node.schema, node.examples)
    for body in endpoint.bodies:
        if len(endpoint.bodies) > 1 or body.body_type != "json" or not written.request_body:
            raise InvalidContractError(f"{written.id}: only JSON request bodies are supported")
        about = written.request_body.node.get("description", "")
        examples = list(written.request_body.examples.values())
        yield _parameter(body.prop, "body", about, {}, examples)


def _parameter(
    prop: Property, location: str, about: str, schema: dict[str, Any], examples: list[Any]
) -> Parameter:
    rules = _rules(prop, schema)
    return Parameter(
        name=prop.python_name,
        annotation=_code(prop) if prop.required else _optional(prop),
        location=location,
        required=prop.required,
        about=prose.first(about),
        rule=prose.rule_of(rules),
        example=prose.literal(examples[0]) if examples else "...",
        schema=rules,
        prop=prop,
    )


def _optional(prop: Property) -> str:
    parts = _code(prop).split(" | ")
    nullable = type(prop).__name__ == "UnionProperty" and "None" in parts
    return " | ".join(parts if nullable else [*parts, "None"])


def _rules(prop: Property, schema: dict[str, Any]) -> dict[str, Any]:
    kind = _SCALARS.get(_code(prop))
    if kind is None and "enum" not in schema:
        return {}
    schema = {key: schema[key] for key in _KEYWORDS if schema.get(key) is not None}
    if "pattern" in schema:
        try:
            re.compile(schema["pattern"])
        except re.error as error:
            raise InvalidContractError(f"{prop.python_name}: pattern: {error}") from None
    return {"type": kind, **schema} if kind else schema


def _result(written: Written, schemas: Schemas, response: Response) -> Result:
    status = response.status_code.pattern
    if not getattr(response.data, "content", None):
        return Result(status, None, None)
    if response.source["attribute"] not in {"response.json()", "None"}:
        raise InvalidContractError(f"{written.id}: {status}: only JSON results are supported")
    return Result(status, response.prop, schemas.of_answer(written, status))


def _code(prop: Property) -> str:
    return prop.get_type_string(no_optional=True).as_unembedded_code()
