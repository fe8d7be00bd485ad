"""The faults: each answers as the reference server does, but for one thing."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract_tests.reference_server.message import Answer, Request
    from contract_tests.reference_server.server import ReferenceServer
    from contract_tests.spec import JSON

Fault: TypeAlias = "Callable[[ReferenceServer, Request], Answer]"

FAULTS: dict[str, Fault] = {}
"""By id; the docstring of each says what is wrong."""


def _fault(fault: Fault) -> Fault:
    FAULTS[fault.__name__.replace("_", "-")] = fault
    return fault


@_fault
def missing_field(server: ReferenceServer, request: Request) -> Answer:
    """A required member is left out of every body."""
    return _changed(server(request), lambda holder, key: holder.pop(key))


@_fault
def wrong_type(server: ReferenceServer, request: Request) -> Answer:
    """A number comes as a string."""
    return _changed(server(request), lambda holder, key: holder.update({key: str(holder[key])}))


@_fault
def wrong_sum(server: ReferenceServer, request: Request) -> Answer:
    """A number is one too high."""
    return _changed(server(request), lambda holder, key: holder.update({key: holder[key] + 1}))


@_fault
def wrong_status(server: ReferenceServer, request: Request) -> Answer:
    """What was found is answered 206."""
    answer = server(request)
    return replace(answer, status=206) if answer.status == 200 else answer


@_fault
def any_token(server: ReferenceServer, request: Request) -> Answer:
    """Any token will do."""
    if request.value("header", "x-auth-token"):
        request = replace(request, headers=(("x-auth-token", server.access.token),))
    return server(request)


@_fault
def known_id_unknown(server: ReferenceServer, request: Request) -> Answer:
    """Nothing is ever found."""
    answer = server(request)
    return replace(answer, status=404, body=_NOT_FOUND) if answer.status == 200 else answer


_NOT_FOUND = {"error_code": "APIGW.0101", "error_msg": "Not found."}


def _changed(answer: Answer, change: Callable[[dict[str, JSON], str], object]) -> Answer:
    """Change the first number of a 200 body, and leave other answers alone."""
    if answer.status != 200:
        return answer
    body = copy.deepcopy(answer.body)
    holder, key = _first_number(body)
    change(holder, key)
    return replace(answer, body=body)


def _first_number(body: dict[str, JSON]) -> tuple[dict[str, JSON], str]:
    for key, value in body.items():
        if isinstance(value, int):
            return body, key
        if isinstance(value, dict):
            return _first_number(value)
    raise ValueError("no number to change")
