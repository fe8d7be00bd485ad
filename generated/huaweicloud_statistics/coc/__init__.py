# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""COC script order statistics: How many instances of a script order are in
which state.

Example:
    from huaweicloud_statistics import coc

    with coc.Client(region="cn-north-4", token=token) as client:
        result = client.get_script_job_statistics(
            "SCT2023083109562601af694bf",
        )
"""

from ._client import REGIONS, AsyncClient, AsyncRawClient, Client, RawClient, Region
from ._values import InstanceStatus
from .lowlevel.models import (
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
    "ErrorBody",
    "ExecutionStatistic",
    "InstanceStatistics",
    "InstanceStatus",
    "Language",
    "RawClient",
    "Region",
    "REGIONS",
    "ScriptJobStatistics",
]
