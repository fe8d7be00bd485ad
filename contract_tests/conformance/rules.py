"""Response rules: what is true of every answer, whoever asked.

Importing this module registers each rule as a Schemathesis check, so that
``SCHEMATHESIS_HOOKS=contract_tests.conformance.rules schemathesis run …`` applies them too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import schemathesis
from schemathesis import GenerationMode

from contract_tests.conformance.answer import Answer, Finding, short
from openapi.contract import JSON, Contract, Operation, pointer_to
from openapi.contract.invariants import violations
from openapi.contract.strict_json import parse

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from schemathesis import BaseSchema, CheckContext, Response

    from contract_tests.conformance.exchange import Case

Judge: TypeAlias = Callable[[Answer], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule; the docstring of ``judge`` says it in words."""

    judge: Judge
    applies: Callable[[Answer], object]
    """Which answers it speaks of."""


RULES: dict[str, Rule] = {}
"""By id."""


def _rule(applies: Callable[[Answer], object]) -> Callable[[Judge], Judge]:
    """Register a rule, here and with Schemathesis."""

    def register(judge: Judge) -> Judge:
        RULES[judge.__name__.replace("_", "-")] = Rule(judge, applies)

        def check(ctx: CheckContext, response: Response, case: Case) -> None:  # noqa: ARG001
            operation = _operation(case)
            answer = Answer(operation, response, _is_malformed(case))
            # Under another method it is no answer of the operation's.
            judged = response.request.method == operation.method and applies(answer)
            if findings := list(judge(answer)) if judged else []:
                raise AssertionError("\n".join(map(str, findings)))

        check.__name__ = judge.__name__
        schemathesis.check(check)
        return judge

    return register


def _always(_: Answer) -> bool:
    return True


def _here(answer: Answer) -> bool:
    return not answer.elsewhere


def _bodied(answer: Answer) -> object:
    return answer.bodied


def _parsed(answer: Answer) -> object:
    return answer.bodied and answer.parsed


def _valid(answer: Answer) -> object:
    return answer.keeps_schema


def _documented(answer: Answer) -> object:
    return answer.documented


@_rule(_here)
def documented_status(answer: Answer) -> Iterator[Finding]:
    """Every answer has a status that the operation documents."""
    status = answer.http.status_code
    if not answer.documented and not (answer.malformed and 400 <= status < 500):
        documented = ", ".join(answer.operation.responses)
        yield Finding(f"one of {documented}", str(status), answer.at_operation("responses"))


@_rule(_always)
def no_server_error(answer: Answer) -> Iterator[Finding]:
    """No request makes the server fail."""
    status = answer.http.status_code
    if status >= 500:
        yield Finding("any status below 500", str(status), answer.at_operation("responses"))


@_rule(_bodied)
def one_json_content_type(answer: Answer) -> Iterator[Finding]:
    """Every documented body comes under one content type, a documented one, in UTF-8."""
    documented = answer.media_types
    values = answer.http.headers.get("content-type", [])
    if len(values) != 1 or not _is_one_of(documented, values[0]):
        expected = f"one Content-Type, {' or '.join(documented)}"
        yield Finding(expected, " and ".join(values) or "none", answer.at_body())


@_rule(_bodied)
def strict_json(answer: Answer) -> Iterator[Finding]:
    """Every documented body is one JSON text in UTF-8, without duplicate keys, NaN or BOM."""
    try:
        parse(answer.http.content)
    except ValueError as error:
        yield Finding("strict JSON", str(error), answer.at_body())


@_rule(_parsed)
def body_matches_schema(answer: Answer) -> Iterator[Finding]:
    """Every documented body keeps its schema, formats and ranges included."""
    for error in answer.schema_errors:
        yield Finding(_expected(error), short(error.instance), answer.at_body("schema"))


