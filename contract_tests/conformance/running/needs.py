"""Preconditions of clauses, and why a clause is not checked without them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from contract_tests.conformance.requests.probes.ids import mismatched
from contract_tests.conformance.requests.probes.inputs import optional
from contract_tests.conformance.requests.transport.guard import WRITES

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.conformance.running.check import Check

LANGUAGE_HEADER = "X-Language"


class Unchecked(StrEnum):
    """Why a clause was not checked."""

    NOT_APPLICABLE = "not applicable"
    """The contract or [capabilities] rules the clause out."""
    NOT_PROVIDED = "not provided"
    """The target lacks something."""
    WITHHELD = "withheld"
    """Not safe on a live server."""
    EXCLUDED = "excluded"
    """Deselected by an option."""
    UNFINISHED = "unfinished"
    """Begun, but could not be completed."""


@dataclass(frozen=True)
class Need:
    """A precondition, with the reason given if it is not met."""

    kind: Unchecked
    reason: str
    met: Callable[[Check], object]


_not_applicable = partial(Need, Unchecked.NOT_APPLICABLE)
_not_provided = partial(Need, Unchecked.NOT_PROVIDED)
_withheld = partial(Need, Unchecked.WITHHELD)
_excluded = partial(Need, Unchecked.EXCLUDED)


def _capability(name: str) -> Need:
    reason = f"the target says capabilities.{name} = false"
    return _not_applicable(reason, lambda check: name not in check.service.target.lacks)


def _declares(check: Check, header: str) -> bool:
    names = {parameter.name.lower() for parameter in check.operation.located("header")}
    return header.lower() in names


AUTHENTICATION = _capability("authentication")
ISOLATION = _capability("isolation")
LANGUAGES = _capability("languages")
METHODS = _capability("methods")
UNKNOWN_IDS = _capability("unknown_ids")

SECURED = _not_applicable(
    "the contract requires no credentials",
    lambda check: check.operation.authentication_required,
)
TOKEN_ACCEPTED = _not_applicable(
    "the contract accepts no token", lambda check: check.operation.token_header
)
READ_BY_GET = _not_applicable(
    "the operation is not a GET", lambda check: check.operation.method == "GET"
)
OPTIONAL_INPUTS = _not_applicable(
    "the contract declares no optional input", lambda check: optional(check.operation)
)
LANGUAGE_DECLARED = _not_applicable(
    f"the contract does not declare {LANGUAGE_HEADER}",
    lambda check: _declares(check, LANGUAGE_HEADER),
)
SEVERAL_IDS = _not_applicable(
    "the operation has one id", lambda check: len(check.operation.located("path")) > 1
)
UNUSED_IDS = _not_provided(
    "near misses of sequential ids may exist; name ids that do not with unknown = [...]",
    lambda check: check.unknown or not check.operation.located("path"),
)
OWN_TOKEN = _not_provided(
    "the target has no token of its own", lambda check: check.service.target.token
)
DENIED_TOKEN = _not_provided(
    "the target has no denied_token", lambda check: check.service.target.denied_token
)
SECOND_ENTRY = _not_provided(
    "the target has no second known entry with other ids",
    lambda check: mismatched(check.operation, check.known),
)
EXPECTATIONS = _not_provided(
    "the target expects nothing of its known ids",
    lambda check: any(ids.expect is not None for ids in check.known),
)
READS = _withheld(WRITES, lambda check: check.operation.reads)
UNDECLARED_METHODS = _not_applicable(
    "the contract declares every method on this path", lambda check: check.undeclared_methods
)
UNSAFE_METHODS = _withheld(
    "the server is live; --unsafe-methods tries it all the same",
    lambda check: check.service.unsafe_methods,
)
NOT_LIVE = _withheld(
    "made-up values may mean something on a live server",
    lambda check: not check.service.target.is_live,
)
CHOSEN = _excluded(
    "--clause names others",
    lambda check: check.clause.id in (check.run.options.clause or (check.clause.id,)),
)
KEPT = _excluded(
    "--exclude names it", lambda check: check.clause.id not in check.run.options.exclude
)
GENERATED = _excluded(
    "--quick leaves out generated requests", lambda check: not check.run.options.quick
)
