# Written by scripts/generate from openapi/coc.yaml. Edit that.
from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.instance_statistics import InstanceStatistics


T = TypeVar("T", bound="ScriptJobStatistics")


@_attrs_define
class ScriptJobStatistics:
    """The statistics of one script order."""

    data: InstanceStatistics
    """ Instance status statistics of one script order, one reading. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        data = self.data.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "data": data,
            }
        )

        return deepcopy(field_dict)

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.instance_statistics import InstanceStatistics  # noqa: PLC0415

        d = dict(src_dict)
        data = InstanceStatistics.from_dict(d.pop("data"))

        script_job_statistics = cls(
            data=data,
        )

        script_job_statistics.additional_properties = d
        return script_job_statistics

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
