# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""COC script order statistics: How many instances of a script order are in which state."""

from ._facade import (
    REGIONS,
    AsyncClient,
    AsyncRawClient,
    Client,
    RawClient,
    connect,
    connect_async,
)
from .models import (
    ErrorBody,
    ExecutionStatistic,
    InstanceStatistics,
    Language,
    ScriptJobStatistics,
)

__all__ = [
    "AsyncClient",
    "AsyncRawClient",
    "Client",
    "connect",
    "connect_async",
    "ErrorBody",
    "ExecutionStatistic",
    "InstanceStatistics",
    "Language",
    "RawClient",
    "REGIONS",
    "ScriptJobStatistics",
]
