# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""Contains all the data models used in inputs/outputs"""

from .error_body import ErrorBody
from .execution_statistic import ExecutionStatistic
from .instance_statistics import InstanceStatistics
from .language import Language
from .script_job_statistics import ScriptJobStatistics

__all__ = (
    "ErrorBody",
    "ExecutionStatistic",
    "InstanceStatistics",
    "Language",
    "ScriptJobStatistics",
)
