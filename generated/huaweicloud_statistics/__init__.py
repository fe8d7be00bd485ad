# Written by scripts/generate from openapi/client/templates/root_init.py.jinja. Edit that.
"""Typed client for two Huawei Cloud statistics endpoints, made from their OpenAPI contracts."""

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
    "ServerError",
    "StatusError",
    "TooManyRequests",
    "Unauthorized",
    "__version__",
]
