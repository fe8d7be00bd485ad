# Written by scripts/generate from openapi/coc.yaml. Edit that.
from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.execution_statistic import ExecutionStatistic


T = TypeVar("T", bound="InstanceStatistics")


@_attrs_define
class InstanceStatistics:
    """Instance status statistics of one script order, one reading."""

    total_instance: int
    """ Number of all instances of the order. """
    execute_statistics: list[ExecutionStatistic]
    """ One element per status. A status that is left out has no instances. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total_instance = self.total_instance

        execute_statistics = []
        for execute_statistics_item_data in self.execute_statistics:
            execute_statistics_item = execute_statistics_item_data.to_dict()
            execute_statistics.append(execute_statistics_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total_instance": total_instance,
                "execute_statistics": execute_statistics,
            }
        )

        return deepcopy(field_dict)

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.execution_statistic import ExecutionStatistic  # noqa: PLC0415

        d = dict(src_dict)
        total_instance = d.pop("total_instance")

        execute_statistics = []
        _execute_statistics = d.pop("execute_statistics")
        for execute_statistics_item_data in _execute_statistics:
            execute_statistics_item = ExecutionStatistic.from_dict(execute_statistics_item_data)

            execute_statistics.append(execute_statistics_item)

        instance_statistics = cls(
            total_instance=total_instance,
            execute_statistics=execute_statistics,
        )

        instance_statistics.additional_properties = d
        return instance_statistics

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
