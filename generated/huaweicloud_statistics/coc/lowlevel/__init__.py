# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""The unmodified output of openapi-python-client.

It does not sign, retry or validate, and returns documented errors instead of raising them; use
`huaweicloud_statistics.coc.Client` for that.
"""

from typing import TYPE_CHECKING, Any

__all__ = ["AuthenticatedClient", "Client"]

if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client


def __getattr__(name: str) -> Any:
    # Imported on first use, as httpx is slow to load.
    if name in __all__:
        from . import client

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
