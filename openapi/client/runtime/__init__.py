"""The run time that all APIs share; the generated clients build on these names."""

from typing import TYPE_CHECKING, Any

from ._httpx import httpx
from .api import Api
from .call.options import CallOptions
from .call.waiting import DEFAULT_WAIT, Polling, Waiter
from .client import AsyncClientBase, ClientBase
from .deferred import imported
from .endpoint import Argument, Endpoint, json_as, no_body
from .http.options import HttpOptions
from .redaction.secret import Secret

if TYPE_CHECKING:
    from .auth.chain import AsyncCredentialsLike, CredentialsLike
    from .body.response import RawResponse
    from .call.retries import DEFAULT_MAX_RETRIES
    from .network.certificates import CaBundle
    from .settings import DEFAULT_TIMEOUT

__all__ = [
    "DEFAULT_MAX_RETRIES",
    "DEFAULT_TIMEOUT",
    "DEFAULT_WAIT",
    "Api",
    "Argument",
    "AsyncClientBase",
    "AsyncCredentialsLike",
    "CaBundle",
    "CallOptions",
    "ClientBase",
    "CredentialsLike",
    "Endpoint",
    "HttpOptions",
    "Polling",
    "RawResponse",
    "Secret",
    "Waiter",
    "httpx",
    "json_as",
    "no_body",
]
_DEFERRED = {
    "AsyncCredentialsLike": "auth.chain",
    "CaBundle": "network.certificates",
    "CredentialsLike": "auth.chain",
    "DEFAULT_MAX_RETRIES": "call.retries",
    "DEFAULT_TIMEOUT": "settings",
    "RawResponse": "body.response",
}
"""Names that are imported on first use, and their modules."""


def __getattr__(name: str) -> Any:
    return imported(__name__, _DEFERRED, name)
