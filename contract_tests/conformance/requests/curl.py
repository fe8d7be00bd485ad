"""A request as a command line."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from contract_tests.conformance.redaction import REDACTED

if TYPE_CHECKING:
    from collections.abc import Collection

    from contract_tests.conformance.requests.message import HttpRequest

_IRRELEVANT = {"accept", "accept-encoding", "host", "user-agent"}


def as_curl(request: HttpRequest, secret_headers: Collection[str]) -> str:
    """The request for a shell; values of the headers named (in lower case) are left out."""
    words = ["curl", "-i", "--path-as-is"]
    if request.method == "HEAD":
        words.append("-I")
    elif request.method != "GET":
        words += ["-X", request.method]
    for name, value in request.headers.items():
        if name.lower() not in _IRRELEVANT:
            shown = REDACTED if value and name.lower() in secret_headers else value
            words += ["-H", f"{name}: {shown}" if shown else f"{name};"]
    return shlex.join([*words, request.url])
