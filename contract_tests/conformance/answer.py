"""A response as the rules see it, and what they find wrong with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from openapi.contract import pointer_to
from openapi.contract.strict_json import parse

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from schemathesis import Response as HttpResponse

    from openapi.contract import JSON, Operation, Response

_SHOWN = 200
_TELLING = 8


@dataclass(frozen=True)
class Finding:
    """A clause that is broken: what was expected, what came instead, and where that is said."""

    expected: str
    received: str
    place: str
    """The contract's file and a JSON pointer."""

    @property
    def parts(self) -> tuple[str, str, str]:
        """All of it."""
        return self.expected, self.received, self.place

    def __str__(self) -> str:
        return f"expected {self.expected}\nreceived {self.received}\nsee {self.place}"


@dataclass(frozen=True)
class Answer:
    """What an operation answered."""

    operation: Operation
    http: HttpResponse
    malformed: bool = False
    """The request broke the contract first, so that any 4xx is a right answer."""
    elsewhere: bool = False
    """To another path or with another method, of which the contract says nothing."""

    @property
    def documented(self) -> Response | None:
        """What the contract says of this status."""
        return None if self.elsewhere else self.operation.response(self.http.status_code)

    @property
    def bodied(self) -> Response | None:
        """As `documented`, if a body is documented and this request could have one."""
        documented = self.documented
        has_body = self.http.request.method != "HEAD" and documented and documented.media_types
        return documented if has_body else None

    @cached_property
    def parsed(self) -> tuple[JSON] | None:
        """The body in a tuple of one, or nothing if it is not strict JSON."""
        try:
            return (parse(self.http.content),)
        except ValueError:
            return None

    @property
    def body(self) -> JSON:
        """The body of an answer that has one in strict JSON."""
        return self.parsed[0] if self.parsed else None

    @property
    def media_types(self) -> tuple[str, ...]:
        """Content types documented for this answer."""
        return self.bodied.media_types if self.bodied else ()

    @property
    def schema(self) -> JSON:
        """The schema of this answer's body."""
        return self.bodied.schema if self.bodied else True

    @property
    def schema_pointer(self) -> str:
        """Where `schema` is written."""
        return self.bodied.schema_pointer if self.bodied else ""

    @property
    def header_values(self) -> list[str]:
        """Values of all headers."""
        return [value for values in self.http.headers.values() for value in values]

    @property
    def credentials(self) -> dict[str, str]:
        """What the request carried of credentials, by header; shorter ones tell nothing."""
        sent = {
            name: value.decode("latin-1") if isinstance(value, bytes) else value
            for name, value in self.http.request.headers.items()
            if name.lower() in self.operation.secret_headers
        }
        return {name: value for name, value in sent.items() if len(value) >= _TELLING}

    @cached_property
    def keeps_schema(self) -> bool:
        """Whether there is a body, and it is valid."""
        return bool(self.bodied and self.parsed and not self.schema_errors)

    @cached_property
    def schema_errors(self) -> list[ValidationError]:
        """How the body breaks its schema."""
        return self.operation.contract.errors(self.schema, self.body)

    def place(self, pointer: str) -> str:
        """A JSON pointer with the contract's file before it."""
        return f"{self.operation.contract.path.name}#{pointer}"

    def at_body(self, *steps: str) -> str:
        """The place of the body, or of something about it."""
        documented = self.bodied
        if not documented:
            return self.at_operation()
        content = pointer_to("content", *(documented.media_types[:1] if steps else ()), *steps)
        return self.place(documented.pointer + content)

    def at_operation(self, *steps: str) -> str:
        """The place of something below the operation."""
        return self.place(self.operation.pointer + pointer_to(*steps))


def short(value: JSON) -> str:
    """A value as JSON, cut to fit a line."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
