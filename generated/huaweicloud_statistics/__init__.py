# Written by scripts/generate from openapi/client/templates/root_init.py.jinja. Edit that.
"""Typed client for two Huawei Cloud statistics endpoints, made from their OpenAPI contracts."""

from ._runtime.answer import RawResponse
from ._runtime.errors import (
    APIConnectionError,
    APITimeoutError,
    ArgumentError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    ContractError,
    CredentialsError,
    Error,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    StatusError,
    WaitFailedError,
    WaitTimeoutError,
)

__version__ = "0.1.0"

__all__ = [
    "APIConnectionError",
    "APITimeoutError",
    "ArgumentError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "ContractError",
    "CredentialsError",
    "Error",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "RawResponse",
    "ServerError",
    "StatusError",
    "WaitFailedError",
    "WaitTimeoutError",
    "__version__",
]
