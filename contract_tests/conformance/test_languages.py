"""The language that is asked for is the language of the messages, and of nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from contract_tests.conformance.answer import Finding, short
from contract_tests.conformance.exchange import Ask
from contract_tests.conformance.ids import near_misses

if TYPE_CHECKING:
    from contract_tests.conformance.clause import Clause
    from contract_tests.conformance.exchange import Exchange

HEADER = "X-Language"
CHINESE = re.compile("[\u4e00-\u9fff]")

pytestmark = pytest.mark.needs("languages")


@pytest.mark.needs("unknown_ids")
def test_messages_in_the_language_asked_for(clause: Clause) -> None:
    """An error is told in Chinese if X-Language asks for it, and else in English."""
    _declared(clause)
    # A plain id: a message may repeat it, and must not look Chinese for that.
    path = near_misses(clause.operation, clause.known)[0]
    headers: list[dict[str, str]] = [{}, {HEADER: "en-us"}, {HEADER: "zh-cn"}]
    for exchange in clause.ask([Ask(path, headers=given) for given in headers]):
        if (message := _message(exchange)) is not None and exchange.answer:
            clause.judged += 1
            wants = f"-H '{HEADER}: zh-cn'" in exchange.curl
            if bool(CHINESE.search(message)) is not wants:
                expected = f"a message in {'Chinese' if wants else 'English'}"
                clause.note(exchange, Finding(expected, message, exchange.answer.at_operation()))


def test_numbers_in_every_language(clause: Clause) -> None:
    """The numbers are the same in every language."""
    _declared(clause)
    for known in clause.known:
        # One after the other: a count that moved in between shows in the outer two.
        before, between, after = (
            clause.ask([Ask(known.path, headers={HEADER: language})])[0]
            for language in ("en-us", "zh-cn", "en-us")
        )
        bodies = [_body(one) for one in (before, between, after)]
        if None not in bodies and bodies[0] == bodies[2] and between.answer:
            clause.judged += 1
            if bodies[1] != bodies[0]:
                finding = Finding(short(bodies[0]), short(bodies[1]), between.answer.at_operation())
                clause.note(between, finding)


def _declared(clause: Clause) -> None:
    names = {one.name.lower() for one in clause.operation.located("header")}
    if HEADER.lower() not in names:
        pytest.skip(f"the contract has no {HEADER} here")


def _body(exchange: Exchange) -> Any:
    return exchange.answer.body if exchange.answer and exchange.status == 200 else None


def _message(exchange: Exchange) -> str | None:
    body = exchange.answer.body if exchange.answer and exchange.status in (400, 404) else None
    message = body.get("error_msg") if isinstance(body, dict) else None
    return message if isinstance(message, str) else None
