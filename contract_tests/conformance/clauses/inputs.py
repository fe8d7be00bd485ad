"""Header and query parameters."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from contract_tests.conformance.requests.probes.inputs import (
    INVALID,
    boundaries,
    combinations,
    is_free_text,
    optional,
    with_inputs,
)
from contract_tests.conformance.requests.probes.probe import Kind, Probe
from contract_tests.conformance.running.check import ANY_4XX, BELOW_500
from contract_tests.conformance.running.clause import clause
from contract_tests.conformance.running.needs import NOT_LIVE, OPTIONAL_INPUTS
from contract_tests.conformance.running.schedule import MOST_KNOWN
from openapi.contract.calls.near_misses import near_misses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contract_tests.conformance.running.check import Check

MOST = 24
"""Near misses of one call, at most."""
COMBINATIONS = 12
"""Combinations of optional inputs for each known id, at most."""


@clause()
def optional_inputs_accepted(check: Check) -> None:
    """Known ids are found under every combination of optional inputs."""
    seed = check.run.options.seed
    # On a live server, an example of free text, such as a project id, may be somebody else's.
    examples = not check.service.target.is_live
    for ids in check.known[:MOST_KNOWN]:
        probes = combinations(check.operation, ids.path, seed, examples=examples)
        check.expect(islice(probes, COMBINATIONS), check.success, "the inputs are as documented")


@clause(OPTIONAL_INPUTS, NOT_LIVE)
def boundary_values_accepted(check: Check) -> None:
    """Known ids are found with optional inputs at the limits of their schemas."""
    probes = [
        with_inputs(check.known[0].path, [(parameter, value)])
        for parameter in optional(check.operation)
        for value in boundaries(parameter)
    ]
    check.expect(probes, check.success, "the input is within its limits")


@clause(OPTIONAL_INPUTS)
def invalid_optional_inputs_tolerated(check: Check) -> None:
    """Non-ASCII or invalid optional inputs never cause a server error."""
    is_live = check.service.target.is_live
    probes = [
        with_inputs(check.known[0].path, [(parameter, value)], Kind.INVALID)
        for parameter in optional(check.operation)
        # As above: a value that the schema allows may be somebody else's.
        if not (is_live and is_free_text(parameter))
        for value in INVALID
    ]
    check.expect(probes, BELOW_500, "an invalid value is rejected or ignored")


@clause()
def invalid_inputs_rejected(check: Check) -> None:
    """A required input that is missing or violates its schema is rejected with a 4xx."""
    probes = [
        Probe(check.known[0].path, kind=Kind.INVALID, call=miss.call)
        for miss in near_misses(check.known[0].call or check.operation.call)
        if miss.required
    ]
    check.expect(probes[:MOST], ANY_4XX, "a required input is missing or invalid")


@clause()
def undeclared_query_parameters_tolerated(check: Check) -> None:
    """Undeclared query parameters are ignored or rejected with a 4xx."""
    queries: list[Mapping[str, str | list[str]]] = [
        *({"x": "1"}, {"limit": "0"}, {"a[]": "'"}, {"": ""}, {"x": "a" * 1500}),
        {"x": ["1", "2"]},
    ]
    # A query parameter must not override the id in the path.
    queries += [{name: value} for name, value in check.known[0].path.items()]
    declared = {parameter.name for parameter in check.operation.located("query")}
    probes = [
        Probe(check.known[-1].path, query=query) for query in queries if declared.isdisjoint(query)
    ]
    why = "the contract declares no such parameter"
    check.expect(probes, (*check.success, *ANY_4XX), why, "ignore unknown query parameters")
