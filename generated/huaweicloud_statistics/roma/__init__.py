# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""ROMA Connect FDI task statistics: How many data integration tasks run,
failed, stopped or completed.

Example:
    from huaweicloud_statistics import roma

    with roma.Client(region="cn-north-1", token=token) as client:
        result = client.count_tasks(
            "c53626012ba84727b938ca8bf03108ef",
            "fae7ff6c-8e07-4cf8-9e67-589cab2f017c",
        )
"""

from ._client import REGIONS, AsyncClient, AsyncRawClient, Client, RawClient, Region
from .lowlevel.models import ErrorBody, TaskStatisticDetails, TaskStatistics

__all__ = [
    "AsyncClient",
    "AsyncRawClient",
    "Client",
    "ErrorBody",
    "RawClient",
    "Region",
    "REGIONS",
    "TaskStatisticDetails",
    "TaskStatistics",
]
