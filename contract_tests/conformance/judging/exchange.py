"""A request and its response, with what the contract says about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from contract_tests.conformance.judging.violation import Violation, in_words
from contract_tests.conformance.requests.probes.hostile import DECODED_FIRST, leads_back
from contract_tests.conformance.requests.probes.probe import Kind
from openapi.contract import pointer_to
from openapi.contract.reading.strict_json import parse

if TYPE_CHECKING:
    from collections.abc import Collection

    from jsonschema import ValidationError

    from contract_tests.conformance.requests.transport.message import HttpRequest, HttpResponse
    from contract_tests.conformance.target import KnownIds
    from openapi.contract import JSON, Operation, Response

KEPT = 8192
"""Bytes of a body that are kept to be shown."""
_WHOLE = 256 << 10
"""Bytes up to which a body is kept whole; clauses compare some bodies."""
_SHOWN = 300
_FEW = 6
_SHORTEST = 8
_REFUSED_CREDENTIALS = re.compile(
    r"signature|\baksk\b|access.?key|secret.?key|authenticat|credential|\bAPIG[A-Z]*\.0301\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Exchange:
    """A request to an operation, and its response."""

    operation: Operation
    request: HttpRequest
    response: HttpResponse
    kind: Kind = Kind.VALID
    """What the contract says about the request."""
    authenticated: bool = False
    """Whether the request was sent with valid credentials."""
    known: KnownIds | None = None
    """The known ids requested, if the request is valid."""
    resolved: bool = False
    """Whether the path is that of a known id once dot segments are resolved."""

    @property
    def status(self) -> int:
        """Status of the response, 0 if there is none."""
        return self.response.status

    @property
    def has_response(self) -> bool:
        """Whether there is a complete response."""
        return self.status != 0

    @property
    def refused(self) -> bool:
        """Whether a hostile request was refused, by the service or by a proxy before it."""
        if self.kind is not Kind.HOSTILE:
            return False
        if 300 <= self.status < 400:
            return any(
                leads_back(self.request, location) for location in self.response.values("Location")
            )
        return self.response.refused or 400 <= self.status < 500

    @property
    def is_inconclusive(self) -> bool:
        """Whether valid credentials were rejected, which makes the response inconclusive."""
        if self.kind is Kind.UNDECLARED or self.request.method != self.operation.method:
            # There, any caller may be rejected.
            return False
        if self.kind is Kind.HOSTILE and not self.credentials_refused:
            return False
        return self.credentials_refused or (self.authenticated and self.status == 403)

    @property
    def credentials_refused(self) -> bool:
        """Whether valid credentials were rejected as invalid."""
        if not self.authenticated or not 400 <= self.status < 500:
            return False
        # A firewall may refuse hostile requests with any status; the service gives a reason.
        is_refusal = self.status == 401 and self.kind is not Kind.HOSTILE
        return is_refusal or bool(_REFUSED_CREDENTIALS.search(self._error))

    @property
    def _error(self) -> str:
        """Code and message of a JSON error."""
        if not isinstance(self.body, dict):
            return ""
        return " ".join(str(self.body.get(name, "")) for name in ("error_code", "error_msg"))

    @property
    def received(self) -> str:
        """The response in one line: status, Location, Content-Type, size and body."""
        if not self.has_response:
            return self.response.fault
        body = self.response.body[:KEPT].decode("utf-8", "replace")
        locations = [f"to {value}" for value in self.response.values("Location")]
        types = self.response.values("Content-Type") if body else ["without a body"]
        size = [f"({self.response.size} bytes)"] if self.response.size > _SHOWN else []
        return " ".join([str(self.status), *locations, *types, *size, body]).rstrip()

    def violation(self, statuses: Collection[int], why: str, advice: str = "") -> Violation:
        """The violation that the status is not among those expected.

        A server error is reported as such whatever was expected: it has its own cause.
        """
        if self.kind is Kind.HOSTILE and "%2f" in self.request.target.lower():
            advice = advice or DECODED_FIRST
        if self.is_success and self._error.strip() and not self.has_valid_body:
            # It was rejected, so no advice on what it should have been rejected for.
            advice = f"send errors with an error status: this {self.status} has an error body"
        if self.status >= 500:
            statuses, why = range(500), ""
            advice = "look for this request in the server's log"
        place, words = self.status_place(statuses), in_words(statuses)
        return Violation(words, str(self.status), place, why, advice, frozenset(statuses))

    def trimmed(self) -> Exchange:
        """The exchange with a large body truncated, to be kept once it is judged."""
        if self.response.size <= _WHOLE:
            return self
        return replace(self, response=self.response.trimmed(KEPT))

    @property
    def documented(self) -> Response | None:
        """The documented response of this status, if any."""
        if self.kind is Kind.UNDECLARED or (self.kind is Kind.HOSTILE and not self.is_success):
            return None
        return self.operation.response(self.status)

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def documented_body(self) -> Response | None:
        """As `documented`, but only if a body is documented and the response may have one."""
        documented = self.documented
        has_body = self.request.method != "HEAD" and documented and documented.media_types
        return documented if has_body else None

    @cached_property
    def parsed(self) -> tuple[JSON] | None:
        """The body in a 1-tuple, or None if it is not strict JSON."""
        try:
            return (parse(self.response.body),)
        except ValueError:
            return None

    @property
    def body(self) -> JSON:
        """The body, or None if it is not strict JSON."""
        return self.parsed[0] if self.parsed else None

    @property
    def schema(self) -> JSON:
        """The schema of the body."""
        return self.documented_body.schema if self.documented_body else True

    @property
    def schema_pointer(self) -> str:
        """JSON pointer to `schema`."""
        return self.documented_body.schema_pointer if self.documented_body else ""

    @cached_property
    def schema_errors(self) -> list[ValidationError]:
        """Violations of the schema by the body."""
        return self.documented_body.errors(self.body) if self.documented_body else []

    @cached_property
    def has_valid_body(self) -> bool:
        """Whether a body is documented, and this body is valid."""
        return bool(self.documented_body and self.parsed and not self.schema_errors)

    @property
    def credentials(self) -> dict[str, str]:
        """Credentials in the request, by header; short values could match anything."""
        return {
            name: value
            for name, value in self.request.headers.items()
            if name.lower() in self.operation.secret_headers and len(value) >= _SHORTEST
        }

    def place(self, pointer: str) -> str:
        """A JSON pointer prefixed with the file of the contract."""
        return f"{self.operation.contract.path.name}#{pointer}"

    def body_place(self, *steps: str) -> str:
        """The place of the documented body, or of something below it."""
        documented = self.documented_body
        if not documented:
            return self.operation_place()
        content = pointer_to("content", *(documented.media_types[:1] if steps else ()), *steps)
        return self.place(documented.pointer + content)

    def status_place(self, statuses: Collection[int]) -> str:
        """The place of the first documented status, or of all responses if there are many."""
        if self.kind is Kind.UNDECLARED:
            return self.place(pointer_to("paths", self.operation.path))
        few = map(str, sorted(statuses)) if len(statuses) <= _FEW else ()
        documented = [status for status in few if status in self.operation.responses]
        return self.operation_place("responses", *documented[:1])

    def operation_place(self, *steps: str) -> str:
        """The place of the operation, or of something below it."""
        return self.place(self.operation.pointer + pointer_to(*steps))
