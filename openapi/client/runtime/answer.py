"""What came back, read strictly."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Mapping

# In the order the vendor's SDK looks for them, which may be inside nested objects.
_ERROR_MEMBERS = (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message"))


@dataclass(frozen=True)
class Answer:
    """An HTTP response, read to its end or to what went wrong."""

    operation: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    fault: str | None = None
    """Why `content` is not all that the server meant to send."""

    @property
    def request_id(self) -> str | None:
        """The id under which the vendor logged the request."""
        return self.headers.get("X-Request-Id")

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ContractError: It is incomplete, declared as something else, or no JSON.
        """
        if self.fault:
            raise ContractError(self, self.fault)
        media_type = self.headers.get("Content-Type", "application/json").partition(";")[0]
        if not media_type.strip().lower().endswith(("/json", "+json")):
            raise ContractError(self, f"JSON was expected, {media_type!r} came")
        if not self.content:
            raise ContractError(self, "the body is empty")
        try:
            return _loads(self.content)
        except (ValueError, RecursionError) as error:
            raise ContractError(self, f"the body is not JSON: {error}") from error

    def error_members(self) -> tuple[str | None, str | None]:
        """Code and message of an error body, whatever its shape."""
        try:
            queue = deque([_loads(self.content)])
        except (ValueError, RecursionError):
            return None, None
        while queue:
            node = queue.popleft()
            if isinstance(node, dict):
                for code, message in _ERROR_MEMBERS:
                    if code in node and isinstance(node.get(message), str):
                        return str(node[code]), node[message]
                queue.extend(node.values())
        return None, None


def _loads(content: bytes) -> Any:
    return json.loads(content.decode(), object_pairs_hook=_unique, parse_constant=_refuse)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key appears twice in an object")
    return members


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
