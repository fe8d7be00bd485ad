"""Requests generated, and responses checked, by Schemathesis."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import hypothesis.configuration
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core import SCHEMATHESIS_TEST_CASE_HEADER
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contract_tests.conformance.requests.probes.probe import Kind, Probe
from contract_tests.conformance.requests.transport.message import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hypothesis.strategies import SearchStrategy

    from contract_tests.conformance.judging.exchange import Exchange
    from contract_tests.conformance.target import KnownIds
    from openapi.contract import Operation, Parameter

    Case: TypeAlias = schemathesis.Case[Any]

EXAMPLES = 40
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def cases(operation: Operation, known: tuple[KnownIds, ...], number: int) -> list[Case]:
    """Generated cases, the same for the same seed."""
    generated: list[Case] = []

    @seed(number)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_strategy(operation, known))
    def collect(case: Case) -> None:
        generated.append(case)

    hypothesis.configuration.set_hypothesis_home_dir(_home())
    collect()
    return generated


def _home() -> Path:
    """Where Hypothesis caches its Unicode tables; never in the caller's folder."""
    is_own = sys.prefix != sys.base_prefix
    return Path(sys.prefix if is_own else os.devnull, "hypothesis")


def _strategy(operation: Operation, known: tuple[KnownIds, ...]) -> SearchStrategy[Case]:
    """Known ids with generated inputs, generated ids, and requests that violate the contract."""
    # An explicit config: a schemathesis.toml in the caller's folder is for other runs.
    config = SchemathesisConfig()
    schema = schemathesis.openapi.from_dict(operation.contract.document, config=config)
    source = schema[operation.path][operation.method]
    return st.one_of(
        *(source.as_strategy(path_parameters=ids.path) for ids in known),
        source.as_strategy(),
        source.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )


def leave_out(cases: list[Case], parameters: Iterable[Parameter]) -> None:
    """Remove parameters from cases."""
    names = {(parameter.location, parameter.name.lower()) for parameter in parameters}
    for case in cases:
        for location, values in (("header", case.headers), ("query", case.query)):
            for name in [name for name in values or () if (location, name.lower()) in names]:
                del values[name]


def probe(operation: Operation, case: Case, base_url: str) -> Probe:
    """The request of a case, without credentials."""
    prepared = requests.Request(**case.as_transport_kwargs(base_url=base_url)).prepare()
    left_out = {SCHEMATHESIS_TEST_CASE_HEADER.lower(), "user-agent", *operation.secret_headers}
    request = message(prepared)
    kept = {name: text for name, text in request.headers.items() if name.lower() not in left_out}
    return Probe(request=replace(request, headers=kept), kind=kind(case))


def message(request: requests.PreparedRequest) -> HttpRequest:
    """A request of Schemathesis as an `HttpRequest`."""
    headers = {
        name: value.decode("latin-1") if isinstance(value, bytes) else value
        for name, value in request.headers.items()
    }
    body: Any = request.body
    content = body.encode() if isinstance(body, str) else body or b""
    return HttpRequest(str(request.method), str(request.url), headers, content)


def kind(case: Case) -> Kind:
    """Whether the contract allows a case."""
    is_negative = case.meta and case.meta.generation.mode is GenerationMode.NEGATIVE
    return Kind.INVALID if is_negative else Kind.VALID


def objections(case: Case, exchange: Exchange) -> Iterator[str]:
    """The failures that the checks of Schemathesis report for a response."""
    # An invalid request may be rejected with an undocumented status.
    is_valid = exchange.kind is Kind.VALID
    checks = [*CHECKS, status_code_conformance] if is_valid else CHECKS
    try:
        case.validate_response(_response(exchange), checks=checks)
    except FailureGroup as group:
        for failure in group.exceptions:
            first, _, _ = failure.message.partition("\n")
            yield f"{failure.title}: {first}"


def _response(exchange: Exchange) -> schemathesis.Response:
    request = requests.PreparedRequest()
    request.method, request.url = exchange.request.method, exchange.request.url
    request.headers = requests.structures.CaseInsensitiveDict(exchange.request.headers)
    request.body = exchange.request.body
    response = exchange.response
    return schemathesis.Response(
        response.status, response.headers, response.body, request, elapsed=0.0, verify=True
    )
