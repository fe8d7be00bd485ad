"""Deterministic clauses: the requests that matter, made once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.answer import Finding, short
from contract_tests.conformance.clause import FIRST
from contract_tests.conformance.containment import ABSENT, missing

if TYPE_CHECKING:
    from contract_tests.conformance.clause import Clause
    from contract_tests.conformance.run import Run
    from contract_tests.spec import Operation, Parameter

REFUSED = {401, 403}
NOT_FOUND = {400, 403, 404}


def test_known_ids_answer(clause: Clause, run: Run) -> None:
    """Every known id answers 200, with all that the target expects of it."""
    reads = [one for one in run.exchanges(clause.operation) if one.clause == FIRST]
    for known, read in zip(clause.api.known(clause.operation), reads, strict=True):
        clause.expect_status(read, {200}, "the id is known to exist")
        if known.expect is None or read.status != 200 or not read.answer or not read.answer.parsed:
            continue
        (body,) = read.answer.parsed
        if lack := missing(known.expect, body):
            expected = f"at {lack.pointer or 'the root'} {short(lack.expected)}"
            received = "nothing" if lack.actual is ABSENT else short(lack.actual)
            clause.note(
                read, Finding(expected, received, f"the target, [[known.{read.operation.id}]]")
            )
    clause.conclude()


def test_credentials_required(clause: Clause) -> None:
    """Without a token, or with an empty one, every known id is refused."""
    _needs_security(clause.operation)
    for known in clause.api.known(clause.operation):
        for token, what in ((None, "no token was sent"), ("", "the token was empty")):
            clause.expect_status(clause.ask(known.path, token), REFUSED, what)
    clause.conclude()


def test_wrong_credentials_refused(clause: Clause) -> None:
    """A made-up token is refused, and so is one that is nearly right."""
    _needs_security(clause.operation)
    right = clause.api.target.token or ""
    wrong = {
        "made-up": "0" * 32,
        "a character short": right[:-1],
        "a character long": right + "A",
        "another in its last character": right[:-1] + ("A" if right[-1:] != "A" else "B"),
        "in other case": right.swapcase(),
    }
    known = clause.api.known(clause.operation)[0]
    for what, token in wrong.items():
        if token and token != right:
            exchange = clause.ask(known.path, token)
            clause.expect_status(exchange, REFUSED, f"the token was {what}")
    clause.conclude()


def test_permission_required(clause: Clause) -> None:
    """A valid token without the permission is refused with 403."""
    _needs_security(clause.operation)
    denied = clause.api.target.denied_token
    if denied is None:
        pytest.skip("the target has no denied_token")
    for known in clause.api.known(clause.operation):
        clause.expect_status(clause.ask(known.path, denied), {403}, "the token has no permission")
    clause.conclude()


def test_unknown_ids_refused(clause: Clause) -> None:
    """An id that is nearly a known one, but not one, is not found."""
    existing = [known.path for known in clause.api.known(clause.operation)]
    token = clause.api.target.token
    for path in _near_misses(clause.operation, existing):
        clause.expect_status(clause.ask(path, token), NOT_FOUND, "there is nothing under this id")
    clause.conclude()


def test_malformed_ids_refused(clause: Clause) -> None:
    """An id that breaks its schema is refused with a 4xx."""
    token = clause.api.target.token
    known = clause.api.known(clause.operation)[0]
    for parameter in clause.operation.located("path"):
        for value in _malformed(parameter):
            exchange = clause.ask({**known.path, parameter.name: value}, token, malformed=True)
            what = f"{parameter.name} breaks its schema"
            clause.expect_status(exchange, range(400, 500), what)
    clause.conclude()


def _needs_security(operation: Operation) -> None:
    if not operation.security:
        pytest.skip("the contract asks for no credentials")


def _near_misses(operation: Operation, existing: list[dict[str, str]]) -> list[dict[str, str]]:
    """Known paths with one id changed in its last character, or that of another known path."""
    misses = []
    for path in existing:
        for parameter in operation.located("path"):
            value = path[parameter.name]
            others = [other[parameter.name] for other in existing]
            for changed in (value[:-1] + ("1" if value[-1:] == "0" else "0"), value[:-1], *others):
                miss = {**path, parameter.name: changed}
                if miss not in existing and miss not in misses and not parameter.errors(changed):
                    misses.append(miss)
    return misses


def _malformed(parameter: Parameter) -> list[str]:
    longest = parameter.schema.get("maxLength", 64)
    tried = ("a" * (longest + 1), "a b", "a.b", "a'b", "a%b", "ä", "a\nb", "a/b")
    return [value for value in tried if parameter.errors(value)]
