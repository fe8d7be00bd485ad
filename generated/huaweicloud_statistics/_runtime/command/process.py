# Written by scripts/generate from openapi/client/runtime/command/process.py. Edit that.
"""The command as a process: its streams and its exit status."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import INTERRUPTED
from .calls import INTERNAL, USAGE
from .tree import group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import Command

_PIPE_CLOSED = 141
"""The exit status that shells use for SIGPIPE."""


def main(program: str, version: str, commands: Sequence[Command]) -> int:
    """Run the command line; returns the exit status."""
    try:
        _open_streams()
        status = group(version, commands).main(prog_name=program, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return USAGE
    except click.Abort:
        return INTERRUPTED
    except (Exception, SystemExit) as error:  # noqa: BLE001  # reported in one line
        return _failed(program, error)
    return int(status or 0)


def _open_streams() -> None:
    """Make both streams accept any text; standard error may be closed.

    Raises:
        OSError: Standard output is closed.
    """
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  # until the process exits
    if sys.stdout is None:
        raise OSError(0, "it is closed")
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a replaced stream may lack it
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _failed(program: str, error: BaseException) -> int:
    _discard()
    # click itself raises SystemExit for a broken pipe.
    if isinstance(error, BrokenPipeError | SystemExit):
        return _PIPE_CLOSED
    if isinstance(error, OSError):
        click.echo(f"{program}: the output cannot be written: {error.strerror}", err=True)
        return USAGE
    # Its message may contain a secret.
    click.echo(f"{program}: internal error: {type(error).__name__}", err=True)
    return INTERNAL


def _discard() -> None:
    """Discard what is left in standard output, or Python would report an error at exit."""
    with suppress(AttributeError, OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
