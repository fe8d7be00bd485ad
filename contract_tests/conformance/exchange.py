"""One request and what came of it, fit to be shown: no credential is ever in it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    import schemathesis
    from requests import PreparedRequest

    from contract_tests.conformance.answer import Answer
    from contract_tests.spec import Operation

Case: TypeAlias = "schemathesis.Case[Any]"

FILTERED = "[Filtered]"
_SHOWN = 400
_DULL = {
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "user-agent",
    "x-schemathesis-testcaseid",
}


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

    @property
    def status(self) -> int:
        """Status of the answer, 0 without one."""
        return self.answer.http.status_code if self.answer else 0

    @property
    def received(self) -> str:
        """The answer in a line."""
        if self.answer is None:
            return self.fault
        body = self.answer.http.content.decode("utf-8", "replace")
        shown = body if len(body) <= _SHOWN else f"{body[:_SHOWN]}… ({len(body)} characters)"
        return f"{self.status} {shown or 'without a body'}"


def as_curl(request: PreparedRequest, secret: set[str]) -> str:
    """A request as a command line; values of the headers named (in lower case) are left out."""
    words = ["curl", "-i", "--path-as-is"]
    if request.method != "GET":
        words += ["-X", str(request.method)]
    for name, value in _text(request.headers).items():
        if name.lower() not in _DULL:
            shown = FILTERED if value and name.lower() in secret else value
            words += ["-H", f"{name}: {shown}" if shown else f"{name};"]
    return shlex.join([*words, str(request.url)])


def _text(headers: Mapping[str, str | bytes]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else value.decode("latin-1")
        for name, value in headers.items()
    }
