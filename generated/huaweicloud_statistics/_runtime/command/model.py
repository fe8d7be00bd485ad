# Written by scripts/generate from openapi/client/runtime/command/model.py. Edit that.
"""What the generator writes of an operation for the command line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Argument:
    """An argument of an operation."""

    name: str
    """Of the client's method."""
    location: str
    """Path, query, header or body."""
    kind: str
    """Its type, as Python; of a list, its items'."""
    required: bool
    about: str
    is_list: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """An operation."""

    api: str
    method: str
    """Of the client."""
    waiter: str | None
    """The client's method that waits, if there is one."""
    summary: str
    about: str
    regions: tuple[str, ...]
    arguments: tuple[Argument, ...]

    @property
    def path(self) -> tuple[Argument, ...]:
        """The arguments that are given by their place."""
        return tuple(argument for argument in self.arguments if argument.location == "path")

    @property
    def options(self) -> tuple[Argument, ...]:
        """The arguments that are given by their name."""
        return tuple(argument for argument in self.arguments if argument.location != "path")
