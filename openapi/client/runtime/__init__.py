"""What all APIs share at run time; each API's facade is generated and builds on these names."""

from ._httpx import httpx
from .answer import RawResponse
from .calling import CallOptions
from .client import AsyncClientBase, ClientBase
from .operation import Operation, Parameter, json_as, no_body
from .retries import DEFAULT_MAX_RETRIES
from .schema import Schemas
from .settings import DEFAULT_TIMEOUT, Api, settings
from .transport import CaBundle, HttpOptions
from .waiting import DEFAULT_WAIT, Polling, Waiter

__all__ = [
    "DEFAULT_MAX_RETRIES",
    "DEFAULT_TIMEOUT",
    "DEFAULT_WAIT",
    "Api",
    "AsyncClientBase",
    "CaBundle",
    "CallOptions",
    "ClientBase",
    "HttpOptions",
    "Operation",
    "Parameter",
    "Polling",
    "RawResponse",
    "Schemas",
    "Waiter",
    "httpx",
    "json_as",
    "no_body",
    "settings",
]
