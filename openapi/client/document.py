"""A contract as openapi-python-client is given it: what it would lose or refuse is said otherwise.

It makes the models and writes the requests; what values are valid is checked by our own run time,
with the contract's own schemas. So whatever only narrows values may be left out here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from openapi_python_client import strings

from openapi.contract.media import is_json
from openapi.contract.nodes import nodes
from openapi.contract.pointer import steps

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
"""Names that the modules of the package have or import."""
_METHODS = frozenset(
    [
        *("additional_keys", "additional_properties", "cls", "d", "field_dict", "from_dict"),
        *("params", "prop", "prop_dict", "prop_name", "src_dict", "to_dict"),
    ]
)
"""Names that the generator's functions use, and so neither property nor parameter may have."""
_FORMATS = ("date", "date-time", "uuid")
_LISTS = ("allOf", "anyOf", "oneOf")
_SHAPES = frozenset(["properties", "additionalProperties", "allOf", "anyOf", "oneOf"])
_SINGLES = ("items", "additionalProperties", "not")
_PREFIX = "#/components/schemas/"

strings.RESERVED_WORDS |= _METHODS


def document(contract: Contract, *, loose: bool = False) -> dict[str, JSON]:
    """An OpenAPI document with the same operations and schemas.

    A loose one has neither enumerations nor combined schemas, of which the generator cannot make
    one where they differ.
    """
    # A model is made from requests and responses alike, and neither has all that the other has.
    source = contract.sent.received.document
    schemas = source.get("components", {}).get("schemas", {})
    names = _names(schemas)
    paths: dict[str, JSON] = {}
    for operation in contract.operations:
        item = paths.setdefault(operation.path, {})
        item[operation.method.lower()] = _operation(operation, names)
    made = {
        "openapi": source["openapi"],
        "info": source["info"],
        "paths": paths,
        "components": {
            "schemas": {names[name]: _schema(node, names) for name, node in schemas.items()}
        },
    }
    for node in nodes(made) if loose else ():
        node.value.pop("enum", None)
        if len(node.value.get("allOf", ())) > 1:
            node.value.clear()
    return made


def _names(schemas: JSON) -> dict[str, str]:
    """A name for each schema whose class no other has, and that no property is called."""
    names: dict[str, str] = {}
    taken = set(CLASSES)
    for name in schemas:
        for given in (name, f"{name}Model", *(f"{name}Model{index}" for index in range(2, 99))):
            made = str(strings.ClassName(given, "Model"))
            if made not in taken and made != made.lower():
                break
        taken.add(made)
        names[name] = given
    return names


def _operation(operation: Operation, names: dict[str, str]) -> JSON:
    node: dict[str, JSON] = {
        key: operation.node[key]
        for key in ("description", "operationId", "summary", "tags")
        if key in operation.node
    }
    node["parameters"] = [_parameter(one, names) for one in operation.parameters]
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
        schema.pop("format", None)  # It writes no dates there.
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
    """What the generator understands of a schema."""
    if not isinstance(node, dict):
        return {}
    made = {key: value for key, value in node.items() if key != "default"}
    if "$ref" in made:
        made["$ref"] = _PREFIX + names[steps(made["$ref"])[-1]]
    for key in _LISTS:
        if key in made:
            made[key] = [_schema(one, names) for one in made[key]]
    for key in _SINGLES:
        if key in made and not isinstance(made[key], bool):
            made[key] = _schema(made[key], names)
    if "properties" in made:
        made["properties"] = {
            name: _schema(one, names)
            for name, one in made["properties"].items()
            if one is not False
        }
    return _narrowed(made)


def _narrowed(made: dict[str, JSON]) -> JSON:
    if made.get("type") == "object" and not made.keys() & _SHAPES:
        return {}  # Any value will do here, and a model would only be in the way.
    kinds = {made["type"]} if isinstance(made.get("type"), str) else set(made.get("type", ()))
    if len(kinds - {"null"}) > 1 and kinds & {"array", "object"}:
        return {}  # As above: of such a union it makes no sound code.
    if "array" in kinds:
        made["items"] = made["items"] if isinstance(made.get("items"), dict) else {}
    if made.get("format") not in _FORMATS or kinds != {"string"}:
        made.pop("format", None)
    values = {type(value) for value in made.get("enum", ())}
    if values not in ({str}, {int}) or kinds - {"string" if values == {str} else "integer"}:
        made.pop("enum", None)
    if not isinstance(made.get("const"), str | int | float):
        made.pop("const", None)
    return made
