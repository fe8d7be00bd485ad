"""Arrays in a query that are written in one text, with commas between the items."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs
from openapi_python_client.parser.properties.list_property import ListProperty

if TYPE_CHECKING:
    from openapi_python_client.parser.openapi import Endpoint

    from openapi.contract import Operation


@attrs.define
class SeparatedListProperty(ListProperty):
    """A list that the generator's functions join."""

    template: ClassVar[str] = "separated_list_property.py.jinja"


def separate(endpoint: Endpoint, operation: Operation) -> None:
    """Have an endpoint write such arrays so; the generator knows one item per name alone."""
    names = {
        parameter.name
        for parameter in operation.located("query")
        if parameter.is_array and not parameter.is_exploded
    }
    endpoint.query_parameters = [
        SeparatedListProperty(**attrs.asdict(prop, recurse=False))
        if isinstance(prop, ListProperty) and prop.name.get_untrusted_value() in names
        else prop
        for prop in endpoint.query_parameters
    ]
