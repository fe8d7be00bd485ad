"""The commands of the command line: the read-only operations of all APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi.client.prose import first_paragraph
from openapi.client.runtime.command.model import Command, CommandArgument

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openapi_python_client.parser.properties import Property

    from openapi.client import arguments
    from openapi.client.methods import ApiPackage, Method


def commands(apis: Iterable[ApiPackage]) -> list[Command]:
    """A command for each read-only operation: a mistyped command must change nothing."""
    return [
        _command(api, method) for api in apis for method in api.methods if method.operation.reads
    ]


def _command(api: ApiPackage, method: Method) -> Command:
    node = method.operation.node
    return Command(
        api=api.contract.name,
        method=method.name,
        waiter=method.waiter.name if method.waiter else None,
        summary=str(node.get("summary") or f"Call {method.operation.id}").strip().rstrip("."),
        about=first_paragraph(node.get("description") or ""),
        regions=tuple(api.contract.regions),
        arguments=tuple(map(_argument, method.arguments)),
    )


def _argument(argument: arguments.MethodArgument) -> CommandArgument:
    kind = argument.annotation.removesuffix(" | None")
    is_list = kind.startswith("list[") and argument.location != "body"
    return CommandArgument(
        name=argument.name,
        location=argument.location,
        kind=kind.removeprefix("list[").removesuffix("]") if is_list else kind,
        required=argument.required,
        about=" ".join(filter(None, [argument.about, argument.rule])),
        is_list=is_list,
        choices=_choices(argument.prop),
    )


def _choices(prop: Property) -> tuple[str, ...]:
    """The values of an enumeration, or of a list of enumeration values."""
    values = getattr(getattr(prop, "inner_property", prop), "values", ())
    return tuple(sorted(str(value) for value in values))
