"""Optional inputs of an operation: header and query parameters."""

from __future__ import annotations

import random
from itertools import islice, product
from typing import TYPE_CHECKING

from contract_tests.conformance.requests.probes.probe import Kind, Probe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openapi.contract import Operation, Parameter

INVALID = ("Zoë", "测试", "☃" * 8, "", "AAA", "-1", "a" * 2048)
_LONG = 256
_COMBINATIONS = 4096


def optional(operation: Operation) -> list[Parameter]:
    """The optional header and query parameters."""
    parameters = [*operation.located("query"), *operation.located("header")]
    return [parameter for parameter in parameters if not parameter.required]


def is_free_text(parameter: Parameter) -> bool:
    """Whether made-up values are valid under the schema."""
    return any(not parameter.errors(value) for value in INVALID if value.isascii() and value)


def combinations(
    operation: Operation, path: dict[str, str], seed: int, *, examples: bool
) -> Iterator[Probe]:
    """Combinations of usual values, or none, for each input; shuffled, as only a few are used."""
    parameters = optional(operation)
    choices = [[None, *_usual(parameter, examples=examples)] for parameter in parameters]
    values_of_each = list(islice(product(*choices), _COMBINATIONS))
    random.Random(seed).shuffle(values_of_each)  # noqa: S311
    for values in values_of_each:
        pairs = zip(parameters, values, strict=True)
        yield with_inputs(
            path, [(parameter, value) for parameter, value in pairs if value is not None]
        )


def _usual(parameter: Parameter, *, examples: bool) -> list[str | list[str]]:
    usual = parameter.schema.get("enum") or (parameter.examples[:1] if examples else [])
    texts = [parameter.write(value) for value in usual]
    return [values if parameter.is_exploded else values[0] for values in texts]


def boundaries(parameter: Parameter) -> list[str]:
    """Valid values at the limits of the schema."""
    schema = parameter.schema
    lengths = {schema.get("minLength", 1), schema.get("maxLength", _LONG)}
    numbers = [schema[key] for key in ("minimum", "maximum") if key in schema]
    candidates = [*("a" * length for length in sorted(lengths)), *map(_text, numbers)]
    return [value for value in candidates if value and not parameter.errors(value)]


def with_inputs(
    path: dict[str, str],
    inputs: Iterable[tuple[Parameter, str | list[str]]],
    kind: Kind = Kind.VALID,
) -> Probe:
    """A request for known ids with optional inputs."""
    headers: dict[str, str] = {}
    query: dict[str, str | list[str]] = {}
    for parameter, value in inputs:
        if parameter.location == "query":
            query[parameter.name] = value
        else:
            # Non-ASCII characters are sent as UTF-8 in headers.
            headers[parameter.name] = str(value).encode().decode("latin-1")
    return Probe(path, headers=headers, query=query, kind=kind)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
