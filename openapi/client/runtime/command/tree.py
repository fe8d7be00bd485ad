"""The commands and their options, for click."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from .calls import run_calls
from .invocation import Invocation, Server, option_of, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import Command, CommandArgument

_EPILOG = """\
Credentials: HUAWEICLOUD_AUTH_TOKEN; or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK; or Terraform's
HW_ACCESS_KEY and HW_SECRET_KEY; or the vendor's file ~/.huaweicloud/credentials; or the agency of
an ECS.

\b
Exit status:
  0  success
  1  a response was an error, or a watched order failed
  2  invalid usage
  3  the server could not be reached
"""


def group(version: str, commands: Sequence[Command]) -> click.Group:
    """All commands, by API."""
    root = click.Group(help="Query Huawei Cloud's APIs.", epilog=_EPILOG)
    click.version_option(version, message="%(prog)s %(version)s")(root)
    apis: dict[str, list[Command]] = defaultdict(list)
    for command in commands:
        apis[command.api].append(command)
    for api, several in apis.items():
        if len(several) == 1:
            root.add_command(_command(api, several[0]))
        else:
            below = click.Group(api, help=f"The operations of {api}.")
            root.add_command(below)
            for command in several:
                below.add_command(_command(command.method.replace("_", "-"), command))
    return root


def _command(name: str, command: Command) -> click.Command:
    params: list[click.Parameter] = []
    if command.path:
        metavar = " ".join(argument.name.upper() for argument in command.path) + "..."
        params.append(click.Argument(["words"], nargs=-1, required=True, metavar=metavar))
    params += [_option(argument) for argument in command.options]
    params += _own_options(command)
    return click.Command(
        name,
        params=params,
        callback=partial(_callback, command),
        help=_help(command),
        short_help=command.summary,
        epilog=_EPILOG,
    )


def _help(command: Command) -> str:
    paragraphs = [f"{command.summary}.", command.about]
    paragraphs += [
        f"{argument.name.upper()}: {argument.about}" for argument in command.path if argument.about
    ]
    if command.path:
        last = command.path[-1].name.upper()
        paragraphs.append(
            f"Pass any number of {last}, or - to read them from standard input, one on each line."
        )
    return "\n\n".join(filter(None, paragraphs))


def _option(argument: CommandArgument) -> click.Option:
    return click.Option(
        [option_of(argument), argument.name],
        required=argument.required,
        multiple=argument.is_list,
        metavar=f"[{'|'.join(argument.choices)}]" if argument.choices else None,
        help=argument.about + (" May be repeated." if argument.is_list else ""),
        callback=lambda _, __, value: value_of(argument, value),
    )


def _own_options(command: Command) -> list[click.Parameter]:
    regions = f": {', '.join(command.regions)}" if command.regions else ""
    seconds = "How long a call may take (30)"
    own = [
        _own_option("--region", f"Region to call{regions}.", metavar="NAME"),
        _own_option("--endpoint", "Base URL to call instead of a region.", metavar="URL"),
        _own_option("--json", "Print a line of JSON for each result.", is_flag=True),
    ]
    if command.waiter:
        words = "Poll until it is finished, and print a line for each change."
        own.append(_own_option("--watch", words, is_flag=True))
        seconds += ", or the watching (3600)"
    return [*own, _own_option("--timeout", f"{seconds}.", metavar="SECONDS", type=float)]


def _own_option(name: str, about: str, **options: Any) -> click.Option:
    """An option of the command line itself; its name cannot clash with a parameter's."""
    return click.Option([name, name.replace("--", "own_")], help=about, **options)


def _callback(command: Command, **options: Any) -> int:
    server = Server(options.pop("own_region"), options.pop("own_endpoint"))
    invocation = Invocation(
        command,
        server,
        words=options.pop("words", ()),
        as_json=options.pop("own_json"),
        watch=options.pop("own_watch", False),
        timeout=options.pop("own_timeout"),
        options={name: value for name, value in options.items() if value is not None},
    )
    return run_calls(invocation)
