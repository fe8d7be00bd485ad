# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""Contains all the data models used in inputs/outputs"""

from .error_body import ErrorBody
from .task_statistic_details import TaskStatisticDetails
from .task_statistics import TaskStatistics

__all__ = (
    "ErrorBody",
    "TaskStatisticDetails",
    "TaskStatistics",
)
