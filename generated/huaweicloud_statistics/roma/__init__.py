# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""ROMA Connect FDI task statistics: How many data integration tasks run, failed, stopped or completed."""

from ._facade import (
    REGIONS,
    AsyncClient,
    AsyncRawClient,
    Client,
    RawClient,
    connect,
    connect_async,
)
from .models import ErrorBody, TaskStatisticDetails, TaskStatistics

__all__ = [
    "AsyncClient",
    "AsyncRawClient",
    "Client",
    "connect",
    "connect_async",
    "ErrorBody",
    "RawClient",
    "REGIONS",
    "TaskStatisticDetails",
    "TaskStatistics",
]
