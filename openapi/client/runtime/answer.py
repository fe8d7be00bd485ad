"""What came back, read strictly."""

from __future__ import annotations

import json
import math
from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ._httpx import httpx
from .errors import ContractError, one_line
from .masking import Mask

if TYPE_CHECKING:
    from collections.abc import Mapping

# In the order the vendor's SDK looks for them, which may be inside nested objects.
_ERROR_MEMBERS = (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message"))
_LARGEST_EXPONENT = 308
_SHOWN = 80


class ErrorMembers(NamedTuple):
    """What an error body says."""

    code: str | None
    message: str | None
    request_id: str | None


@dataclass(frozen=True)
class RawResponse:
    """An answer as it came, judged in no way."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in any case."""
    request_id: str | None
    """What the vendor's support asks for."""
    json: Any = field(repr=False)
    """The body as parsed; None where it is no JSON."""
    content: bytes = field(repr=False)
    """The body as it came."""
    fault: str | None
    """Why `content` is not all that the server meant to send; None if it is."""


@dataclass(frozen=True)
class Answer:
    """An HTTP response, read to its end or to what went wrong."""

    operation: str
    status: int
    headers: httpx.Headers = field(repr=False)
    content: bytes = field(repr=False)
    fault: str | None = None
    """Why `content` is not all that the server meant to send."""
    broken: bool = False
    """Whether that is for the connection's sake."""
    mask: Mask = field(default_factory=Mask)

    @property
    def request_id(self) -> str | None:
        """The id under which the vendor logged the request."""
        found: str | None = self.headers.get("X-Request-Id", self.headers.get("X-IAM-Trace-Id"))
        return found

    @property
    def shown_headers(self) -> Mapping[str, str]:
        """The headers without secrets."""
        raw = ((name, self.mask.content(value)) for name, value in self.headers.raw)
        return httpx.Headers(list(raw))

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ContractError: It is incomplete, declared as something else, or no JSON.
        """
        try:
            document, problem = _loads(self.content), None
        except (ValueError, RecursionError) as error:
            document, problem = None, f"what is not JSON: {one_line(str(error))}"
        breach = self._misdeclared()
        if problem and not breach:
            breach = ContractError(self, "JSON", problem)
        if breach:
            raise breach
        return document

    def _misdeclared(self) -> ContractError | None:
        if self.fault:
            return ContractError(self, "a whole body", self.fault)
        media_type = self.headers.get("Content-Type", "application/json").partition(";")[0]
        if not media_type.strip().lower().endswith(("/json", "+json")):
            return ContractError(self, "application/json", repr(media_type[:_SHOWN]))
        return None if self.content else ContractError(self, "JSON", "an empty body")

    def error(self) -> ErrorMembers:
        """What an error body says, whatever its shape."""
        code, message, request_id = None, None, None
        for node in _objects(self.content):
            request_id = request_id or _text(node.get("request_id"))
            if message is None:
                code, message = _error_members(node)
        texts = (code, message, self.request_id or request_id)
        return ErrorMembers(*(one and self.mask.text(one) for one in texts))

    def raw(self) -> RawResponse:
        """The answer, unjudged."""
        try:
            document = _loads(self.content)
        except (ValueError, RecursionError):
            document = None
        return RawResponse(
            self.status, self.headers, self.request_id, document, self.content, self.fault
        )


def _objects(content: bytes) -> list[dict[str, Any]]:
    """Every object in a body, outer ones first; none if it is no JSON."""
    try:
        queue = deque([_loads(content)])
    except (ValueError, RecursionError):
        return []
    found = []
    while queue:
        node = queue.popleft()
        if isinstance(node, dict):
            found.append(node)
            queue.extend(node.values())
        elif isinstance(node, list):
            queue.extend(node)
    return found


def _error_members(node: dict[str, Any]) -> tuple[str | None, str | None]:
    for code, message in _ERROR_MEMBERS:
        if code in node and isinstance(node.get(message), str):
            return str(node[code]), node[message]
    return None, None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _loads(content: bytes) -> Any:
    return json.loads(
        content.decode(),
        object_pairs_hook=_unique,
        parse_constant=_refuse,
        parse_float=_number,
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key appears twice in an object")
    return members


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _number(text: str) -> float | int:
    """A number with a point or an exponent: an integer if it is one, so that none is rounded."""
    exact = Decimal(text)
    if exact and exact.adjusted() > _LARGEST_EXPONENT:
        raise ValueError("a number is too large")
    if exact == exact.to_integral_value():
        return int(exact)
    value = float(text)
    if math.isinf(value):
        raise ValueError("a number is too large")
    return value
