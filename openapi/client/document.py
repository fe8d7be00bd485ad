"""A contract as input for openapi-python-client, without what it would drop or reject.

It generates the models and builds the requests; values are validated by our own run time against
the contract's own schemas. So keywords that only restrict values may be left out here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from openapi_python_client import strings
from openapi_python_client.parser import openapi as parser

from openapi.contract import InvalidContractError
from openapi.contract.document import PLACEHOLDER
from openapi.contract.media import is_json
from openapi.contract.nodes import SCHEMAS, nodes
from openapi.contract.pointer import pointer_to, steps

if TYPE_CHECKING:
    from openapi.contract import Contract, Operation, Parameter, RequestBody, Response

JSON: TypeAlias = Any

CLASSES = frozenset(
    [
        *("Any", "AsyncClient", "AsyncRawClient", "Awaitable", "Callable", "Client", "Literal"),
        *("Mapping", "MappingProxyType", "RawClient", "Region", "TypeAlias", "UNSET", "UUID"),
        *("AuthenticatedClient", "BinaryIO", "File", "Generator", "Response", "T", "TextIO"),
        *("TYPE_CHECKING", "TypeVar", "Unset"),
    ]
)
"""Names that the modules of the package define or import."""
_METHODS = frozenset(
    [
        *("additional_keys", "additional_properties", "cls", "d", "field_dict", "from_dict"),
        *("params", "prop", "prop_dict", "prop_name", "src_dict", "to_dict"),
    ]
)
"""Names that the generator's functions use, and so no property or parameter may have."""
_FORMATS = ("date", "date-time", "uuid")
_LISTS = ("allOf", "anyOf", "oneOf")
_SHAPES = frozenset(["properties", "additionalProperties", "allOf", "anyOf", "oneOf"])
_SINGLES = ("items", "additionalProperties", "not")
_PREFIX = "#/components/schemas/"

strings.RESERVED_WORDS |= _METHODS
# The generator's own expression finds ASCII names alone.
parser._PATH_PARAM_REGEX = PLACEHOLDER  # noqa: SLF001


def document(contract: Contract, *, loose: bool = False) -> dict[str, JSON]:
    """An OpenAPI document with the same operations and schemas.

    A loose one has neither enumerations nor combined schemas, which the generator cannot merge if
    they conflict.
    """
    _check_names(contract)
    # One model serves requests and responses, and neither may require what the other lacks.
    source = contract.sent.received.document
    schemas = source.get("components", {}).get("schemas", {})
    names = _names(schemas)
    paths: dict[str, JSON] = {}
    for operation in contract.operations:
        item = paths.setdefault(operation.path, {})
        item[operation.method.lower()] = _operation(operation, names)
    converted = {
        "openapi": source["openapi"],
        "info": source["info"],
        "paths": paths,
        "components": {
            "schemas": {names[name]: _schema(node, names) for name, node in schemas.items()}
        },
    }
    for node in nodes(converted) if loose else ():
        node.value.pop("enum", None)
        if len(node.value.get("allOf", ())) > 1:
            node.value.clear()
    return converted


def _check_names(contract: Contract) -> None:
    """Raise an error for two properties, or two parameters in one location, with one name."""
    for node in nodes(contract.document):
        properties = node.value.get("properties", {}) if node.holder in SCHEMAS else {}
        places = {name: node.pointer + pointer_to("properties", name) for name in properties}
        _check_unique(contract, places, "drop")
    for operation in contract.operations:
        # Clients are free to name what is in the path.
        for location, remedy in (("path", "rename"), ("query", "drop"), ("header", "drop")):
            parameters = operation.located(location)
            places = {parameter.name: parameter.pointer for parameter in parameters}
            _check_unique(contract, places, remedy)


def _check_unique(contract: Contract, places: dict[str, str], remedy: str) -> None:
    taken: dict[tuple[str, ...], str] = {}
    for name, pointer in places.items():
        # It resorts to the second where the first is taken.
        candidates = tuple(
            strings.PythonIdentifier(name, "field_", skip_snake_case=skip) for skip in (False, True)
        )
        if (other := taken.setdefault(candidates, name)) != name:
            words = f"{name} is {candidates[0]} in Python, as is {other}; {remedy} one of them"
            raise InvalidContractError(contract.problem(pointer, words))


