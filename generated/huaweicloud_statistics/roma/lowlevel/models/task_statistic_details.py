# Written by scripts/generate from openapi/roma.yaml. Edit that.
from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TaskStatisticDetails")


@_attrs_define
class TaskStatisticDetails:
    """Number of tasks of one kind in each status."""

    running_tasks_count: int
    """ Number of tasks that are running. """
    abnormal_tasks_count: int
    """ Number of tasks that failed. """
    terminated_tasks_count: int
    """ Number of tasks that were stopped before they completed. """
    completed_tasks_count: int
    """ Number of tasks that completed successfully. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        running_tasks_count = self.running_tasks_count

        abnormal_tasks_count = self.abnormal_tasks_count

        terminated_tasks_count = self.terminated_tasks_count

        completed_tasks_count = self.completed_tasks_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "running_tasks_count": running_tasks_count,
                "abnormal_tasks_count": abnormal_tasks_count,
                "terminated_tasks_count": terminated_tasks_count,
                "completed_tasks_count": completed_tasks_count,
            }
        )

        return deepcopy(field_dict)

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        running_tasks_count = d.pop("running_tasks_count")

        abnormal_tasks_count = d.pop("abnormal_tasks_count")

        terminated_tasks_count = d.pop("terminated_tasks_count")

        completed_tasks_count = d.pop("completed_tasks_count")

        task_statistic_details = cls(
            running_tasks_count=running_tasks_count,
            abnormal_tasks_count=abnormal_tasks_count,
            terminated_tasks_count=terminated_tasks_count,
            completed_tasks_count=completed_tasks_count,
        )

        task_statistic_details.additional_properties = d
        return task_statistic_details

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    __iter__ = None

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
