# Written by scripts/generate from openapi/client/runtime/body/response.py. Edit that.
"""A response, parsed strictly."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from textwrap import shorten
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ContractError, StatusError, error_type, one_line
from ..redaction.redactor import Redactor
from .strict_json import loads
from .violation import Violation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..http.headers import Headers

KEPT = 64 * 1024
# In the order in which the vendor's SDK looks for them; they may be in nested objects.
_ERROR_MEMBERS = (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message"))
_SHOWN_OF_TYPE = 80
_SHOWN_OF_ERROR = 300
_REDIRECT, _ERROR = 3, 400
_SECRET_OF_URL = re.compile(r"[?#].*|(?<=//)[^/]*@", re.DOTALL)


@dataclass(frozen=True)
class RawResponse:
    """A response as received: not validated, whatever its status."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names are case-insensitive."""
    request_id: str | None
    """Identifies the request to the vendor's support."""
    json: Any = field(repr=False)
    """The body as parsed; None if it is not JSON."""
    content: bytes = field(repr=False)
    """The body as received."""
    fault: str | None
    """Why `content` is incomplete; None if it is complete."""


class _ErrorMembers(NamedTuple):
    code: str | None
    message: str | None
    request_id: str | None


@dataclass(eq=False)
class Response:
    """An HTTP response, complete or as far as it was received."""

    operation: str
    status: int
    headers: Headers = field(repr=False)
    content: bytes = field(repr=False)
    fault: str | None = None
    """Why `content` is incomplete."""
    interrupted: bool = False
    """Whether the connection broke while the body was received."""
    redactor: Redactor = field(default_factory=Redactor)
    effort: str = ""
    """The number of attempts and their duration, if there was more than one."""

    @property
    def redirection(self) -> str:
        """The target of a redirect, without the parts that may be secret."""
        location = self.headers.get("Location") if self.status // 100 == _REDIRECT else None
        if location is None:
            return ""
        place = _SECRET_OF_URL.sub("", location)
        return f"; its Location is {one_line(place)[:_SHOWN_OF_ERROR] or 'empty'}"

    @property
    def request_id(self) -> str | None:
        """The id under which the vendor logged the request."""
        request_id: str | None = self.headers.get(
            "X-Request-Id", self.headers.get("X-IAM-Trace-Id")
        )
        return request_id

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ContractError: It is incomplete, has another media type, or is not JSON.
        """
        error = self._not_json()
        document = None
        if error is None:
            try:
                document = loads(self.content)
            except (ValueError, RecursionError) as problem:
                error = self._invalid_json(problem)
        if error:
            raise error
        return document

    def _invalid_json(self, problem: Exception) -> ContractError:
        is_deep = isinstance(problem, RecursionError)
        words = "it is nested too deeply" if is_deep else one_line(str(problem))
        return self.contract_error(Violation("", "JSON", f"invalid JSON: {words}"))

    def _not_json(self) -> ContractError | None:
        if self.fault:
            return self.contract_error(Violation("", "a complete body", self.fault))
        media_type = self.headers.get("Content-Type", "application/json").partition(";")[0]
        if not media_type.strip().lower().endswith(("/json", "+json")):
            received = repr(media_type[:_SHOWN_OF_TYPE])
            return self.contract_error(Violation("", "application/json", received))
        if not self.content:
            return self.contract_error(Violation("", "JSON", "an empty body"))
        return None

    def raw(self) -> RawResponse:
        """The response without validation."""
        try:
            document = loads(self.content)
        except (ValueError, RecursionError):
            document = None
        return RawResponse(
            self.status, self.headers, self.request_id, document, self.content, self.fault
        )

    def contract_error(self, violation: Violation, body: Any = None) -> ContractError:
        """The error for a response that violates the contract."""
        redactor = self.redactor
        error = self._error_members()
        prefix = f"{self._summary(error)}; " if error.message is not None else ""
        return ContractError(
            redactor.text(f"{prefix}{violation}"),
            pointer=redactor.text(violation.pointer),
            expected=violation.expected,
            received=redactor.text(violation.received),
            # Redacting a large document is slow.
            body=redactor.json(body) if len(self.content) <= KEPT else None,
            content=redactor.content(self.content, KEPT),
            retryable=self.interrupted,
            **{**self._members(), "request_id": error.request_id},
        )

    def status_error(self) -> StatusError:
        """The error for an error status."""
        error = self._error_members()
        return error_type(self.status)(
            self.redactor.text(f"{self._summary(error)}{self.effort}"),
            error_code=error.code,
            error_msg=error.message,
            body=self.redactor.content(self.content, KEPT),
            **{**self._members(), "request_id": error.request_id},
        )

    def _summary(self, error: _ErrorMembers) -> str:
        """Status, error code, message and request id."""
        details = shorten(" ".join(filter(None, (error.code, error.message))), _SHOWN_OF_ERROR)
        request = f"(request {error.request_id})" if error.request_id else ""
        return " ".join(filter(None, (str(self.status), details, request)))

    def _members(self) -> dict[str, Any]:
        written = [(name, self.redactor.text(value)) for name, value in self.headers.written]
        return {
            "operation": self.operation,
            "status": self.status,
            "headers": type(self.headers)(written),
            "request_id": self.request_id and self.redactor.text(self.request_id),
        }

    def _error_objects(self) -> list[dict[str, Any]]:
        """The objects that may describe an error; none if the body is too long."""
        try:
            document = loads(self.content) if len(self.content) <= KEPT else None
        except (ValueError, RecursionError):
            return []
        if self.status >= _ERROR or not isinstance(document, dict):
            return _objects(document)
        # In the body of a success, nested objects need not describe an error.
        within = document.get("error")
        return [document, *([within] if isinstance(within, dict) else [])]

    def _error_members(self) -> _ErrorMembers:
        """The members of an error body, whatever its structure."""
        code, message, request_id = None, None, None
        for node in self._error_objects():
            request_id = request_id or _text(node.get("request_id"))
            if message is None:
                code, message = _code_and_message(node)
        members = (code, message, self.request_id or request_id)
        return _ErrorMembers(*(text and self.redactor.text(text) for text in members))


def _objects(document: Any) -> list[dict[str, Any]]:
    """Every object in a document, outer objects first."""
    queue, objects = deque([document]), []
    while queue:
        node = queue.popleft()
        if isinstance(node, dict):
            objects.append(node)
            queue.extend(node.values())
        elif isinstance(node, list):
            queue.extend(node)
    return objects


def _code_and_message(node: dict[str, Any]) -> tuple[str | None, str | None]:
    for code, message in _ERROR_MEMBERS:
        if code in node and isinstance(node.get(message), str):
            return str(node[code]), node[message]
    return None, None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
