"""What a clause may need in order to be checked, and why it is not checked without."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from contract_tests.conformance.requests.ids import mismatched
from contract_tests.conformance.requests.inputs import optional

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.conformance.check import Check

LANGUAGE_HEADER = "X-Language"


class Unchecked(StrEnum):
    """Why a clause was not checked."""

    NOT_APPLICABLE = "not applicable"
    """The contract, or a capability of the server, leaves nothing to check."""
    NOT_PROVIDED = "not provided"
    """The target lacks something."""
    WITHHELD = "withheld"
    """For the safety of a live server."""
    EXCLUDED = "excluded"
    """The user asked for less."""
    UNFINISHED = "unfinished"
    """It was begun, and could not be brought to an end."""


@dataclass(frozen=True)
class Need:
    """A precondition."""

    met: Callable[[Check], object]
    kind: Unchecked
    reason: str
    """Why a clause is not checked where it is not met."""


def _capability(name: str) -> Need:
    return Need(
        lambda check: name not in check.service.target.lacks,
        Unchecked.NOT_APPLICABLE,
        f"the target says capabilities.{name} = false",
    )


def _declares(header: str, check: Check) -> bool:
    names = {parameter.name.lower() for parameter in check.operation.located("header")}
    return header.lower() in names


AUTHENTICATION = _capability("authentication")
ISOLATION = _capability("isolation")
LANGUAGES = _capability("languages")
METHODS = _capability("methods")
UNKNOWN_IDS = _capability("unknown_ids")

SECURED = Need(
    lambda check: check.operation.authentication_required,
    Unchecked.NOT_APPLICABLE,
    "the contract requires no credentials",
)
TOKEN_ACCEPTED = Need(
    lambda check: check.operation.token_header,
    Unchecked.NOT_APPLICABLE,
    "the contract accepts no token",
)
READ_BY_GET = Need(
    lambda check: check.operation.method == "GET",
    Unchecked.NOT_APPLICABLE,
    "the operation is not a GET",
)
OPTIONAL_INPUTS = Need(
    lambda check: optional(check.operation),
    Unchecked.NOT_APPLICABLE,
    "the contract declares no optional input",
)
LANGUAGE_DECLARED = Need(
    lambda check: _declares(LANGUAGE_HEADER, check),
    Unchecked.NOT_APPLICABLE,
    f"the contract does not declare {LANGUAGE_HEADER}",
)
OWN_TOKEN = Need(
    lambda check: check.service.target.token,
    Unchecked.NOT_PROVIDED,
    "the target has no token of its own",
)
DENIED_TOKEN = Need(
    lambda check: check.service.target.denied_token,
    Unchecked.NOT_PROVIDED,
    "the target has no denied_token",
)
SECOND_ENTRY = Need(
    lambda check: mismatched(check.operation, check.known),
    Unchecked.NOT_PROVIDED,
    "it takes two known entries that share no id, of an operation with two or more ids",
)
EXPECTATIONS = Need(
    lambda check: any(ids.expect is not None for ids in check.known),
    Unchecked.NOT_PROVIDED,
    "the target expects nothing of its known ids",
)
UNSAFE_METHODS = Need(
    lambda check: check.service.unsafe_methods,
    Unchecked.WITHHELD,
    "the server is not on this machine; --unsafe-methods tries it all the same",
)
LOCAL = Need(
    lambda check: check.service.target.is_local,
    Unchecked.WITHHELD,
    "made-up values may mean something on a server that is not on this machine",
)
GENERATED = Need(
    lambda check: not check.run.options.quick,
    Unchecked.EXCLUDED,
    "--quick leaves out generated requests",
)
