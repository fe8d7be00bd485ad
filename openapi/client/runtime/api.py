"""Properties of an API as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Api:
    """What all operations of an API share."""

    name: str
    regions: Mapping[str, str]
    """Base URLs by region."""
    token_header: str | None
    """The header that carries a token; None if the API does not accept tokens."""
    credentials_required: bool
    """Whether any operation requires credentials."""
    signed: bool
    """Whether signed requests are accepted."""
    user_agent: str
