"""Example calls: a successful request to an operation, and its response."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, urlencode

from openapi.contract.calls import values
from openapi.contract.parameter import Parameter
from openapi.contract.pointer import pointer_to

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openapi.contract.operation import Operation

JSON: TypeAlias = Any


@dataclass(frozen=True)
class Call:
    """A request that succeeds, and its response; values are JSON, not yet serialized."""

    operation: Operation
    path: Mapping[str, JSON]
    query: Mapping[str, JSON]
    headers: Mapping[str, JSON]
    body: JSON
    """The request body; None without one."""
    status: int
    response: JSON
    """The response body; None without one."""
    response_headers: Mapping[str, str]
    """The required headers of the response."""

    @cached_property
    def path_texts(self) -> dict[str, str]:
        """The serialized path parameters, not yet percent-encoded."""
        return dict(self._written("path"))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The names and serialized values of the query, not yet percent-encoded."""
        return self._written("query")

    @property
    def target(self) -> str:
        """The request target: path and query, percent-encoded."""
        path = self.operation.template
        for name, text in self.path_texts.items():
            path = path.replace(f"{{{name}}}", quote(text, safe=""))
        query = urlencode(self.pairs, quote_via=quote, safe=",")
        return f"{path}?{query}" if query else path

    @property
    def fields(self) -> dict[str, str]:
        """Header fields without credentials."""
        fields = dict(self._written("header"))
        return fields if self.body is None else {**fields, "Content-Type": self.media_type}

    @property
    def media_type(self) -> str:
        """The media type of the request body."""
        declared = self.operation.request_body
        return declared.media_types[0] if declared else "application/json"

    @property
    def content(self) -> bytes | None:
        """The request body as bytes; None without one."""
        return None if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()

    def replaced(self, **changes: JSON) -> Call:
        """This call with other values; mappings are merged, and a value of None drops a name."""
        for part in ("path", "query", "headers"):
            if part in changes:
                changes[part] = _merged(getattr(self, part), changes[part], part == "headers")
        return replace(self, **changes)

    def values(self, location: str) -> Mapping[str, JSON]:
        """The values in ``path``, ``query`` or ``header``."""
        return {"path": self.path, "query": self.query, "header": self.headers}[location]

    def _written(self, location: str) -> list[tuple[str, str]]:
        present = self.values(location)
        return [
            (parameter.name, text)
            for parameter in self.operation.located(location)
            if parameter.name in present
            for text in parameter.write(present[parameter.name])
        ]


def _merged(old: Mapping[str, JSON], new: Mapping[str, JSON], anycase: bool) -> dict[str, JSON]:  # noqa: FBT001
    spelled = {name.lower(): name for name in old} if anycase else {}
    changed = {spelled.get(name.lower(), name): value for name, value in new.items()}
    return {name: value for name, value in {**old, **changed}.items() if value is not None}


def call(operation: Operation) -> Call:
    """The call with the contract's examples for all required inputs, and nothing more.

    Where no example is valid, the simplest valid value is generated.

    Raises:
        InvalidContractError: No valid value could be generated for a required input.
    """
    path, query, headers = (
        {
            parameter.name: _of_parameter(parameter)
            for parameter in operation.located(location)
            if parameter.required
        }
        for location in ("path", "query", "header")
    )
    body, response = operation.request_body, operation.success
    return Call(
        operation=operation,
        path=path,
        query=query,
        headers=headers,
        body=body.sample if body and (body.required or body.examples) else None,
        status=operation.success_status,
        response=response.sample if response.media_types else None,
        response_headers={
            name: header.write(_of_parameter(header))[0]
            for name, node in response.headers.items()
            for place in [response.pointer + pointer_to("headers", name)]
            for header in [Parameter(operation.contract, {"in": "header", **node}, place)]
            if header.required
        },
    )


def _of_parameter(parameter: Parameter) -> JSON:
    def accept(value: JSON) -> bool:
        texts = parameter.write(value)
        return (
            bool(texts)
            and all(map(_CARRIED[parameter.location], texts))
            and not (parameter.errors(*texts))
        )

    place, schema = f"{parameter.pointer}/schema", parameter.schema
    if not parameter.contract.types(schema):
        schema = {**schema, "type": "string"}
    return values.sample(parameter.contract, schema, place, parameter.examples, accept)


def _is_segment(text: str) -> bool:
    """Whether a text is a single path segment to every server and proxy."""
    return text not in {"", ".", ".."} and text.isprintable() and not {"/", "\\"} & set(text)


def _is_field(text: str) -> bool:
    return text.isascii() and text.isprintable() and text == text.strip() != ""


_CARRIED: dict[str, Callable[[str], bool]] = {
    "path": _is_segment,
    "query": bool,
    "header": _is_field,
    "cookie": _is_field,
}
