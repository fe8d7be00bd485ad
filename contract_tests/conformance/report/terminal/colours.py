"""What a stream leads to: a terminal or not, one with colours or not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from typing import TextIO

RED, GREEN, BOLD = "31", "32", "1"


class Styled(str):
    """A line in a colour, or another style, where there are any."""

    __slots__ = ("style",)
    style: str

    def __new__(cls, text: str, style: str) -> Self:
        """A text, and what ECMA-48 selects its style by."""
        styled = super().__new__(cls, text)
        styled.style = style
        return styled


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody watches who sees a line change."""
    is_able = os.environ.get("TERM", "dumb") not in ("", "dumb", "unknown")
    return bool(stream and not stream.closed and stream.isatty() and is_able)


def has_colours(stream: TextIO) -> bool:
    """Whether to use colours, as the environment and the terminal have it."""
    if os.environ.get("NO_COLOR") or os.environ.get("CLICOLOR") == "0":
        return False
    forced = (os.environ.get(name, "") for name in ("FORCE_COLOR", "CLICOLOR_FORCE"))
    return any(one not in ("", "0") for one in forced) or is_terminal(stream)
