# Written by scripts/generate from openapi/client/templates/root_init.py.jinja. Edit that.
"""Typed client for two Huawei Cloud statistics endpoints, made from their OpenAPI contracts."""

from ._runtime.answer import RawResponse
from ._runtime.errors import (
    ArgumentError,
    BadRequest,
    Conflict,
    ConnectionFailed,
    ContractError,
    CredentialsError,
    DeadlineExceeded,
    Error,
    Forbidden,
    NotFound,
    ServerError,
    StatusError,
    TooManyRequests,
    Unauthorized,
    WaitFailed,
    WaitTimeout,
)

__version__ = "0.1.0"

__all__ = [
    "ArgumentError",
    "BadRequest",
    "Conflict",
    "ConnectionFailed",
    "ContractError",
    "CredentialsError",
    "DeadlineExceeded",
    "Error",
    "Forbidden",
    "NotFound",
    "RawResponse",
    "ServerError",
    "StatusError",
    "TooManyRequests",
    "Unauthorized",
    "WaitFailed",
    "WaitTimeout",
    "__version__",
]
