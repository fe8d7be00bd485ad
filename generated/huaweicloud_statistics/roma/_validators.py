# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""ROMA Connect FDI task statistics: the validators of requests and responses."""

from typing import Any

from .._runtime.body.patterns import matches
from .._runtime.body.violation import Violation, missing, violated


def validate_count_tasks_project_id(value: Any) -> Violation | None:
    if type(value) is not str:
        return violated(value, "string")
    if len(value) > 64:
        return violated(value, "at most 64 characters")
    if len(value) < 1:
        return violated(value, "at least 1 characters")
    if not matches("^[A-Za-z0-9_\\-]+\\Z", value):
        return violated(value, "text that matches ^[A-Za-z0-9_-]+$")
    return None


def validate_count_tasks_instance_id(value: Any) -> Violation | None:
    if type(value) is not str:
        return violated(value, "string")
    if len(value) > 64:
        return violated(value, "at most 64 characters")
    if len(value) < 1:
        return violated(value, "at least 1 characters")
    if not matches("^[A-Za-z0-9_\\-]+\\Z", value):
        return violated(value, "text that matches ^[A-Za-z0-9_-]+$")
    return None


def validate_task_statistics(value: Any) -> Violation | None:
    if type(value) is not dict:
        return violated(value, "object")
    if "common_task_details" not in value:
        return missing("common_task_details")
    member = value["common_task_details"]
    if violation := validate_task_statistic_details(member):
        return violation.below("common_task_details")
    if "cdc_task_details" not in value:
        return missing("cdc_task_details")
    member = value["cdc_task_details"]
    if violation := validate_task_statistic_details(member):
        return violation.below("cdc_task_details")
    return None


def validate_task_statistic_details(value: Any) -> Violation | None:
    if type(value) is not dict:
        return violated(value, "object")
    if "running_tasks_count" not in value:
        return missing("running_tasks_count")
    member = value["running_tasks_count"]
    if type(member) is not int:
        return violated(member, "integer", "running_tasks_count")
    if member > 999999999999:
        return violated(member, "at most 999999999999", "running_tasks_count")
    if member < 0:
        return violated(member, "at least 0", "running_tasks_count")
    if "abnormal_tasks_count" not in value:
        return missing("abnormal_tasks_count")
    member = value["abnormal_tasks_count"]
    if type(member) is not int:
        return violated(member, "integer", "abnormal_tasks_count")
    if member > 999999999999:
        return violated(member, "at most 999999999999", "abnormal_tasks_count")
    if member < 0:
        return violated(member, "at least 0", "abnormal_tasks_count")
    if "terminated_tasks_count" not in value:
        return missing("terminated_tasks_count")
    member = value["terminated_tasks_count"]
    if type(member) is not int:
        return violated(member, "integer", "terminated_tasks_count")
    if member > 999999999999:
        return violated(member, "at most 999999999999", "terminated_tasks_count")
    if member < 0:
        return violated(member, "at least 0", "terminated_tasks_count")
    if "completed_tasks_count" not in value:
        return missing("completed_tasks_count")
    member = value["completed_tasks_count"]
    if type(member) is not int:
        return violated(member, "integer", "completed_tasks_count")
    if member > 999999999999:
        return violated(member, "at most 999999999999", "completed_tasks_count")
    if member < 0:
        return violated(member, "at least 0", "completed_tasks_count")
    return None
