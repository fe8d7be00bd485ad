# Written by scripts/generate from openapi/client/runtime/http/options.py. Edit that.
"""The HTTP options of a client."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..redaction.secret import Secret

if TYPE_CHECKING:
    from .._httpx import httpx
    from ..network.certificates import CaBundle


@dataclass(frozen=True)
class HttpOptions:
    """The HTTP options of a client."""

    client: httpx.Client | httpx.AsyncClient | None = field(default=None, repr=False)
    transport: httpx.BaseTransport | httpx.AsyncBaseTransport | None = None
    proxy: Secret[str | None] = Secret(None)  # noqa: RUF009  # immutable
    ca_bundle: CaBundle | None = None

    @property
    def are_foreign(self) -> bool:
        """Whether the caller's own client or transport is to be used."""
        return self.client is not None or self.transport is not None
