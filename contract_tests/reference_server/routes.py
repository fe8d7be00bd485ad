"""Routes raw paths to operations; paths are decoded only after they are routed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openapi.contract import Operation

_PLACEHOLDER = re.compile(r"\{([^}]+)\}")


@dataclass(frozen=True)
class Match:
    """The operations at a path, and its decoded parameters."""

    operations: dict[str, Operation]
    """By method, upper case."""
    parameters: dict[str, str]

    def operation(self, method: str) -> Operation | None:
        """The operation of a method; HEAD falls back to GET."""
        operation = self.operations.get(method)
        if operation is None and method == "HEAD":
            return self.operations.get("GET")
        return operation

    @property
    def allow(self) -> str:
        """The value of ``Allow``."""
        methods = {*self.operations, "OPTIONS", *(("HEAD",) if "GET" in self.operations else ())}
        return ", ".join(sorted(methods))


class Routes:
    """The paths of a set of operations."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        """Group by path; paths with fewer parameters take precedence."""
        by_path: dict[str, dict[str, Operation]] = {}
        for operation in operations:
            by_path.setdefault(operation.template, {})[operation.method] = operation
        self._routes = [
            (_pattern(path), _PLACEHOLDER.findall(path), by_path[path])
            for path in sorted(by_path, key=lambda path: path.count("{"))
        ]

    def match(self, path: str) -> Match | None:
        """The match of a raw path, if any."""
        for pattern, names, operations in self._routes:
            if match := pattern.fullmatch(path):
                # Invalid UTF-8 becomes U+FFFD, which no id contains.
                values = (unquote(value) for value in match.groups())
                return Match(operations, dict(zip(names, values, strict=True)))
        return None


def _pattern(path: str) -> re.Pattern[str]:
    literals = _PLACEHOLDER.split(path)[::2]
    return re.compile("([^/]*)".join(map(re.escape, literals)))
