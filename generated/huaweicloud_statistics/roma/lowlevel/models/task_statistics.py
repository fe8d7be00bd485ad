# Written by scripts/generate from openapi/roma.yaml. Edit that.
from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.task_statistic_details import TaskStatisticDetails


T = TypeVar("T", bound="TaskStatistics")


@_attrs_define
class TaskStatistics:
    """The tasks of one ROMA Connect instance by kind and status, one reading."""

    common_task_details: TaskStatisticDetails
    """ Number of tasks of one kind in each status. """
    cdc_task_details: TaskStatisticDetails
    """ Number of tasks of one kind in each status. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        common_task_details = self.common_task_details.to_dict()

        cdc_task_details = self.cdc_task_details.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "common_task_details": common_task_details,
                "cdc_task_details": cdc_task_details,
            }
        )

        return deepcopy(field_dict)

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.task_statistic_details import TaskStatisticDetails  # noqa: PLC0415

        d = dict(src_dict)
        common_task_details = TaskStatisticDetails.from_dict(d.pop("common_task_details"))

        cdc_task_details = TaskStatisticDetails.from_dict(d.pop("cdc_task_details"))

        task_statistics = cls(
            common_task_details=common_task_details,
            cdc_task_details=cdc_task_details,
        )

        task_statistics.additional_properties = d
        return task_statistics

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
