# Written by scripts/generate from openapi/client/runtime/command/model.py. Edit that.
"""Operations as data for the command line, written by the generator."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CommandArgument:
    """An argument of an operation."""

    name: str
    """As in the client's method."""
    location: str
    """Path, query, header or body."""
    kind: str
    """Its type, as Python; for a list, the type of its items."""
    required: bool
    about: str
    is_list: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """An operation."""

    api: str
    method: str
    """The client's method."""
    waiter: str | None
    """The client's method that waits, if there is one."""
    summary: str
    about: str
    regions: tuple[str, ...]
    arguments: tuple[CommandArgument, ...]

    @property
    def path(self) -> tuple[CommandArgument, ...]:
        """The positional arguments."""
        return tuple(argument for argument in self.arguments if argument.location == "path")

    @property
    def options(self) -> tuple[CommandArgument, ...]:
        """The arguments that are options."""
        return tuple(argument for argument in self.arguments if argument.location != "path")