@_rule(_valid)
def invariants_hold(answer: Answer) -> Iterator[Finding]:
    """Every body that keeps its schema keeps the contract's x-invariants as well."""
    for violation in violations(
        answer.operation.contract, answer.schema, answer.body, answer.schema_pointer
    ):
        rule = violation.invariant
        expected = f"at {violation.pointer or 'the root'} that {rule.message}: {rule.rule}"
        yield Finding(expected, short(_at(answer.body, violation.pointer)), rule.place)


@_rule(_documented)
def declared_headers(answer: Answer) -> Iterator[Finding]:
    """Every declared header that comes keeps its schema and comes once; a required one comes."""
    documented = answer.documented
    for name, header in documented.headers.items() if documented else ():
        values = answer.http.headers.get(name.lower(), [])
        place = answer.at_operation("responses", str(answer.http.status_code), "headers", name)
        if len(values) > 1 or (not values and header.get("required")):
            yield Finding(f"the header {name} once", " and ".join(values) or "none", place)
        for value in values:
            for error in answer.operation.contract.errors(header.get("schema", True), value):
                yield Finding(f"in {name} {_expected(error)}", short(value), place)


@_rule(_always)
def nothing_internal_told(answer: Answer) -> Iterator[Finding]:
    """No answer repeats credentials, or shows a stack trace or a database's words."""
    text = answer.http.content.decode("utf-8", "replace")
    told = "\n".join([text, *answer.header_values])
    for name, credential in answer.credentials.items():
        if credential in told:
            yield Finding(f"nothing of what {name} was sent", "all of it", answer.at_operation())
    if found := _INTERNAL.search(text):
        yield Finding("nothing internal", found[0], answer.at_operation())


_INTERNAL = re.compile(
    r"Traceback \(most recent call last\)"
    r"|\bFile \"[^\"]+\", line \d+"
    r"|\bat [\w$.]+\([\w$]+\.(?:java|kt|scala):\d+\)"
    r"|\b(?:java|javax|org\.springframework|org\.hibernate|com\.mysql)\.[\w.]*(?:Exception|Error)\b"
    r"|\bat [\w.<>]+ \((?:/|node:)[^)]*:\d+:\d+\)"
    r"|\bgoroutine \d+ \["
    r"|\bpanic: "
    r"|\bORA-\d{5}\b"
    r"|\bSQLSTATE\b"
    r"|You have an error in your SQL syntax"
    r"|\b(?:SELECT\s.{1,200}?\sFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET)\s"
    r"|\bpsycopg2?\.|\bsqlalchemy\.|\bsqlite3\.",
    re.IGNORECASE | re.DOTALL,
)


def _is_one_of(documented: tuple[str, ...], value: str) -> bool:
    kind, *parameters = (part.strip().lower() for part in value.split(";"))
    charset = dict(part.partition("=")[::2] for part in parameters).get("charset", "utf-8")
    return kind in documented and charset.strip('"') == "utf-8"


def _expected(error: ValidationError) -> str:
    steps = list(error.absolute_path)
    wanted: Any = error.validator_value
    if error.validator == "required":
        # Name the member where it should be, not the object that lacks it.
        given: Any = error.instance
        absent = next(name for name in wanted if name not in given)
        return f"at {pointer_to(*steps, absent)} a value, it is required"
    return f"at {pointer_to(*steps) or 'the root'} {error.validator} {short(wanted)}"


def _at(body: JSON, pointer: str) -> JSON:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        body = body[int(key)] if isinstance(body, list) else body[key]
    return body


def _is_malformed(case: Case) -> bool:
    return bool(case.meta and case.meta.generation.mode is GenerationMode.NEGATIVE)


def _operation(case: Case) -> Operation:
    """The operation of a case that may come from Schemathesis' own command line."""
    return next(
        one
        for one in _contract(case.operation.schema).operations
        if one.path == case.operation.path and one.method == case.operation.method.upper()
    )


def _contract(schema: BaseSchema) -> Contract:
    return Contract(Path(schema.location or "contract.yaml"), schema.raw_schema)
