"""Detects terminals and colour support."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from typing import TextIO

RED, GREEN, BOLD = "31", "32", "1"


class Styled(str):
    """A line with a colour or another style, where supported."""

    __slots__ = ("style",)
    style: str

    def __new__(cls, text: str, style: str) -> Self:
        """Create a line with an ECMA-48 style code."""
        styled = super().__new__(cls, text)
        styled.style = style
        return styled


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal that can redraw a line."""
    is_able = os.environ.get("TERM", "dumb") not in ("", "dumb", "unknown")
    return bool(stream and not stream.closed and stream.isatty() and is_able)


def has_colours(stream: TextIO) -> bool:
    """Whether to use colours, by environment and terminal."""
    if os.environ.get("NO_COLOR") or os.environ.get("CLICOLOR") == "0":
        return False
    forced = (os.environ.get(name, "") for name in ("FORCE_COLOR", "CLICOLOR_FORCE"))
    return any(value not in ("", "0") for value in forced) or is_terminal(stream)
