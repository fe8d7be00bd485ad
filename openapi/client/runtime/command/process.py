"""The command as a process: its streams, and what it ends with."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .calls import INTERNAL, USAGE
from .tree import group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import Command

_INTERRUPTED, _PIPE_CLOSED = 130, 141
"""As shells say it of what a signal ended."""


def main(program: str, version: str, commands: Sequence[Command]) -> int:
    """Read the command line and do what it says; the exit status."""
    try:
        _open_streams()
        status = group(version, commands).main(prog_name=program, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return USAGE
    except click.Abort:
        return _INTERRUPTED
    except (Exception, SystemExit) as error:  # noqa: BLE001  # each has its sentence
        return _failed(program, error)
    return int(status or 0)


def _open_streams() -> None:
    """See that what is written is held by each stream, and goes to no other.

    Raises:
        OSError: There is no standard output.
    """
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  # to the end
    if sys.stdout is None:
        raise OSError(0, "it is closed")
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # somebody's own
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _failed(program: str, error: BaseException) -> int:
    _discard()
    # click itself ends with SystemExit for a pipe that nobody reads any more.
    if isinstance(error, BrokenPipeError | SystemExit):
        return _PIPE_CLOSED
    if isinstance(error, OSError):
        click.echo(f"{program}: the output cannot be written: {error.strerror}", err=True)
        return USAGE
    # What it says may be a secret.
    click.echo(f"{program}: a fault of its own: {type(error).__name__}", err=True)
    return INTERNAL


def _discard() -> None:
    """Let what is left in standard output go nowhere, or Python would complain at the end."""
    with suppress(AttributeError, OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
