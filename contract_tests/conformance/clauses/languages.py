"""Messages are in the requested language, and nothing else depends on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contract_tests.conformance.judging.violation import Violation, short
from contract_tests.conformance.requests.probes.probe import Probe
from contract_tests.conformance.running.clause import clause
from contract_tests.conformance.running.needs import (
    LANGUAGE_DECLARED,
    LANGUAGE_HEADER,
    LANGUAGES,
    UNKNOWN_IDS,
    UNUSED_IDS,
    Unchecked,
)
from contract_tests.conformance.running.schedule import MOST_KNOWN

if TYPE_CHECKING:
    from contract_tests.conformance.judging.exchange import Exchange
    from contract_tests.conformance.running.check import Check
    from openapi.contract import JSON

CHINESE = re.compile("[\u4e00-\u9fff]")


@clause(LANGUAGES, LANGUAGE_DECLARED, UNKNOWN_IDS, UNUSED_IDS)
def localized_error_messages(check: Check) -> None:
    """Error messages are in Chinese where X-Language requests it, and in English otherwise."""
    # An ASCII id: a message that echoes it must not be taken for Chinese.
    paths = check.unknown[:1]
    languages: list[dict[str, str]] = [
        {},
        *({LANGUAGE_HEADER: name} for name in ("en-us", "zh-cn")),
    ]
    for exchange in check.send(
        Probe(path, headers=headers) for path in paths for headers in languages
    ):
        message = _message(exchange)
        if message is None:
            continue
        check.judged += 1
        is_requested = exchange.request.value(LANGUAGE_HEADER) == "zh-cn"
        if bool(CHINESE.search(message)) is not is_requested:
            expected = f"a message in {'Chinese' if is_requested else 'English'}"
            check.fail(exchange, Violation(expected, message, exchange.operation_place()))
    if not check.judged:
        check.leave_out(Unchecked.NOT_APPLICABLE, "no error has a message")


@clause(LANGUAGES, LANGUAGE_DECLARED)
def language_independent_data(check: Check) -> None:
    """Data is the same in every language."""
    reason = "no known id returns data"
    for ids in check.known[:MOST_KNOWN]:
        # Sequentially: if the data changes in between, the first and last response differ.
        before, between, after = (
            check.send([Probe(ids.path, headers={LANGUAGE_HEADER: language})])[0]
            for language in ("en-us", "zh-cn", "en-us")
        )
        bodies = [_data(exchange) for exchange in (before, between, after)]
        if None in bodies:
            continue
        if bodies[0] != bodies[2]:
            reason = "the data of every known id keeps changing"
            continue
        check.judged += 1
        if bodies[1] != bodies[0]:
            expected, received = short(bodies[0]), short(bodies[1])
            check.fail(between, Violation(expected, received, between.operation_place()))
    if not check.judged:
        check.leave_out(Unchecked.NOT_PROVIDED, reason)


def _data(exchange: Exchange) -> JSON:
    return exchange.body if exchange.status == exchange.operation.success_status else None


def _message(exchange: Exchange) -> str | None:
    is_error = exchange.status in (400, 404) and isinstance(exchange.body, dict)
    message = exchange.body.get("error_msg") if is_error else None
    return message if isinstance(message, str) else None
