"""A command line, parsed into calls."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .model import Command, CommandArgument

_STDIN = "-"
_OWN = {"endpoint", "help", "json", "region", "timeout", "version", "watch"}
"""Names of the command line's own options."""


def option_of(argument: CommandArgument) -> str:
    """The name of the option for an argument."""
    name = argument.name.strip("_")
    clear = f"{argument.location}_{name}" if name in _OWN else name
    return f"--{clear.replace('_', '-')}"


def value_of(argument: CommandArgument, value: Any) -> Any:
    """The value of an option, converted to the type of its argument.

    Raises:
        BadParameter: It cannot be converted.
    """
    if value is None or value == ():
        return None
    if argument.is_list:
        return [_parsed(argument, item) for item in value]
    return _parsed(argument, value)


def _parsed(argument: CommandArgument, text: str) -> Any:
    kind = _BODY if argument.location == "body" else _KINDS.get(argument.kind, _TEXT)
    parse, words = kind
    is_by_place = argument.location == "path"
    hint = argument.name.upper() if is_by_place else f"'{option_of(argument)}'"
    try:
        return parse(text)
    except OSError as error:
        raise click.BadParameter(f"{text[1:]}: {error.strerror}", param_hint=hint) from None
    except ValueError:
        # A body may hold a secret.
        received = "" if kind is _BODY else f"; got {text!r}"
        raise click.BadParameter(f"it must be {words}{received}", param_hint=hint) from None


def _body(text: str) -> Any:
    return json.loads(Path(text[1:]).read_text("utf-8") if text.startswith("@") else text)


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


_Kind: TypeAlias = "tuple[Callable[[str], Any], str]"
_BODY: _Kind = (_body, "JSON, or @FILE with JSON in it")
_TEXT: _Kind = (str, "text")
_KINDS: dict[str, _Kind] = {
    "bool": (_boolean, "true or false"),
    "int": (int, "a whole number"),
    "float": (float, "a number"),
    "datetime.date": (date.fromisoformat, "a date, as 2024-06-15"),
    "datetime.datetime": (datetime.fromisoformat, "a time, as 2024-06-15T08:30:00Z"),
    "UUID": (UUID, "a UUID"),
}


@dataclass(frozen=True)
class Server:
    """Where to call."""

    region: str | None
    endpoint: str | None

    def arguments(self, regions: tuple[str, ...]) -> dict[str, str]:
        """The client's arguments for it.

        Raises:
            UsageError: Neither or both of region and endpoint are set.
        """
        if self.region and self.endpoint:
            raise click.UsageError("give either --region or --endpoint")
        if self.endpoint:
            return {"base_url": self.endpoint}
        if self.region or len(regions) == 1:
            return {"region": self.region or regions[0]}
        among = f" ({', '.join(regions)})" if regions else ""
        raise click.UsageError(f"give --region{among}, or --endpoint")


@dataclass(frozen=True)
class Invocation:
    """A command with its arguments and options."""

    command: Command
    server: Server
    words: tuple[str, ...]
    as_json: bool
    watch: bool
    timeout: float | None
    options: dict[str, Any]

    @property
    def reads_stdin(self) -> bool:
        """Whether the arguments are read from standard input."""
        return self.words[-1:] == (_STDIN,)

    def items(self) -> Iterator[tuple[Any, ...]]:
        """The path arguments of each call.

        Raises:
            UsageError: A path argument is missing.
        """
        path = self.command.path
        if not path:
            yield ()
            return
        if self.reads_stdin:
            texts = self._read()
        else:
            first = self.words[: len(path) - 1]
            last = self.words[len(path) - 1 :]
            if not last:
                names = " ".join(argument.name.upper() for argument in path)
                raise click.UsageError(f"{path[len(self.words)].name.upper()} is missing: {names}")
            texts = ((*first, word) for word in last)
        for item in texts:
            yield tuple(_parsed(argument, text) for argument, text in zip(path, item, strict=True))

    def _read(self) -> Iterator[tuple[str, ...]]:
        if sys.stdin is None or sys.stdin.closed:
            raise click.UsageError("standard input is closed")
        path, first = self.command.path, self.words[:-1]
        names = " ".join(argument.name.upper() for argument in path[len(first) :])
        if not names:
            raise click.UsageError(f"nothing is left to read from standard input: {_STDIN}")
        has_items = False
        for number, line in enumerate(_lines(), 1):
            item = (*first, *line.split())
            if len(item) == len(first):
                continue
            if len(item) != len(path):
                raise click.UsageError(f"standard input, line {number}: expected {names}")
            has_items = True
            yield item
        if not has_items:
            raise click.UsageError(f"standard input is empty; expected {names} on each line")


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer:
        yield line.decode("utf-8-sig", "replace")  # files of Windows start with a byte order mark
