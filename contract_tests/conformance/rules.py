"""Response rules: what is true of every answer, whoever asked.

Importing this module registers each rule as a Schemathesis check, so that
``SCHEMATHESIS_HOOKS=contract_tests.conformance.rules schemathesis run …`` applies them too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import schemathesis
from schemathesis import GenerationMode

from contract_tests.conformance.answer import Answer, Finding, parse, short
from contract_tests.invariants import violations
from contract_tests.spec import JSON, Operation, Spec, pointer_to

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from schemathesis import BaseSchema, CheckContext, Response

    from contract_tests.conformance.exchange import Case

Rule: TypeAlias = Callable[[Answer], Iterator[Finding]]

RULES: dict[str, Rule] = {}
"""By id; the docstring of each is the rule in words."""


def _rule(rule: Rule) -> Rule:
    """Register a rule, here and with Schemathesis."""
    RULES[rule.__name__.replace("_", "-")] = rule

    def check(ctx: CheckContext, response: Response, case: Case) -> None:  # noqa: ARG001
        operation = _operation(case)
        # Under another method it is no answer of the operation's.
        if response.request.method == operation.method:
            findings = list(rule(Answer(operation, response, _is_malformed(case))))
            if findings:
                raise AssertionError("\n".join(map(str, findings)))

    check.__name__ = rule.__name__
    schemathesis.check(check)
    return rule


@_rule
def documented_status(answer: Answer) -> Iterator[Finding]:
    """Every answer has a status that the operation documents."""
    status = answer.http.status_code
    if not answer.documented and not (answer.malformed and 400 <= status < 500):
        documented = ", ".join(answer.operation.responses)
        yield Finding(f"one of {documented}", str(status), answer.at_operation("responses"))


@_rule
def no_server_error(answer: Answer) -> Iterator[Finding]:
    """No request makes the server fail."""
    status = answer.http.status_code
    if status >= 500:
        yield Finding("any status below 500", str(status), answer.at_operation("responses"))


@_rule
def one_json_content_type(answer: Answer) -> Iterator[Finding]:
    """Every documented body comes under one content type, a documented one, in UTF-8."""
    if not answer.bodied:
        return
    documented = answer.bodied.media_types
    values = answer.http.headers.get("content-type", [])
    if len(values) != 1 or not _is_one_of(documented, values[0]):
        expected = f"one Content-Type, {' or '.join(documented)}"
        place = answer.place(f"{answer.bodied.pointer}/content")
        yield Finding(expected, " and ".join(values) or "none", place)


@_rule
def strict_json(answer: Answer) -> Iterator[Finding]:
    """Every documented body is one JSON text in UTF-8, without duplicate keys, NaN or BOM."""
    if answer.bodied and not answer.parsed:
        try:
            parse(answer.http.content)
        except ValueError as error:
            place = answer.place(f"{answer.bodied.pointer}/content")
            yield Finding("strict JSON", str(error), place)


@_rule
def body_matches_schema(answer: Answer) -> Iterator[Finding]:
    """Every documented body keeps its schema, formats and ranges included."""
    if answer.bodied and answer.parsed:
        place = answer.place(answer.bodied.schema_pointer)
        for error in answer.operation.spec.errors(answer.bodied.schema, answer.parsed[0]):
            yield Finding(_expected(error), short(error.instance), place)


@_rule
def invariants_hold(answer: Answer) -> Iterator[Finding]:
    """Every body that keeps its schema keeps the spec's x-invariants as well."""
    if not (answer.keeps_schema and answer.bodied and answer.parsed):
        return
    (body,) = answer.parsed
    schema, pointer = answer.bodied.schema, answer.bodied.schema_pointer
    for violation in violations(answer.operation.spec, schema, body, pointer):
        rule = violation.invariant
        expected = f"at {violation.pointer or 'the root'} that {rule.message}: {rule.rule}"
        yield Finding(expected, short(_at(body, violation.pointer)), rule.place)


@_rule
def declared_headers(answer: Answer) -> Iterator[Finding]:
    """Every declared header that comes keeps its schema, and a required one comes."""
    documented = answer.documented
    for name, header in documented.headers.items() if documented else ():
        values = answer.http.headers.get(name.lower(), [])
        place = answer.at_operation("responses", str(answer.http.status_code), "headers", name)
        if not values and header.get("required"):
            yield Finding(f"the header {name}", "none", place)
        for value in values:
            for error in answer.operation.spec.errors(header.get("schema", True), value):
                yield Finding(f"in {name} {_expected(error)}", short(value), place)


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
        for one in _spec(case.operation.schema).operations
        if one.path == case.operation.path and one.method == case.operation.method.upper()
    )


def _spec(schema: BaseSchema) -> Spec:
    return Spec(Path(schema.location or "spec.yaml"), schema.raw_schema)
