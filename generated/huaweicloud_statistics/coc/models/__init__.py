# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""Contains all the data models used in inputs/outputs"""

from .error_body import ErrorBody
from .execution_statistic import ExecutionStatistic
from .get_script_job_statistics_x_language import GetScriptJobStatisticsXLanguage
from .instance_statistics import InstanceStatistics
from .script_job_statistics import ScriptJobStatistics

__all__ = (
    "ErrorBody",
    "ExecutionStatistic",
    "GetScriptJobStatisticsXLanguage",
    "InstanceStatistics",
    "ScriptJobStatistics",
)
