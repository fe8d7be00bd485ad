"""One request and what came of it, fit to be shown: no credential is ever in it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import schemathesis
    from requests import PreparedRequest

    from contract_tests.conformance.answer import Answer
    from contract_tests.conformance.target import Known
    from openapi.contract import Operation

    Case: TypeAlias = "schemathesis.Case[Any]"

FILTERED = "[Filtered]"
_SHOWN = 300
_DULL = {"accept", "accept-encoding", "connection", "content-length", "user-agent"}


@dataclass(frozen=True)
class Ask:
    """A request to be made: known or made-up path parameters, and all that may go with them."""

    path: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | list[str]] = field(default_factory=dict)
    method: str | None = None
    """In place of the operation's."""
    target: str | None = None
    """Raw path in place of the operation's, below the base URL."""
    body: bytes | None = None
    credentials: Mapping[str, str] | None = None
    """Headers in place of the right credentials; none if empty."""
    malformed: bool = False
    """The request breaks the contract first, so that any 4xx is a right answer."""
    elsewhere: bool = False
    """It is to another path or with another method, of which the contract says nothing."""


@dataclass(frozen=True)
class Exchange:
    """A request to an operation, and its answer or what came instead of one."""

    operation: Operation
    clause: str
    """Who asked: the id of a clause."""
    curl: str
    """The request as a command line, credentials left out."""
    answer: Answer | None
    fault: str = ""
    """Why there is no answer."""
    known: Known | None = None
    """What was asked for, if it exists and nothing was wrong with the request."""

    @property
    def status(self) -> int:
        """Status of the answer, 0 without one."""
        return self.answer.http.status_code if self.answer else 0

    @property
    def received(self) -> str:
        """The answer in a line."""
        if self.answer is None:
            return self.fault
        body = self.answer.http.content.decode("utf-8", "replace").replace("\n", " ")
        shown = body if len(body) <= _SHOWN else f"{body[:_SHOWN]}… ({len(body)} characters)"
        return f"{self.status} {shown or 'without a body'}"


def as_curl(request: PreparedRequest, secret: Collection[str]) -> str:
    """A request as a command line; values of the headers named (in lower case) are left out."""
    words = ["curl", "-i", "--path-as-is"]
    if request.method == "HEAD":
        words.append("-I")
    elif request.method != "GET":
        words += ["-X", str(request.method)]
    for name, value in request.headers.items():
        if name.lower() not in _DULL:
            text = value if isinstance(value, str) else value.decode("latin-1")
            shown = FILTERED if text and name.lower() in secret else text
            words += ["-H", f"{name}: {shown}" if shown else f"{name};"]
    return shlex.join([*words, str(request.url)])
