# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""The output of openapi-python-client as it is, for those who know it.

It neither signs, retries nor validates, and returns documented errors instead of raising them:
`huaweicloud_statistics.roma.Client` does all that.
"""

from typing import TYPE_CHECKING, Any

__all__ = ["AuthenticatedClient", "Client"]

if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client


def __getattr__(name: str) -> Any:
    # Not before they are used, as httpx takes its time to load.
    if name in __all__:
        from . import client

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
