"""The schemas of an API as a client carries them: plain data, by name, without prose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openapi.client.runtime.body.schema import KEYWORDS, compiled
from openapi.contract import InvalidContractError

if TYPE_CHECKING:
    from openapi.contract import Contract

_NAMED = "#/components/schemas/"
# These say nothing about which values are valid; the formats that clients know do.
_ANNOTATIONS = frozenset(
    {
        *("title", "description", "examples", "example", "default", "deprecated", "$comment"),
        *("readOnly", "writeOnly", "externalDocs", "xml", "discriminator"),
        *("contentMediaType", "contentEncoding"),
    }
)
_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLES = ("items", "not", "additionalProperties")


class SchemaCollector:
    """Collects what the requests and responses of one API refer to."""

    def __init__(self, contract: Contract) -> None:
        # Both directions share what they refer to.
        self._contract = contract.sent.received
        self.named: dict[str, Any] = {}

    def compact(self, schema: Any, where: str) -> Any:
        """A schema by itself, what it refers to collected.

        Raises:
            InvalidContractError: A client could not validate against it.
        """
        return self._compact(schema, where)

    def _compact(self, schema: Any, where: str) -> Any:
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, dict):
            raise InvalidContractError(f"{where}: {schema!r} is not a schema")
        return {
            keyword: self._argument(keyword, argument, f"{where}/{keyword}")
            for keyword, argument in sorted(schema.items())
            if not (keyword in _ANNOTATIONS or keyword.startswith("x-"))
        }

    def _argument(self, keyword: str, argument: Any, where: str) -> Any:
        if keyword not in KEYWORDS:
            raise InvalidContractError(f"{where}: the client does not validate this keyword")
        if keyword == "$ref":
            return self._reference(argument, where)
        if keyword == "properties":
            return {
                name: self._compact(member, f"{where}/{name}") for name, member in argument.items()
            }
        if keyword in _LISTS:
            return [self._compact(part, f"{where}/{at}") for at, part in enumerate(argument)]
        if keyword in _SINGLES:
            return self._compact(argument, where)
        if keyword == "pattern":
            compiled(argument)
        return argument

    def _reference(self, reference: str, where: str) -> str:
        name = reference.removeprefix(_NAMED)
        if name == reference or "/" in name:
            raise InvalidContractError(
                f"{where}: {reference!r} is not one of the components' schemas"
            )
        if name not in self.named:
            self.named[name] = None  # reserved: it may refer to itself
            self.named[name] = self._compact(self._contract.resolve({"$ref": reference}), name)
        return name
