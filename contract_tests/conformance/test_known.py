"""What exists is told, whatever else a request carries."""

from __future__ import annotations

import random
from itertools import islice, product
from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.clause import ANY_4XX, FIRST
from contract_tests.conformance.exchange import Ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contract_tests.conformance.clause import Clause
    from contract_tests.conformance.run import Api
    from openapi.contract import Operation, Parameter

COMBINATIONS = 12
"""At most, of optional inputs for one known id."""
REPEATED = 42
"""Reads of one id: a fault in every 20th answer shows twice."""
LONG = 256
BELOW_500 = range(500)


def test_known_ids_answer(clause: Clause) -> None:
    """Every known id answers 200."""
    for exchange in clause.run.exchanges(clause.operation):
        if exchange.clause == FIRST:
            clause.judge(exchange, (200,), "the id is known to exist")


def test_optional_inputs_accepted(clause: Clause) -> None:
    """A known id answers 200 under every combination of optional inputs."""
    asks = [
        ask for known in clause.known for ask in islice(_combined(clause, known.path), COMBINATIONS)
    ]
    clause.expect(asks, (200,), "the optional inputs are as documented")


def test_limits_accepted(clause: Clause) -> None:
    """A known id answers 200 with an optional input at its limits."""
    _has_optional(clause)
    if not clause.api.is_local:
        pytest.skip("made-up values may mean something on a server that is not on this machine")
    path = clause.known[0].path
    asks = [
        _with(path, [(parameter, value)])
        for parameter in _optional(clause.operation)
        for value in _limits(parameter)
    ]
    clause.expect(asks, (200,), "the input is within its limits")


def test_odd_inputs_borne(clause: Clause) -> None:
    """An optional input in other letters than ASCII's, or beyond its rule, breaks nothing."""
    _has_optional(clause)
    path = clause.known[0].path
    asks = [
        _with(path, [(parameter, value)], malformed=True)
        for parameter in _optional(clause.operation)
        for value in ("Zoë", "测试", "☃" * 8, "", "AAA", "-1", "a" * 2048)
    ]
    clause.expect(asks, BELOW_500, "an odd value is refused or ignored")


def test_unknown_query_borne(clause: Clause) -> None:
    """A query parameter that the contract does not know is ignored, or refused with a 4xx."""
    path = clause.known[-1].path
    queries: list[Mapping[str, str | list[str]]] = [
        *({"x": "1"}, {"limit": "0"}, {"a[]": "'"}, {"": ""}, {"x": "a" * 1500}),
        {"x": ["1", "2"]},
    ]
    # The id that counts is the one in the path.
    queries += [{name: value} for name, value in clause.known[0].path.items()]
    asks = [Ask(path, query=query) for query in queries]
    clause.expect(asks, (200, *ANY_4XX), "the contract knows no such parameter")


def test_repeated_reads_answer(clause: Clause) -> None:
    """Every one of many reads of the same id answers 200."""
    known = clause.known
    asks = [Ask(known[number % len(known)].path) for number in range(REPEATED)]
    clause.expect(asks, (200,), "the id answered before")


def _optional(operation: Operation) -> list[Parameter]:
    places = ("query", "header")
    return [one for one in operation.parameters if one.location in places and not one.required]


def _has_optional(clause: Clause) -> None:
    if not _optional(clause.operation):
        pytest.skip("the contract has no optional input here")


def _combined(clause: Clause, path: dict[str, str]) -> Iterator[Ask]:
    """Each combination of no value and the usual ones; shuffled, so that a few tell much."""
    parameters = _optional(clause.operation)
    choices = [[None, *_usual(parameter, clause.api)] for parameter in parameters]
    combinations = list(islice(product(*choices), 4096))
    random.Random(clause.run.options.seed).shuffle(combinations)  # noqa: S311
    for values in combinations:
        pairs = zip(parameters, values, strict=True)
        yield _with(path, [(one, value) for one, value in pairs if value is not None])


def _usual(parameter: Parameter, api: Api) -> list[str]:
    # An example of free text, a project id say, is somebody else's on a live server.
    examples = parameter.examples[:1] if api.is_local else []
    return [_text(value) for value in parameter.schema.get("enum") or examples]


def _limits(parameter: Parameter) -> list[str]:
    schema = parameter.schema
    lengths = {schema.get("minLength", 1), schema.get("maxLength", LONG)}
    numbers = [schema[key] for key in ("minimum", "maximum") if key in schema]
    tried = [*("a" * length for length in sorted(lengths)), *map(_text, numbers)]
    return [value for value in tried if value and not parameter.errors(value)]


def _with(
    path: dict[str, str], inputs: list[tuple[Parameter, str]], *, malformed: bool = False
) -> Ask:
    places: dict[str, dict[str, str]] = {"header": {}, "query": {}}
    for parameter, value in inputs:
        # A header's characters beyond ASCII go as the bytes of their UTF-8.
        is_header = parameter.location == "header"
        text = value.encode().decode("latin-1") if is_header else value
        places[parameter.location][parameter.name] = text
    return Ask(path, headers=places["header"], query=places["query"], malformed=malformed)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
