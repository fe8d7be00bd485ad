# Written by scripts/generate from openapi/coc.yaml. Edit that.
from typing import Literal

GetScriptJobStatisticsXLanguage = Literal["en-us", "zh-cn"]

GET_SCRIPT_JOB_STATISTICS_X_LANGUAGE_VALUES: set[GetScriptJobStatisticsXLanguage] = {
    "en-us",
    "zh-cn",
}


def check_get_script_job_statistics_x_language(value: str) -> GetScriptJobStatisticsXLanguage:
    if value in GET_SCRIPT_JOB_STATISTICS_X_LANGUAGE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GET_SCRIPT_JOB_STATISTICS_X_LANGUAGE_VALUES!r}")
