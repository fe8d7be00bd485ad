# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""COC script order statistics: the validators of requests and responses."""

from typing import Any

from .._runtime.body.patterns import matches
from .._runtime.body.violation import Violation, missing, violated


def validate_get_script_job_statistics_execute_uuid(value: Any) -> Violation | None:
    if type(value) is not str:
        return violated(value, "string")
    if len(value) > 64:
        return violated(value, "at most 64 characters")
    if len(value) < 1:
        return violated(value, "at least 1 characters")
    if not matches("^[A-Za-z0-9_\\-]+\\Z", value):
        return violated(value, "text that matches ^[A-Za-z0-9_-]+$")
    return None


def validate_language(value: Any) -> Violation | None:
    if type(value) is not str:
        return violated(value, "string")
    if value not in ("zh-cn", "en-us"):
        return violated(value, 'one of "zh-cn", "en-us"')
    return None


def validate_get_script_job_statistics_x_project_id(value: Any) -> Violation | None:
    if type(value) is not str:
        return violated(value, "string")
    return None


def validate_get_script_job_statistics_x_user_profile(value: Any) -> Violation | None:
    if type(value) is not str:
        return violated(value, "string")
    return None


def validate_script_job_statistics(value: Any) -> Violation | None:
    if type(value) is not dict:
        return violated(value, "object")
    if "data" not in value:
        return missing("data")
    member = value["data"]
    if violation := validate_instance_statistics(member):
        return violation.below("data")
    return None


def validate_instance_statistics(value: Any) -> Violation | None:
    if type(value) is not dict:
        return violated(value, "object")
    if "total_instance" not in value:
        return missing("total_instance")
    member = value["total_instance"]
    if type(member) is not int:
        return violated(member, "integer", "total_instance")
    if member > 2147483647:
        return violated(member, "at most 2147483647", "total_instance")
    if member < 0:
        return violated(member, "at least 0", "total_instance")
    if "execute_statistics" not in value:
        return missing("execute_statistics")
    member = value["execute_statistics"]
    if violation := validate_instance_statistics_execute_statistics(member):
        return violation.below("execute_statistics")
    return None


def validate_instance_statistics_execute_statistics(value: Any) -> Violation | None:
    if type(value) is not list:
        return violated(value, "array")
    for index, item in enumerate(value):
        if violation := validate_execution_statistic(item):
            return violation.below(index)
    return None


def validate_execution_statistic(value: Any) -> Violation | None:
    if type(value) is not dict:
        return violated(value, "object")
    if "instance_status" not in value:
        return missing("instance_status")
    member = value["instance_status"]
    if type(member) is not str:
        return violated(member, "string", "instance_status")
    if len(member) < 1:
        return violated(member, "at least 1 characters", "instance_status")
    if "instance_count" not in value:
        return missing("instance_count")
    member = value["instance_count"]
    if type(member) is not int:
        return violated(member, "integer", "instance_count")
    if member > 2147483647:
        return violated(member, "at most 2147483647", "instance_count")
    if member < 0:
        return violated(member, "at least 0", "instance_count")
    if "batch_indexes" not in value:
        return missing("batch_indexes")
    member = value["batch_indexes"]
    if violation := validate_execution_statistic_batch_indexes(member):
        return violation.below("batch_indexes")
    return None


def validate_execution_statistic_batch_indexes(value: Any) -> Violation | None:
    if type(value) is not list:
        return violated(value, "array")
    for index, item in enumerate(value):
        if type(item) is not int:
            return violated(item, "integer", index)
        if item > 2147483647:
            return violated(item, "at most 2147483647", index)
        if item < 1:
            return violated(item, "at least 1", index)
    return None
