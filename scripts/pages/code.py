"""Helpers for code samples of every kind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openapi.contract import JSON, Operation

WIDTH = 80
TOKEN = "HUAWEICLOUD_AUTH_TOKEN"  # noqa: S105 (the name of a variable)


@dataclass(frozen=True)
class Sample:
    """A code sample, with the fields of Redoc's `x-codeSamples`."""

    lang: str
    label: str
    source: str


def place(operation: Operation) -> tuple[str | None, str]:
    """The region of the first server, and its address."""
    servers = operation.contract.document.get("servers") or [{"url": "https://example.com"}]
    return servers[0].get("x-region"), servers[0]["url"].rstrip("/")


def literal(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def call(function: str, *arguments: str) -> str:
    """A call, with one argument per line if it does not fit on one."""
    line = f"{function}({', '.join(arguments)})"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{function}(", *(f"    {argument}," for argument in arguments), ")"])


def indented(text: str, levels: int = 1) -> str:
    return text.replace("\n", "\n" + "    " * levels)
