# Written by scripts/generate from openapi/coc.yaml. Edit that.
from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ExecutionStatistic")


@_attrs_define
class ExecutionStatistic:
    """The instances of the order that are in one status."""

    instance_status: str
    """ Status of the instances counted here. Known values: READY (to run), PROCESSING (running), ABNORMAL (failed),
    CANCELED (canceled), FINISHED (succeeded) and ROLLBACKED (rolled back). The vendor may add more. """
    instance_count: int
    """ Number of instances in this status. """
    batch_indexes: list[int]
    """ The batches that have an instance in this status, each given by its position in the order of execution. One
    batch may be listed under several statuses. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        instance_status = self.instance_status

        instance_count = self.instance_count

        batch_indexes = self.batch_indexes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "instance_status": instance_status,
                "instance_count": instance_count,
                "batch_indexes": batch_indexes,
            }
        )

        return deepcopy(field_dict)

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        instance_status = d.pop("instance_status")

        instance_count = d.pop("instance_count")

        batch_indexes = cast(list[int], d.pop("batch_indexes"))

        execution_statistic = cls(
            instance_status=instance_status,
            instance_count=instance_count,
            batch_indexes=batch_indexes,
        )

        execution_statistic.additional_properties = d
        return execution_statistic

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
