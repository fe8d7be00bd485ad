# Written by scripts/generate from openapi/client/runtime/__init__.py. Edit that.
"""What all APIs share at run time; each API's client is generated and builds on these names."""

from ._httpx import httpx
from .api import Api
from .auth.chain import AsyncCredentialsLike, CredentialsLike
from .body.response import RawResponse
from .body.schema import Schemas
from .call import CallOptions
from .client import AsyncClientBase, ClientBase
from .endpoint import Argument, Endpoint, json_as, no_body
from .http.certificates import CaBundle
from .http.options import HttpOptions
from .retries import DEFAULT_MAX_RETRIES
from .secret import Secret
from .settings import DEFAULT_TIMEOUT
from .waiting import DEFAULT_WAIT, Polling, Waiter

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
    "Schemas",
    "Secret",
    "Waiter",
    "httpx",
    "json_as",
    "no_body",
]