def _names(schemas: JSON) -> dict[str, str]:
    """A name for each schema, such that its class name is unique and not a property's name."""
    names: dict[str, str] = {}
    taken = set(CLASSES)
    for name in schemas:
        for candidate in (name, f"{name}Model", *(f"{name}Model{index}" for index in range(2, 99))):
            class_name = str(strings.ClassName(candidate, "Model"))
            if class_name not in taken and class_name != class_name.lower():
                break
        taken.add(class_name)
        names[name] = candidate
    return names


def _operation(operation: Operation, names: dict[str, str]) -> JSON:
    node: dict[str, JSON] = {
        key: operation.node[key]
        for key in ("description", "operationId", "summary", "tags")
        if key in operation.node
    }
    node["parameters"] = [_parameter(parameter, names) for parameter in operation.parameters]
    if body := operation.request_body:
        node["requestBody"] = {"required": body.required, "content": _content(body, names)}
    node["responses"] = {
        status: _response(response, names) for status, response in operation.responses.items()
    }
    if operation.node.get("security"):
        node["security"] = operation.node["security"]
    return node


def _parameter(parameter: Parameter, names: dict[str, str]) -> JSON:
    schema = _schema(parameter.node["schema"], names)
    if parameter.location == "header":
        schema.pop("format", None)  # It does not support dates there, and untyped values.
        if not parameter.contract.types(parameter.schema):
            schema = {"type": "string"}
    return {**parameter.node, "schema": schema}


def _response(response: Response, names: dict[str, str]) -> JSON:
    return {
        "description": response.node.get("description", ""),
        "content": _content(response, names),
    }


def _content(content: RequestBody | Response, names: dict[str, str]) -> JSON:
    if not content.media_types or not is_json(content.media_types[0]):
        return {}
    return {"application/json": {"schema": _schema(content.schema, names)}}


def _schema(node: JSON, names: dict[str, str]) -> JSON:
    """The part of a schema that the generator understands."""
    if not isinstance(node, dict):
        return {}
    # It would name classes by titles, which need not be unique.
    schema = {key: value for key, value in node.items() if key not in ("default", "title")}
    if "$ref" in schema:
        schema["$ref"] = _PREFIX + names[steps(schema["$ref"])[-1]]
    for key in _LISTS:
        if key in schema:
            schema[key] = [_schema(member, names) for member in schema[key]]
    if reference := _only_reference(schema):
        if not schema.get("properties"):
            return {"$ref": reference}
        # For a single reference, it would ignore the properties beside it.
        schema = {key: value for key, value in schema.items() if key not in _LISTS}
        schema["allOf"] = [{"$ref": reference}, {}]
    for key in _SINGLES:
        if key in schema and not isinstance(schema[key], bool):
            schema[key] = _schema(schema[key], names)
    if "properties" in schema:
        schema["properties"] = {
            name: _schema(member, names)
            for name, member in schema["properties"].items()
            if member is not False
        }
    return _narrowed(schema)


def _only_reference(schema: dict[str, JSON]) -> str | None:
    """The reference that is all that a schema combines."""
    combined = [member for key in _LISTS for member in schema.get(key, ())]
    reference: str | None = combined[0].get("$ref") if len(combined) == 1 else None
    return reference


def _narrowed(schema: dict[str, JSON]) -> JSON:
    if schema.get("type") == "object" and not schema.keys() & _SHAPES:
        return {}  # Any value is valid here; a model would add nothing.
    kinds = {schema["type"]} if isinstance(schema.get("type"), str) else set(schema.get("type", ()))
    if len(kinds - {"null"}) > 1 and kinds & {"array", "object"}:
        return {}  # The code that it generates for such a union is invalid.
    if "array" in kinds:
        schema["items"] = schema["items"] if isinstance(schema.get("items"), dict) else {}
    if schema.get("format") not in _FORMATS or kinds != {"string"}:
        schema.pop("format", None)
    values = {type(value) for value in schema.get("enum", ())}
    if values not in ({str}, {int}) or kinds - {"string" if values == {str} else "integer"}:
        schema.pop("enum", None)
    if not isinstance(schema.get("const"), str | int | float):
        schema.pop("const", None)
    return schema
