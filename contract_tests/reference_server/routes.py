"""From a raw path to the operations there; nothing is decoded before it is routed."""

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
    """A path that exists: what can be done there, and the parameters in it, decoded."""

    operations: dict[str, Operation]
    """By method, upper case."""
    parameters: dict[str, str]

    def operation(self, method: str) -> Operation | None:
        """The operation a method asks for; HEAD asks for what GET does."""
        found = self.operations.get(method)
        return self.operations.get("GET") if found is None and method == "HEAD" else found

    @property
    def allow(self) -> str:
        """The value of ``Allow``."""
        methods = {*self.operations, "OPTIONS", *(("HEAD",) if "GET" in self.operations else ())}
        return ", ".join(sorted(methods))


class Routes:
    """The paths of a set of operations."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        """Group by path; a path with fewer parameters in it is tried first."""
        by_path: dict[str, dict[str, Operation]] = {}
        for operation in operations:
            by_path.setdefault(operation.template, {})[operation.method] = operation
        self._routes = [
            (_pattern(path), _PLACEHOLDER.findall(path), by_path[path])
            for path in sorted(by_path, key=lambda path: path.count("{"))
        ]

    def match(self, path: str) -> Match | None:
        """What is at a raw path, if anything."""
        for pattern, names, operations in self._routes:
            if found := pattern.fullmatch(path):
                # Bytes that are no UTF-8 become U+FFFD, which no id has.
                values = (unquote(value) for value in found.groups())
                return Match(operations, dict(zip(names, values, strict=True)))
        return None


def _pattern(path: str) -> re.Pattern[str]:
    literals = _PLACEHOLDER.split(path)[::2]
    return re.compile("([^/]*)".join(map(re.escape, literals)))
