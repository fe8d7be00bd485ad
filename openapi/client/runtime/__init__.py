"""What all APIs share at run time; each API's facade is generated and builds on these names."""

from ._httpx import httpx
from .answer import RawResponse
from .calling import Limits
from .client import AsyncClientBase, ClientBase
from .operation import Operation, Parameter, json_as, no_body
from .retries import DEFAULT_RETRIES
from .schema import Schemas
from .settings import DEFAULT_TIMEOUT, Api, settings
from .transport import CaBundle, Http
from .waiting import DEFAULT_WAIT, Patience, Waiter

__all__ = [
    "DEFAULT_RETRIES",
    "DEFAULT_TIMEOUT",
    "DEFAULT_WAIT",
    "Api",
    "AsyncClientBase",
    "CaBundle",
    "ClientBase",
    "Http",
    "Limits",
    "Operation",
    "Parameter",
    "Patience",
    "RawResponse",
    "Schemas",
    "Waiter",
    "httpx",
    "json_as",
    "no_body",
    "settings",
]
