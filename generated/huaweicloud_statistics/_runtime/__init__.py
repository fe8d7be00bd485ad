# Written by scripts/generate from openapi/client/runtime/__init__.py. Edit that.
"""What all APIs share at run time; each API's facade is generated and builds on these names."""

from .client import AsyncClientBase, ClientBase
from .operation import Operation, Parameter, json_as, no_body
from .settings import DEFAULT_TIMEOUT, Api, settings

__all__ = [
    "DEFAULT_TIMEOUT",
    "Api",
    "AsyncClientBase",
    "ClientBase",
    "Operation",
    "Parameter",
    "json_as",
    "no_body",
    "settings",
]
