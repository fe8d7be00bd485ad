# Written by scripts/generate from openapi/client/runtime/api.py. Edit that.
"""What a contract says of its API as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Api:
    """An API, as far as all its operations share it."""

    name: str
    regions: Mapping[str, str]
    """Base URLs by region."""
    token_header: str | None
    """The header that carries a token; None if the API takes none."""
    credentials_required: bool
    """Whether any operation is closed to callers without credentials."""
    signed: bool
    """Whether a request signature is accepted too."""
    user_agent: str
