# Written by scripts/generate from openapi/client/templates/root_init.py.jinja. Edit that.
"""Typed client for two Huawei Cloud statistics endpoints, made from their
OpenAPI contracts.

Each API is a package: `coc`, `roma`. Everything that their clients
raise is an `Error`.

Example:
    from huaweicloud_statistics import coc

    with coc.Client(region="cn-north-4", token=token) as client:
        result = client.get_script_job_statistics(
            "SCT2023083109562601af694bf",
        )
"""

from typing import TYPE_CHECKING, Any

from ._runtime.deferred import imported
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

if TYPE_CHECKING:
    from ._runtime.auth.iam import IamLogin
    from ._runtime.auth.values import AccessKey, Token
    from ._runtime.body.response import RawResponse
    from ._runtime.call.many import many, many_async
    from ._runtime.call.workers import Outcome
    from ._runtime.rows import rows

__version__ = "0.1.0"

__all__ = [
    "APIConnectionError",
    "APITimeoutError",
    "AccessKey",
    "ArgumentError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "ContractError",
    "CredentialsError",
    "Error",
    "IamLogin",
    "NotFoundError",
    "Outcome",
    "PermissionDeniedError",
    "RateLimitError",
    "RawResponse",
    "ServerError",
    "StatusError",
    "Token",
    "WaitFailedError",
    "WaitTimeoutError",
    "__version__",
    "many",
    "many_async",
    "rows",
]
_DEFERRED = {
    "AccessKey": "_runtime.auth.values",
    "IamLogin": "_runtime.auth.iam",
    "Outcome": "_runtime.call.workers",
    "RawResponse": "_runtime.body.response",
    "Token": "_runtime.auth.values",
    "many": "_runtime.call.many",
    "many_async": "_runtime.call.many",
    "rows": "_runtime.rows",
}
"""Names that are imported on first use, and their modules."""


def __getattr__(name: str) -> Any:
    return imported(__name__, _DEFERRED, name)
