"""Rules for every response, whichever clause made the request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from contract_tests.conformance.judging.containment import ABSENT, missing
from contract_tests.conformance.judging.violation import Violation, short
from contract_tests.conformance.requests.probes.probe import Kind
from contract_tests.conformance.running.clause import rule
from contract_tests.conformance.running.needs import EXPECTATIONS
from openapi.contract import Parameter, pointer_to
from openapi.contract.pointer import steps
from openapi.contract.reading.strict_json import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema.exceptions import ValidationError

    from contract_tests.conformance.judging.exchange import Exchange
    from openapi.contract import JSON

    Path = list[str | int]


@rule(lambda _: True)
def complete_responses(exchange: Exchange) -> Iterator[Violation]:
    """Every request receives a complete response in time."""
    if not exchange.has_response and not exchange.refused:
        place = exchange.operation_place()
        yield Violation("a complete response", exchange.response.fault, place)


@rule(lambda exchange: exchange.has_response and exchange.kind is not Kind.UNDECLARED)
def documented_status(exchange: Exchange) -> Iterator[Violation]:
    """Every response has a documented status."""
    is_rejection = exchange.kind is Kind.INVALID and 400 <= exchange.status < 500
    # The gateway in front of every operation may reject requests, documented or not.
    is_rejection |= exchange.status in _GATEWAY and not exchange.known
    if exchange.kind is Kind.HOSTILE:
        yield from _hostile_status(exchange)
    elif not exchange.documented and not is_rejection:
        documented = [status for status in range(600) if exchange.operation.response(status)]
        yield exchange.violation(documented, "the contract documents no other status")


@rule(lambda exchange: exchange.has_response)
def no_server_error(exchange: Exchange) -> Iterator[Violation]:
    """No request causes a server error."""
    if exchange.status >= 500:
        yield exchange.violation(range(500), "no request may cause a server error")


@rule(lambda exchange: exchange.documented_body)
def declared_content_type(exchange: Exchange) -> Iterator[Violation]:
    """Every documented body has exactly one Content-Type, a declared one, in UTF-8."""
    declared = exchange.documented_body.media_types if exchange.documented_body else ()
    values = exchange.response.values("Content-Type")
    if len(values) != 1 or not _is_one_of(declared, values[0]):
        expected = f"one Content-Type, {' or '.join(declared)}"
        received = " and ".join(values) or "no Content-Type"
        yield Violation(expected, received, exchange.body_place())


@rule(lambda exchange: exchange.documented_body)
def strict_json(exchange: Exchange) -> Iterator[Violation]:
    """Every documented body is one JSON text in UTF-8, without duplicate names, NaN or BOM."""
    try:
        parse(exchange.response.body)
    except ValueError as error:
        received = str(error) if exchange.response.body else "an empty body"
        yield Violation("strict JSON", received, exchange.body_place())


@rule(lambda exchange: exchange.documented_body and exchange.parsed)
def schema_conformance(exchange: Exchange) -> Iterator[Violation]:
    """Every documented body is valid against its schema, formats and ranges included."""
    for error in exchange.schema_errors:
        place = exchange.place(_schema_pointer(exchange, error))
        is_absent = error.validator == "required"
        received = "nothing" if is_absent else _actual(list(error.absolute_path), error.instance)
        yield Violation(_expected(error), received, place)


@rule(lambda exchange: exchange.has_valid_body)
def invariants_satisfied(exchange: Exchange) -> Iterator[Violation]:
    """Every valid body satisfies the x-invariants of the contract."""
    documented = exchange.documented_body
    for violation in documented.violations(exchange.body) if documented else ():
        invariant = violation.invariant
        path, instance = _at(exchange.body, violation.pointer)
        expected = f"at {_generic_place(path)} that {invariant.message}: {invariant.rule}"
        yield Violation(expected, _actual(path, instance), invariant.place)


@rule(lambda exchange: exchange.known and exchange.status < 300, EXPECTATIONS)
def expected_content(exchange: Exchange) -> Iterator[Violation]:
    """Responses for known ids contain what the target expects."""
    expected = exchange.known.expect if exchange.known else None
    if expected is None:
        return
    if mismatch := missing(expected, exchange.body):
        wanted = f"at {mismatch.pointer or 'the root'} what the target expects"
        actual = "nothing" if mismatch.actual is ABSENT else short(mismatch.actual)
        received = f"{actual} instead of {short(mismatch.expected)}"
        yield Violation(wanted, received, f"the target, [[known.{exchange.operation.id}]]")


@rule(lambda exchange: exchange.documented)
def declared_headers(exchange: Exchange) -> Iterator[Violation]:
    """Declared headers appear at most once and match their schema; required headers are present."""
    documented = exchange.documented
    for name, header in documented.headers.items() if documented else ():
        values = exchange.response.values(name)
        place = exchange.operation_place("responses", str(exchange.status), "headers", name)
        if len(values) > 1 or (not values and header.get("required")):
            received = " and ".join(values) or f"no {name}"
            yield Violation(f"the header {name} once", received, place)
        parameter = Parameter(exchange.operation.contract, {"in": "header", **header}, place)
        for value in values:
            for error in parameter.errors(value):
                yield Violation(f"in {name} {_expected(error)}", short(value), place)


@rule(lambda exchange: exchange.has_response)
def no_information_leak(exchange: Exchange) -> Iterator[Violation]:
    """Responses never echo credentials and never expose stack traces or database errors."""
    text = exchange.response.body.decode("utf-8", "replace")
    headers = [value for values in exchange.response.headers.values() for value in values]
    shown, place = [text, *headers], exchange.operation_place()
    for name, credential in exchange.credentials.items():
        if any(credential in part for part in shown):
            yield Violation(f"nothing of the value of {name}", "the whole value", place)
    leaks = (_INTERNAL.search(part[:_SEARCHED]) for part in shown)
    if leak := next(filter(None, leaks), None):
        yield Violation("no internal details", leak[0], place)


def _hostile_status(exchange: Exchange) -> Iterator[Violation]:
    """Success is valid only if the dot segments resolve to a known id."""
    is_found = exchange.is_success and exchange.resolved
    if not is_found and not exchange.refused and exchange.status < 500:
        yield exchange.violation(range(400, 500), "or a redirect to the normalized path")


_GATEWAY = (401, 403, 404, 429)
_UTF_8 = ("utf-8", "utf8")
_SEARCHED = 1 << 20
"""Characters of a body or a header that are searched for leaks."""
# Every alternative takes linear time: no catastrophic backtracking.
_INTERNAL = re.compile(
    r"Traceback \(most recent call last\)"
    r"|\bFile \"[^\"]++\", line \d"
    r"|\bat [\w$.]++\([\w$]++\.(?:java|kt|scala):\d++\)"
    r"|(?<![\w.])(?:java|javax|org\.springframework|org\.hibernate|com\.mysql)\."
    r"[\w.]*(?:Exception|Error)\b"
    r"|\bat [\w.<>]++ \((?:/|node:)[^()]{0,500}:\d+:\d+\)"
    r"|\bgoroutine \d++ \["
    r"|\bpanic: "
    r"|\bORA-\d{5}\b"
    r"|\bSQLSTATE\b"
    r"|You have an error in your SQL syntax"
    r"|\bSELECT\s.{1,200}?\sFROM\s|\b(?:INSERT\s++INTO|DELETE\s++FROM|UPDATE\s++\w++\s++SET)\s"
    r"|\bpsycopg2?\.|\bsqlalchemy\.|\bsqlite3\.",
    re.IGNORECASE | re.DOTALL,
)


def _is_one_of(declared: tuple[str, ...], value: str) -> bool:
    kind, *parameters = (part.strip().lower() for part in value.split(";"))
    charset = dict(part.partition("=")[::2] for part in parameters).get("charset", "utf-8")
    essences = {media_type.partition(";")[0].strip().lower() for media_type in declared}
    return kind in essences and charset.strip('"') in _UTF_8


def _expected(error: ValidationError) -> str:
    path = list(error.absolute_path)
    wanted: Any = error.validator_value
    if error.validator == "required":
        # Name the property where it should be, not the object that lacks it.
        instance: Any = error.instance
        absent = next(name for name in wanted if name not in instance)
        return f"at {_generic_place([*path, absent])} a value, as it is required"
    return f"at {_generic_place(path)} {error.validator} {short(wanted)}"


def _actual(path: Path, value: JSON) -> str:
    """The value, and its place if it is in an array: expectations hold for all elements."""
    place = f"at {pointer_to(*path)} " if any(isinstance(step, int) for step in path) else ""
    return f"{place}{short(value)}"


def _generic_place(path: Path) -> str:
    """A place in a body, with * for array indices."""
    return pointer_to(*("*" if isinstance(step, int) else step for step in path)) or "the root"


def _schema_pointer(exchange: Exchange, error: ValidationError) -> str:
    """Pointer to the keyword that the body violates."""
    contract = exchange.operation.contract.received
    node, pointer = exchange.schema, exchange.schema_pointer
    # The first two steps lead to the schema in its wrapper; references are not among the steps.
    for step in list(error.absolute_schema_path)[2:]:
        while isinstance(node, dict) and step not in node:
            node, pointer = contract.at(node["$ref"]), node["$ref"][1:]
        node, pointer = node[step], pointer + pointer_to(step)
    return pointer


def _at(body: JSON, pointer: str) -> tuple[Path, JSON]:
    """A JSON pointer as a path in this body, and the value there."""
    path: Path = []
    for step in steps(pointer):
        path.append(int(step) if isinstance(body, list) else step)
        body = body[path[-1]]
    return path, body
